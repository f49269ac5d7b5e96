"""Meetings: listed, read, cancelled, moved."""

from django.db.models import QuerySet
from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.api.callers import user_of
from backend.api.meeting_requests import TAGS, body_of, render_meeting
from backend.api.meeting_shapes import MeetingOut
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
        if state := self.request.query_params.get("state"):
            meetings = meetings.filter(state=state)
        return meetings

    @extend_schema(
        operation_id="meetings_list", tags=TAGS, parameters=[OpenApiParameter("state", enum=MeetingState.values)]
    )
    def get(self, request: Request, fair: str) -> Response:
        return super().get(request, fair=fair)


class MeetingView(APIView):
    permission_classes = (Scoped,)
    required_scope = "meet"

    @extend_schema(operation_id="meetings_get", tags=TAGS, responses=MeetingOut)
    def get(self, request: Request, fair: str, meeting: str) -> Response:
        return Response(render_meeting(meeting_for(request.user, fair_for(request.user, fair), meeting), request))


_KEY = [OpenApiParameter("Idempotency-Key", OpenApiTypes.STR, OpenApiParameter.HEADER)]


class CancelView(APIView):
    permission_classes = (Scoped,)
    required_scope = "meet"

    @extend_schema(operation_id="meetings_cancel", tags=TAGS, request=CancelIn, responses=MeetingOut, parameters=_KEY)
    @idempotent(render_meeting, status=200)
    def post(self, request: Request, fair: str, meeting: str) -> Meeting:
        body = body_of(CancelIn, request)
        found = meeting_for(request.user, fair_for(request.user, fair), meeting)
        return cancel_meeting(found, user=user_of(request), reason=body["reason"])


class RescheduleView(APIView):
    permission_classes = (Scoped,)
    required_scope = "meet"

    @extend_schema(
        operation_id="meetings_reschedule", tags=TAGS, request=RescheduleIn, responses=MeetingOut, parameters=_KEY
    )
    @idempotent(render_meeting, status=200)
    def post(self, request: Request, fair: str, meeting: str) -> Meeting:
        body = body_of(RescheduleIn, request)
        where = fair_for(request.user, fair)
        return reschedule_meeting(
            meeting_for(request.user, where, meeting),
            user=user_of(request),
            slot=slots_named(where, [body["slot"]], pointer="/slot")[0],
            table=table_named(where, body.get("table")),
        )


urlpatterns = [
    path("fairs/<slug:fair>/meetings/", MeetingsView.as_view(), name="api_meetings"),
    path("fairs/<slug:fair>/meetings/<str:meeting>/", MeetingView.as_view(), name="api_meeting"),
    path("fairs/<slug:fair>/meetings/<str:meeting>/cancel/", CancelView.as_view(), name="api_meeting_cancel"),
    path(
        "fairs/<slug:fair>/meetings/<str:meeting>/reschedule/", RescheduleView.as_view(), name="api_meeting_reschedule"
    ),
]
