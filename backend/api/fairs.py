"""Fairs as anybody may read them."""

from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.api.names import NamesOut, names
from backend.filters import Filter, read_filter
from backend.pagination import Pages
from backend.permissions import Anyone
from booking.queries.booths import count_states
from fairs.access import fair_for
from fairs.models import Fair, FairState
from fairs.queries.fairs import days_of, fairs_for, halls_of


class FairOut(serializers.Serializer):
    id = serializers.SlugField(help_text="The slug: what stands in addresses.")
    name = NamesOut()
    short_name = serializers.CharField()
    edition = serializers.IntegerField()
    venue = NamesOut()
    address = serializers.CharField()
    timezone = serializers.CharField(help_text="IANA zone of all local times.")
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    currency = serializers.CharField()
    state = serializers.ChoiceField(choices=FairState.choices)
    is_sample = serializers.BooleanField()


class FairDayOut(serializers.Serializer):
    date = serializers.DateField()
    opens_at = serializers.DateTimeField()
    closes_at = serializers.DateTimeField()


class HallBriefOut(serializers.Serializer):
    id = serializers.CharField()
    code = serializers.CharField()
    name = NamesOut()


class FairDetailOut(FairOut):
    intro = NamesOut()
    organiser = serializers.CharField()
    contact_email = serializers.CharField()
    contact_phone = serializers.CharField()
    vat_percent = serializers.CharField()
    hold_minutes = serializers.IntegerField()
    hold_extension_minutes = serializers.IntegerField()
    holds_per_company = serializers.IntegerField()
    deposit_days = serializers.IntegerField()
    days = FairDayOut(many=True)
    halls = HallBriefOut(many=True)
    booths = serializers.DictField(child=serializers.IntegerField(), help_text="How many booths are in which state.")


def fair_brief(fair: Fair) -> dict[str, Any]:
    return {
        "id": fair.slug,
        "name": names(fair, "name"),
        "short_name": fair.short_name,
        "edition": fair.edition,
        "venue": names(fair, "venue"),
        "address": fair.address,
        "timezone": fair.timezone,
        "starts_on": fair.starts_on,
        "ends_on": fair.ends_on,
        "currency": fair.currency,
        "state": fair.state,
        "is_sample": fair.is_sample,
    }


class FairsView(APIView):
    permission_classes = (Anyone,)
    pagination_class = Pages

    @extend_schema(operation_id="fairs_list", parameters=[Filter], responses=FairOut(many=True), tags=["fairs"])
    def get(self, request: Request) -> Response:
        read_filter(Filter, request)
        pages = self.pagination_class()
        found = pages.paginate_queryset(fairs_for(request.user), request, view=self)
        return pages.get_paginated_response([fair_brief(fair) for fair in found or ()])


class FairView(APIView):
    permission_classes = (Anyone,)

    @extend_schema(operation_id="fairs_read", responses=FairDetailOut, tags=["fairs"])
    def get(self, request: Request, fair: str) -> Response:
        found = fair_for(request.user, fair)
        return Response(
            fair_brief(found)
            | {
                "intro": names(found, "intro"),
                "organiser": found.organisation.name,
                "contact_email": found.contact_email,
                "contact_phone": found.contact_phone,
                "vat_percent": str(found.vat_percent),
                "hold_minutes": found.hold_minutes,
                "hold_extension_minutes": found.hold_extension_minutes,
                "holds_per_company": found.holds_per_company,
                "deposit_days": found.deposit_days,
                "days": [
                    {"date": day.date, "opens_at": day.opens_at, "closes_at": day.closes_at} for day in days_of(found)
                ],
                "halls": [
                    {"id": hall.public_id, "code": hall.code, "name": names(hall, "name")} for hall in halls_of(found)
                ],
                "booths": count_states(found),
            }
        )


urlpatterns = [
    path("fairs/", FairsView.as_view(), name="api_fairs"),
    path("fairs/<str:fair>/", FairView.as_view(), name="api_fair"),
]
