"""The interpreters' roster of a day."""

from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.api.meeting_day import TAGS, HostView
from backend.api.meeting_shapes import CompanyRef, SlotRef, TableRef
from backend.filters import read_filter
from backend.serializers import StrictSerializer
from booking.models import Meeting
from booking.states import MeetingState
from fairday.access import fair_to_host
from fairday.queries.interpreters import roster
from kernel.clock import now


class RosterFilter(StrictSerializer):
    day = serializers.DateField(required=False, help_text="A day of the fair; today unless said.")


class RosterDutyOut(serializers.Serializer):
    meeting = serializers.CharField()
    state = serializers.ChoiceField(choices=MeetingState.choices)
    slot = SlotRef()
    table = TableRef()
    companies = CompanyRef(many=True)


class RosterLineOut(serializers.Serializer):
    id = serializers.CharField()
    code = serializers.CharField()
    name = serializers.CharField()
    languages = serializers.ListField(child=serializers.CharField(), help_text="Pairs such as `vi-ja`.")
    duties = RosterDutyOut(many=True)
    current = serializers.CharField(allow_null=True, help_text="The meeting that runs or is due now.")
    next_free = serializers.DateTimeField(allow_null=True)


def _duty(meeting: Meeting) -> dict[str, Any]:
    return {
        "meeting": meeting.public_id,
        "state": meeting.state,
        "slot": SlotRef(meeting.slot).data,
        "table": TableRef(meeting.table).data,
        "companies": CompanyRef([meeting.company_low, meeting.company_high], many=True).data,
    }


class RosterView(HostView):
    """Who interprets where and when, and who is free next."""

    @extend_schema(
        operation_id="interpreters_roster", tags=TAGS, parameters=[RosterFilter], responses=RosterLineOut(many=True)
    )
    def get(self, request: Request, fair: str) -> Response:
        the_fair = fair_to_host(request.user, fair)
        wanted = read_filter(RosterFilter, request)
        return Response(
            [
                {
                    "id": line.interpreter.public_id,
                    "code": line.interpreter.code,
                    "name": line.interpreter.name,
                    "languages": line.interpreter.languages,
                    "duties": [_duty(meeting) for meeting in line.duties],
                    "current": line.current.public_id if line.current else None,
                    "next_free": line.next_free,
                }
                for line in roster(the_fair, now=now(), day=wanted.get("day"))
            ]
        )


urlpatterns = [path("fairs/<slug:fair>/interpreters/roster/", RosterView.as_view(), name="api_roster")]
