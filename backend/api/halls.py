"""Halls and their plans. The plan and its states are the hot reads: SQL into rows, orjson, a conditional answer."""

from typing import Any

from django.http import HttpResponse
from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.access import AnyUser
from backend.api.names import NamesOut, names
from backend.conditional import conditional_json
from backend.permissions import Anyone
from backend.throttles import ScopedThrottle
from booking.queries.booths import plan_booths, plan_states
from booking.rules.bookings import BOOTH_STATES, PLAN_STATES
from directory.access import companies_of
from fairs.access import fair_for, hall_of, is_organiser
from fairs.models import BoothKind, Fair
from fairs.queries.fairs import halls_of

IF_NONE_MATCH = OpenApiParameter("If-None-Match", OpenApiTypes.STR, OpenApiParameter.HEADER, description="An ETag.")
UNCHANGED = OpenApiResponse(description="Still what the ETag stands for.")


class HallOut(serializers.Serializer):
    id = serializers.CharField()
    code = serializers.CharField()
    name = NamesOut()
    width_cm = serializers.IntegerField()
    depth_cm = serializers.IntegerField()


class PlanBoothOut(serializers.Serializer):
    id = serializers.CharField()
    code = serializers.CharField()
    x_cm = serializers.IntegerField(help_text="From the hall's west wall.")
    y_cm = serializers.IntegerField(help_text="From the hall's north wall.")
    width_cm = serializers.IntegerField()
    depth_cm = serializers.IntegerField()
    open_sides = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=BoothKind.choices)
    pavilion = serializers.CharField(allow_null=True)
    zone = NamesOut()
    state = serializers.ChoiceField(choices=BOOTH_STATES)
    mine = serializers.BooleanField(help_text="Held or booked by one of your companies.")
    exhibitor = serializers.CharField(help_text="Who shows there, once contracted (or yours); else empty.")


class PlanOut(serializers.Serializer):
    hall = HallOut()
    geometry = serializers.DictField(help_text="The drawing, in cm; described in docs/import-format.md.")
    booths = PlanBoothOut(many=True)


class PlanStateOut(serializers.Serializer):
    booths = serializers.DictField(
        child=serializers.ChoiceField(choices=PLAN_STATES),
        help_text="Booth code to state; `mine` for what one of your companies holds or booked.",
    )


def eyes(user: AnyUser, fair: Fair) -> dict[str, Any]:
    """Whose booths are `mine` and whether drafts are seen; at most two queries, none without a log-in."""
    if not user.is_authenticated:
        return {"own_companies": frozenset(), "see_all": False}
    return {
        "own_companies": frozenset(company.pk for company in companies_of(user)),
        "see_all": is_organiser(user, fair),
    }


class HallsView(APIView):
    permission_classes = (Anyone,)

    @extend_schema(operation_id="halls_list", responses=HallOut(many=True), tags=["fairs"])
    def get(self, request: Request, fair: str) -> Response:
        halls = halls_of(fair_for(request.user, fair))
        return Response(
            [
                {
                    "id": hall.public_id,
                    "code": hall.code,
                    "name": names(hall, "name"),
                    "width_cm": hall.width_cm,
                    "depth_cm": hall.depth_cm,
                }
                for hall in halls
            ]
        )


class PlanView(APIView):
    permission_classes = (Anyone,)
    throttle_classes = (ScopedThrottle,)
    throttle_scope = "plan"

    @extend_schema(
        operation_id="plan_read", parameters=[IF_NONE_MATCH], responses={200: PlanOut, 304: UNCHANGED}, tags=["booths"]
    )
    def get(self, request: Request, fair: str, hall: str) -> HttpResponse:
        the_fair = fair_for(request.user, fair)
        the_hall = hall_of(the_fair, hall)
        return conditional_json(
            request,
            {
                "hall": {
                    "id": the_hall.public_id,
                    "code": the_hall.code,
                    "name": names(the_hall, "name"),
                    "width_cm": the_hall.width_cm,
                    "depth_cm": the_hall.depth_cm,
                },
                "geometry": the_hall.geometry,
                "booths": plan_booths(the_hall, **eyes(request.user, the_fair)),
            },
        )


class PlanStateView(APIView):
    """What every open plan asks for each two seconds."""

    permission_classes = (Anyone,)
    throttle_classes = (ScopedThrottle,)
    throttle_scope = "plan"

    @extend_schema(
        operation_id="plan_state",
        parameters=[IF_NONE_MATCH],
        responses={200: PlanStateOut, 304: UNCHANGED},
        tags=["booths"],
    )
    def get(self, request: Request, fair: str) -> HttpResponse:
        the_fair = fair_for(request.user, fair)
        return conditional_json(request, {"booths": plan_states(the_fair, **eyes(request.user, the_fair))})


urlpatterns = [
    path("fairs/<str:fair>/halls/", HallsView.as_view(), name="api_halls"),
    path("fairs/<str:fair>/halls/<str:hall>/plan/", PlanView.as_view(), name="api_plan"),
    path("fairs/<str:fair>/plan-state/", PlanStateView.as_view(), name="api_plan_state"),
]
