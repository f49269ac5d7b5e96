"""The meeting day for the tablets at the tables: the day's meetings, who is here, start, stop, no-show."""

from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.api.booths import IDEMPOTENCY_KEY
from backend.api.callers import user_of
from backend.api.meeting_shapes import CompanyRef, NeedRef, PersonRef, SlotRef, TableRef
from backend.filters import read_filter
from backend.idempotency import idempotent
from backend.permissions import Scoped
from backend.serializers import StrictSerializer
from booking.models import Meeting
from booking.states import MeetingState
from fairday.access import fair_to_host, meeting_to_host, side_of_meeting
from fairday.models import Mark
from fairday.queries.tables import Side, TableMeeting, meetings_of_day, seen
from fairday.services.no_shows import take_back_no_show
from fairday.services.table import end_meeting, mark_here, mark_no_show, start_meeting, unmark_here
from kernel.clock import now

TAGS = ["meeting day"]


class DayFilter(StrictSerializer):
    day = serializers.DateField(required=False, help_text="A day of the fair; today unless said.")
    table = serializers.IntegerField(required=False, min_value=1, max_value=9999)


class SitterOut(serializers.Serializer):
    person = PersonRef()
    inside = serializers.BooleanField(help_text="The badge entered today and has not left.")
    gate = serializers.CharField(allow_null=True, help_text="The gate of the newest passage today.")
    passed_at = serializers.DateTimeField(allow_null=True)


class TableSideOut(serializers.Serializer):
    company = CompanyRef()
    people = SitterOut(many=True)
    mark = serializers.ChoiceField(choices=[*Mark.values, ""], help_text="What the table host saw; empty: nothing yet.")


class TableMeetingOut(serializers.Serializer):
    id = serializers.CharField()
    state = serializers.ChoiceField(choices=MeetingState.choices)
    slot = SlotRef()
    table = TableRef()
    need = NeedRef(allow_null=True)
    language = serializers.CharField()
    refill = serializers.BooleanField(help_text="The meeting filled a slot that another one lost.")
    started_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    sides = TableSideOut(many=True)


class HereIn(StrictSerializer):
    company = serializers.CharField(max_length=32)
    here = serializers.BooleanField(default=True)


class NoShowIn(StrictSerializer):
    companies = serializers.ListField(
        child=serializers.CharField(max_length=32), min_length=1, max_length=2, help_text="The sides that did not come."
    )


def _side_out(side: Side) -> dict[str, Any]:
    return {
        "company": CompanyRef(side.company).data,
        "people": [
            {
                "person": PersonRef(sitter.person).data,
                "inside": sitter.is_inside,
                "gate": sitter.passage.gate if sitter.passage else None,
                "passed_at": sitter.passage.at if sitter.passage else None,
            }
            for sitter in side.sitters
        ],
        "mark": side.mark,
    }


def table_meeting_out(row: TableMeeting) -> dict[str, Any]:
    meeting = row.meeting
    return {
        "id": meeting.public_id,
        "state": meeting.state,
        "slot": SlotRef(meeting.slot).data,
        "table": TableRef(meeting.table).data,
        "need": NeedRef(meeting.need).data if meeting.need else None,
        "language": meeting.request.language,
        "refill": row.is_refill,
        "started_at": row.run.started_at if row.run else None,
        "ended_at": row.run.ended_at if row.run else None,
        "sides": [_side_out(side) for side in row.sides],
    }


def _render(meeting: Meeting, request: Request) -> dict[str, Any]:  # noqa: ARG001 -- the shape `idempotent` calls
    (row,) = seen(meeting.fair, Meeting.objects.filter(pk=meeting.pk), now=now())
    return table_meeting_out(row)


class HostView(APIView):
    """For owner, manager and door staff."""

    permission_classes = (Scoped,)
    required_scope = "scan"


class DayMeetingsView(HostView):
    @extend_schema(
        operation_id="day_meetings_list", tags=TAGS, parameters=[DayFilter], responses=TableMeetingOut(many=True)
    )
    def get(self, request: Request, fair: str) -> Response:
        the_fair = fair_to_host(request.user, fair)
        wanted = read_filter(DayFilter, request)
        tables = [wanted["table"]] if "table" in wanted else None
        rows = meetings_of_day(the_fair, now=now(), day=wanted.get("day"), table_numbers=tables)
        return Response([table_meeting_out(row) for row in rows])


class HereView(HostView):
    """The host sees a side at the table, so that nobody is sent for it."""

    @extend_schema(operation_id="meetings_here", tags=TAGS, request=HereIn, responses=TableMeetingOut)
    def post(self, request: Request, meeting: str) -> Response:
        form = HereIn(data=request.data)
        form.is_valid(raise_exception=True)
        found = meeting_to_host(request.user, meeting)
        company = side_of_meeting(found, form.validated_data["company"])
        if form.validated_data["here"]:
            found = mark_here(found, company_id=company.pk, actor_id=user_of(request).pk, now=now())
        else:
            found = unmark_here(found, company_id=company.pk, now=now())
        return Response(_render(found, request))


class StartView(HostView):
    """Again answers the same: two tablets may both start it."""

    @extend_schema(
        operation_id="meetings_start", tags=TAGS, request=None, responses=TableMeetingOut, parameters=[IDEMPOTENCY_KEY]
    )
    @idempotent(_render, status=200)
    def post(self, request: Request, meeting: str) -> Meeting:
        return start_meeting(meeting_to_host(request.user, meeting), actor_id=user_of(request).pk, now=now())


class EndView(HostView):
    @extend_schema(
        operation_id="meetings_end", tags=TAGS, request=None, responses=TableMeetingOut, parameters=[IDEMPOTENCY_KEY]
    )
    @idempotent(_render, status=200)
    def post(self, request: Request, meeting: str) -> Meeting:
        return end_meeting(meeting_to_host(request.user, meeting), actor_id=user_of(request).pk, now=now())


class NoShowView(HostView):
    """The slot is lost and offered at once to the best wish whose two sides are inside and free."""

    @extend_schema(
        operation_id="meetings_no_show",
        tags=TAGS,
        request=NoShowIn,
        responses=TableMeetingOut,
        parameters=[IDEMPOTENCY_KEY],
    )
    @idempotent(_render, status=200)
    def post(self, request: Request, meeting: str) -> Meeting:
        form = NoShowIn(data=request.data)
        form.is_valid(raise_exception=True)
        found = meeting_to_host(request.user, meeting)
        companies = [side_of_meeting(found, name, pointer="/companies") for name in form.validated_data["companies"]]
        return mark_no_show(
            found, company_ids=[company.pk for company in companies], actor_id=user_of(request).pk, now=now()
        )


class TakeBackNoShowView(HostView):
    """A no-show noted by mistake; refused once the table, a person or the pair was given to somebody else."""

    @extend_schema(
        operation_id="meetings_take_back_no_show",
        tags=TAGS,
        request=None,
        responses=TableMeetingOut,
        parameters=[IDEMPOTENCY_KEY],
    )
    @idempotent(_render, status=200)
    def post(self, request: Request, meeting: str) -> Meeting:
        return take_back_no_show(meeting_to_host(request.user, meeting), actor_id=user_of(request).pk, now=now())


urlpatterns = [
    path("fairs/<slug:fair>/day/meetings/", DayMeetingsView.as_view(), name="api_day_meetings"),
    path("meetings/<str:meeting>/here/", HereView.as_view(), name="api_meeting_here"),
    path("meetings/<str:meeting>/start/", StartView.as_view(), name="api_meeting_start"),
    path("meetings/<str:meeting>/end/", EndView.as_view(), name="api_meeting_end"),
    path("meetings/<str:meeting>/no-show/", NoShowView.as_view(), name="api_meeting_no_show"),
    path(
        "meetings/<str:meeting>/no-show/take-back/",
        TakeBackNoShowView.as_view(),
        name="api_meeting_take_back_no_show",
    ),
]
