"""The grid of meeting times, and which of them a person keeps free."""

from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.api.callers import user_of
from backend.api.meeting_requests import TAGS, body_of
from backend.permissions import Anyone, Scoped
from backend.serializers import StrictSerializer
from booking.access.meetings import party_at
from booking.access.references import slots_named
from booking.queries.slots import SlotState, slot_states, slots_of
from booking.services.availability import set_unavailable
from directory.access import person_of
from fairs.access import fair_for
from fairs.models import Fair
from kernel.clock import now

MAX_SLOTS = 400


class SlotOut(serializers.Serializer):
    id = serializers.CharField()
    index = serializers.IntegerField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    tables_free = serializers.IntegerField()
    mine = serializers.ChoiceField(
        choices=[state.value for state in SlotState],
        allow_null=True,
        help_text="The caller's own state; null for somebody who is nobody at this fair.",
    )


class AvailabilityOut(serializers.Serializer):
    unavailable = serializers.ListField(child=serializers.CharField(), help_text="Slots kept free of meetings.")
    slots = SlotOut(many=True)


class AvailabilityIn(StrictSerializer):
    unavailable = serializers.ListField(
        child=serializers.CharField(max_length=32), max_length=MAX_SLOTS, help_text="All slots to keep free; replaces."
    )


def _slots(fair: Fair, request: Request) -> list[dict[str, Any]]:
    person = person_of(request.user)
    slots = slots_of(fair)
    states = slot_states(fair, person, [row.slot for row in slots], now=now()) if person else {}
    return [
        {
            "id": row.slot.public_id,
            "index": row.slot.index,
            "starts_at": row.slot.starts_at,
            "ends_at": row.slot.ends_at,
            "tables_free": row.tables_free,
            "mine": states.get(row.slot.pk),
        }
        for row in slots
    ]


class SlotsView(APIView):
    permission_classes = (Anyone,)

    @extend_schema(operation_id="slots_list", tags=TAGS, responses=SlotOut(many=True))
    def get(self, request: Request, fair: str) -> Response:
        return Response(_slots(fair_for(request.user, fair), request))


class AvailabilityView(APIView):
    permission_classes = (Scoped,)
    required_scope = "meet"

    @extend_schema(operation_id="availability_get", tags=TAGS, responses=AvailabilityOut)
    def get(self, request: Request, fair: str) -> Response:
        where = fair_for(request.user, fair)
        party_at(user_of(request), where)
        return Response(self._answer(where, request))

    @extend_schema(operation_id="availability_set", tags=TAGS, request=AvailabilityIn, responses=AvailabilityOut)
    def put(self, request: Request, fair: str) -> Response:
        body = body_of(AvailabilityIn, request)
        where = fair_for(request.user, fair)
        slots = slots_named(where, body["unavailable"], pointer="/unavailable")
        set_unavailable(where, user=user_of(request), slots=slots)
        return Response(self._answer(where, request))

    def _answer(self, fair: Fair, request: Request) -> dict[str, Any]:
        slots = _slots(fair, request)
        kept = [slot["id"] for slot in slots if slot["mine"] == SlotState.UNAVAILABLE]
        return {"unavailable": kept, "slots": slots}


urlpatterns = [
    path("fairs/<slug:fair>/slots/", SlotsView.as_view(), name="api_slots"),
    path("fairs/<slug:fair>/availability/", AvailabilityView.as_view(), name="api_availability"),
]
