"""Who is inside now, for an evacuation: by name, for owner, manager and door staff only."""

import datetime as dt
from operator import attrgetter
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
from checkin.evacuation_file import Table, evacuation_csv, evacuation_table, evacuation_workbook
from checkin.queries.evacuation import HallNow, everybody_inside
from fairs.access import DOOR_STAFF, MANAGERS, fair_to_run, is_organiser
from fairs.models import Fair
from kernel.clock import local, now

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class InsideOut(serializers.Serializer):
    full_name = serializers.CharField()
    people = serializers.IntegerField(help_text="1; of a delegation how many of it are inside.")
    company = serializers.CharField()
    phone = serializers.CharField(help_text="For owner and manager; empty for others.")
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


FIELDS = tuple(InsideOut().fields)


def _hall(one: HallNow) -> dict[str, Any]:
    """Ten thousand people: not through the serializer, field by field."""
    told = attrgetter(*FIELDS)
    return {
        "hall": one.hall.code if one.hall else None,
        "people": [dict(zip(FIELDS, told(who), strict=True)) for who in one.people],
    }


class EvacuationView(APIView):
    permission_classes = (Scoped,)
    required_scope = "scan"

    @extend_schema(operation_id="evacuation_list", responses=EvacuationOut, tags=["door"])
    def get(self, request: Request, fair: str) -> Response:
        _fair, halls, moment = _inside(request, fair)
        told = {
            "as_of": moment,
            "inside": sum(one.number for one in halls),
            "halls": [_hall(one) for one in halls],
        }
        return Response(told, headers={"Cache-Control": "private, no-store"})


class EvacuationWorkbookView(APIView):
    permission_classes = (Scoped,)
    required_scope = "scan"

    @extend_schema(operation_id="evacuation_workbook", responses={(200, XLSX): OpenApiTypes.BINARY}, tags=["door"])
    def get(self, request: Request, fair: str) -> HttpResponse:
        the_fair, halls, moment = _inside(request, fair)
        title = f"{local(moment, the_fair.timezone):%Y-%m-%d %H.%M}"
        return _file(evacuation_workbook(_table(the_fair, halls), title=title), XLSX, the_fair, moment, "xlsx")


class EvacuationCsvView(APIView):
    permission_classes = (Scoped,)
    required_scope = "scan"

    @extend_schema(operation_id="evacuation_csv", responses={(200, "text/csv"): OpenApiTypes.BINARY}, tags=["door"])
    def get(self, request: Request, fair: str) -> HttpResponse:
        the_fair, halls, moment = _inside(request, fair)
        return _file(evacuation_csv(_table(the_fair, halls)), "text/csv; charset=utf-8", the_fair, moment, "csv")


def _inside(request: Request, slug: str) -> tuple[Fair, list[HallNow], dt.datetime]:
    fair, moment = fair_to_run(request.user, slug, DOOR_STAFF), now()
    has_phones = is_organiser(request.user, fair, MANAGERS)
    return fair, everybody_inside(fair, now=moment, has_phones=has_phones), moment


def _table(fair: Fair, halls: list[HallNow]) -> Table:
    return evacuation_table(halls, fair, language=(get_language() or "vi")[:2])


def _file(body: bytes, kind: str, fair: Fair, moment: dt.datetime, ending: str) -> HttpResponse:
    """Named by the time of the list: yesterday's is not taken for today's."""
    response = HttpResponse(body, content_type=kind)
    name = f"{fair.slug}-evacuation-{local(moment, fair.timezone):%Y%m%d-%H%M}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


urlpatterns = [
    path("fairs/<slug:fair>/evacuation/", EvacuationView.as_view(), name="api_evacuation"),
    path("fairs/<slug:fair>/evacuation.xlsx", EvacuationWorkbookView.as_view(), name="api_evacuation_workbook"),
    path("fairs/<slug:fair>/evacuation.csv", EvacuationCsvView.as_view(), name="api_evacuation_csv"),
]
