"""Exhibitors: who shows at a fair, and where."""

from collections.abc import Collection
from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.api.booking_shapes import BoothRefOut
from backend.filters import Filter, read_filter
from backend.pagination import Pages
from backend.permissions import Anyone
from backend.serializers import LineField
from booking.access.exhibitors import shown_exhibitor
from booking.queries.exhibitors import exhibitors
from booking.queries.stands import booths_of_companies
from fairs.access import fair_for, is_organiser
from fairs.models import Booth, Exhibitor, ExhibitorKind


class ExhibitorCompanyOut(serializers.Serializer):
    id = serializers.CharField()
    name = serializers.CharField()
    name_en = serializers.CharField()
    name_ja = serializers.CharField()
    province = serializers.CharField()
    country = serializers.CharField()


class ExhibitorOut(serializers.Serializer):
    id = serializers.CharField()
    fair = serializers.CharField(help_text="The fair's slug.")
    fascia_name = serializers.CharField(help_text="The name above the booth.")
    kind = serializers.ChoiceField(choices=ExhibitorKind.choices)
    host = serializers.CharField(allow_null=True, help_text="A co-exhibitor's host: the id of another exhibitor.")
    company = ExhibitorCompanyOut()
    booths = BoothRefOut(many=True)


class ExhibitorFilter(Filter):
    q = LineField(required=False, max_length=80, help_text="Part of a name; accents do not matter.")
    hall = serializers.CharField(required=False, max_length=12, help_text="A hall's code.")


def exhibitor_shape(exhibitor: Exhibitor, booths: Collection[Booth]) -> dict[str, Any]:
    company = exhibitor.company
    return {
        "id": exhibitor.public_id,
        "fair": exhibitor.fair.slug,
        "fascia_name": exhibitor.fascia_name,
        "kind": exhibitor.kind,
        "host": exhibitor.host.public_id if exhibitor.host else None,
        "company": {
            "id": company.public_id,
            "name": company.short_name,
            "name_en": company.name_en,
            "name_ja": company.name_ja,
            "province": company.province,
            "country": company.country,
        },
        "booths": [{"id": booth.public_id, "code": booth.code, "hall": booth.hall.code} for booth in booths],
    }


class ExhibitorsView(APIView):
    permission_classes = (Anyone,)
    pagination_class = Pages

    @extend_schema(
        operation_id="exhibitors_list",
        parameters=[ExhibitorFilter],
        responses=ExhibitorOut(many=True),
        tags=["exhibitors"],
    )
    def get(self, request: Request, fair: str) -> Response:
        asked = read_filter(ExhibitorFilter, request)
        the_fair = fair_for(request.user, fair)
        rows = exhibitors(
            the_fair, see_all=is_organiser(request.user, the_fair), text=asked.get("q", ""), hall=asked.get("hall")
        )
        pages = self.pagination_class()
        found = pages.paginate_queryset(rows, request, view=self) or []
        booths = booths_of_companies(the_fair, [exhibitor.company_id for exhibitor in found])
        return pages.get_paginated_response(
            [exhibitor_shape(exhibitor, booths.get(exhibitor.company_id, ())) for exhibitor in found]
        )


class ExhibitorView(APIView):
    permission_classes = (Anyone,)

    @extend_schema(operation_id="exhibitors_read", responses=ExhibitorOut, tags=["exhibitors"])
    def get(self, request: Request, exhibitor: str) -> Response:
        found = shown_exhibitor(request.user, exhibitor)
        booths = booths_of_companies(found.fair, [found.company_id])
        return Response(exhibitor_shape(found, booths.get(found.company_id, ())))


urlpatterns = [
    path("fairs/<str:fair>/exhibitors/", ExhibitorsView.as_view(), name="api_exhibitors"),
    path("exhibitors/<str:exhibitor>/", ExhibitorView.as_view(), name="api_exhibitor"),
]
