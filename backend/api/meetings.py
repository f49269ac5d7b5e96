"""Meetings: listed, read, cancelled, moved."""

from django.db.models import QuerySet
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.api.booths import IDEMPOTENCY_KEY
from backend.api.callers import user_of
from backend.api.meeting_requests import TAGS, body_of, render_meeting
from backend.api.meeting_shapes import MeetingOut
from backend.filters import Filter, read_filter
from backend.idempotency import idempotent
from backend.permissions import Scoped
from backend.serializers import LineField, StrictSerializer
from booking.access.meetings import meeting_for, visible_meetings
from booking.access.references import slots_named, table_named
from booking.models import Meeting
from booking.queries.meetings import with_meeting_parts
from booking.services.meetings import cancel_meeting, reschedule_meeting
from booking.states import MeetingState
from fairs.access import fair_for


class MeetingsFilter(Filter):
    state = serializers.ChoiceField(choices=MeetingState.choices, required=False)


class CancelIn(StrictSerializer):
    reason = LineField(max_length=300, required=False, allow_blank=True, default="")


class RescheduleIn(StrictSerializer):
    slot = serializers.CharField(max_length=32)
    table = serializers.CharField(max_length=32, required=False, allow_null=True)


class MeetingsView(generics.ListAPIView):
    permission_classes = (Scoped,)
    required_scope = "meet"
    serializer_class = MeetingOut
    queryset = Meeting.objects.none()

    def get_queryset(self) -> QuerySet[Meeting]:
        fair = fair_for(self.request.user, self.kwargs["fair"])
        meetings = with_meeting_parts(visible_meetings(self.request.user, fair))
        if state := read_filter(MeetingsFilter, self.request).get("state"):
            meetings = meetings.filter(state=state)
        return meetings

    @extend_schema(operation_id="meetings_list", tags=TAGS, parameters=[MeetingsFilter])
    def get(self, request: Request, fair: str) -> Response:
        return super().get(request, fair=fair)


class MeetingView(APIView):
    permission_classes = (Scoped,)
    required_scope = "meet"

    @extend_schema(operation_id="meetings_get", tags=TAGS, responses=MeetingOut)
    def get(self, request: Request, meeting: str) -> Response:
        return Response(render_meeting(meeting_for(request.user, meeting), request))


class CancelView(APIView):
    permission_classes = (Scoped,)
    required_scope = "meet"

    @extend_schema(
        operation_id="meetings_cancel", tags=TAGS, request=CancelIn, responses=MeetingOut, parameters=[IDEMPOTENCY_KEY]
    )
    @idempotent(render_meeting, status=200)
    def post(self, request: Request, meeting: str) -> Meeting:
        body = body_of(CancelIn, request)
        found = meeting_for(request.user, meeting)
        return cancel_meeting(found, user=user_of(request), reason=body["reason"])


class RescheduleView(APIView):
    permission_classes = (Scoped,)
    required_scope = "meet"

    @extend_schema(
        operation_id="meetings_reschedule",
        tags=TAGS,
        request=RescheduleIn,
        responses=MeetingOut,
        parameters=[IDEMPOTENCY_KEY],
    )
    @idempotent(render_meeting, status=200)
    def post(self, request: Request, meeting: str) -> Meeting:
        body = body_of(RescheduleIn, request)
        found = meeting_for(request.user, meeting)
        return reschedule_meeting(
            found,
            user=user_of(request),
            slot=slots_named(found.fair, [body["slot"]], pointer="/slot")[0],
            table=table_named(found.fair, body.get("table")),
        )


urlpatterns = [
    path("fairs/<slug:fair>/meetings/", MeetingsView.as_view(), name="api_meetings"),
    path("meetings/<str:meeting>/", MeetingView.as_view(), name="api_meeting"),
    path("meetings/<str:meeting>/cancel/", CancelView.as_view(), name="api_meeting_cancel"),
    path("meetings/<str:meeting>/reschedule/", RescheduleView.as_view(), name="api_meeting_reschedule"),
]
