"""Who is inside now, for an evacuation: by name, for owner, manager and door staff only."""

from typing import Any

from django.http import HttpResponse
from django.urls import path
from django.utils.translation import get_language
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.permissions import Scoped
from checkin.evacuation_file import evacuation_workbook
from checkin.queries.evacuation import HallNow, everybody_inside
from fairs.access import DOOR_STAFF, fair_to_run
from kernel.clock import now

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class InsideOut(serializers.Serializer):
    full_name = serializers.CharField()
    company = serializers.CharField()
    role = serializers.CharField()
    gate = serializers.CharField(help_text="Of the newest passage.")
    at = serializers.DateTimeField()


class HallNowOut(serializers.Serializer):
    hall = serializers.CharField(allow_null=True, help_text="None: between halls, or seen at a gate that has no hall.")
    people = InsideOut(many=True)


class EvacuationOut(serializers.Serializer):
    as_of = serializers.DateTimeField()
    inside = serializers.IntegerField()
    halls = HallNowOut(many=True)


def _hall(one: HallNow) -> dict[str, Any]:
    return {"hall": one.hall.code if one.hall else None, "people": one.people}


class EvacuationView(APIView):
    permission_classes = (Scoped,)
    required_scope = "scan"

    @extend_schema(operation_id="evacuation_list", responses=EvacuationOut, tags=["door"])
    def get(self, request: Request, fair: str) -> Response:
        moment = now()
        halls = everybody_inside(fair_to_run(request.user, fair, DOOR_STAFF), now=moment)
        told = {
            "as_of": moment,
            "inside": sum(len(one.people) for one in halls),
            "halls": [_hall(one) for one in halls],
        }
        return Response(EvacuationOut(told).data, headers={"Cache-Control": "private, no-store"})


class EvacuationWorkbookView(APIView):
    permission_classes = (Scoped,)
    required_scope = "scan"

    @extend_schema(operation_id="evacuation_workbook", responses={(200, XLSX): OpenApiTypes.BINARY}, tags=["door"])
    def get(self, request: Request, fair: str) -> HttpResponse:
        the_fair, moment = fair_to_run(request.user, fair, DOOR_STAFF), now()
        halls = everybody_inside(the_fair, now=moment)
        body = evacuation_workbook(halls, the_fair, language=(get_language() or "vi")[:2], now=moment)
        response = HttpResponse(body, content_type=XLSX)
        response["Content-Disposition"] = f'attachment; filename="{the_fair.slug}-evacuation.xlsx"'
        response["Cache-Control"] = "private, no-store"
        return response


urlpatterns = [
    path("fairs/<slug:fair>/evacuation/", EvacuationView.as_view(), name="api_evacuation"),
    path("fairs/<slug:fair>/evacuation.xlsx", EvacuationWorkbookView.as_view(), name="api_evacuation_workbook"),
]
