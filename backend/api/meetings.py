"""Meetings: listed, read, cancelled, moved, handed over; other times proposed for them."""

from typing import Any

from django.db.models import QuerySet
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.api.booths import IDEMPOTENCY_KEY
from backend.api.callers import user_of
from backend.api.meeting_requests import MAX_SLOTS, TAGS, DelegateIn, NothingIn, body_of, render_meeting
from backend.api.meeting_shapes import MeetingOut, ProposalOut
from backend.filters import Filter, read_filter
from backend.idempotency import idempotent
from backend.permissions import Scoped
from backend.serializers import LineField, StrictSerializer
from booking.access.meetings import meeting_for, proposal_for, visible_meetings
from booking.access.references import colleague_named, slot_named, slots_named, table_named
from booking.models import Meeting, MeetingProposal
from booking.queries.meetings import with_meeting_parts
from booking.services.handing_over import delegate_meeting
from booking.services.meetings import cancel_meeting, reschedule_meeting
from booking.services.proposals import agree_proposal, propose_times, refuse_proposal, withdraw_proposal
from booking.states import MeetingState
from fairs.access import fair_for


class MeetingsFilter(Filter):
    state = serializers.ChoiceField(choices=MeetingState.choices, required=False)
    person = serializers.CharField(max_length=32, required=False, help_text="Only those in which this person sits.")


class CancelIn(StrictSerializer):
    reason = LineField(max_length=300, required=False, allow_blank=True, default="")


class RescheduleIn(StrictSerializer):
    slot = serializers.CharField(max_length=32)
    table = serializers.CharField(max_length=32, required=False, allow_null=True)


class ProposeIn(StrictSerializer):
    slots = serializers.ListField(child=serializers.CharField(max_length=32), min_length=1, max_length=MAX_SLOTS)
    message = LineField(max_length=300, required=False, allow_blank=True, default="")


class AgreeIn(StrictSerializer):
    slot = serializers.CharField(max_length=32, required=False, allow_null=True)


class RefuseIn(StrictSerializer):
    reason = LineField(max_length=300, required=False, allow_blank=True, default="")


def render_proposal(made: MeetingProposal, request: Request) -> dict[str, Any]:  # noqa: ARG001 -- the shape of all renderers
    return dict(ProposalOut(made).data)


class MeetingsView(generics.ListAPIView):
    permission_classes = (Scoped,)
    required_scope = "meet"
    serializer_class = MeetingOut
    queryset = Meeting.objects.none()

    def get_queryset(self) -> QuerySet[Meeting]:
        fair = fair_for(self.request.user, self.kwargs["fair"])
        meetings = with_meeting_parts(visible_meetings(self.request.user, fair))
        asked = read_filter(MeetingsFilter, self.request)
        if state := asked.get("state"):
            meetings = meetings.filter(state=state)
        if person := asked.get("person"):
            meetings = meetings.filter(participants__person__public_id=person)
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


class DelegateView(APIView):
    permission_classes = (Scoped,)
    required_scope = "meet"

    @extend_schema(
        operation_id="meetings_delegate",
        tags=TAGS,
        request=DelegateIn,
        responses=MeetingOut,
        parameters=[IDEMPOTENCY_KEY],
        description="A colleague takes your company's seat; the calendar entry leaves one calendar and enters the other.",
    )
    @idempotent(render_meeting, status=200)
    def post(self, request: Request, meeting: str) -> Meeting:
        body = body_of(DelegateIn, request)
        user = user_of(request)
        found = meeting_for(user, meeting)
        return delegate_meeting(found, user=user, to_person=colleague_named(user, found.fair, body["person"]))


class ProposalsView(APIView):
    permission_classes = (Scoped,)
    required_scope = "meet"

    @extend_schema(
        operation_id="meetings_propose",
        tags=TAGS,
        request=ProposeIn,
        responses={201: ProposalOut},
        parameters=[IDEMPOTENCY_KEY],
        description="Other times for a meeting, which stands until the other side agrees. Replaces the open proposal.",
    )
    @idempotent(render_proposal)
    def post(self, request: Request, meeting: str) -> MeetingProposal:
        body = body_of(ProposeIn, request)
        found = meeting_for(request.user, meeting)
        slots = slots_named(found.fair, body["slots"])
        return propose_times(found, user=user_of(request), slots=slots, words=body["message"])


class AgreeView(APIView):
    permission_classes = (Scoped,)
    required_scope = "meet"

    @extend_schema(
        operation_id="meetings_agree", tags=TAGS, request=AgreeIn, responses=MeetingOut, parameters=[IDEMPOTENCY_KEY]
    )
    @idempotent(render_meeting, status=200)
    def post(self, request: Request, meeting: str, proposal: str) -> Meeting:
        body = body_of(AgreeIn, request)
        found = proposal_for(request.user, meeting, proposal)
        return agree_proposal(found, user=user_of(request), slot=slot_named(found.meeting.fair, body.get("slot")))


class RefuseView(APIView):
    permission_classes = (Scoped,)
    required_scope = "meet"

    @extend_schema(operation_id="meetings_refuse", tags=TAGS, request=RefuseIn, responses=ProposalOut)
    @idempotent(render_proposal, status=200)
    def post(self, request: Request, meeting: str, proposal: str) -> MeetingProposal:
        body = body_of(RefuseIn, request)
        found = proposal_for(request.user, meeting, proposal)
        return refuse_proposal(found, user=user_of(request), reason=body["reason"])


class UnproposeView(APIView):
    permission_classes = (Scoped,)
    required_scope = "meet"

    @extend_schema(operation_id="meetings_unpropose", tags=TAGS, request=NothingIn, responses=ProposalOut)
    @idempotent(render_proposal, status=200)
    def post(self, request: Request, meeting: str, proposal: str) -> MeetingProposal:
        body_of(NothingIn, request)
        return withdraw_proposal(proposal_for(request.user, meeting, proposal), user=user_of(request))


_PROPOSAL = "meetings/<str:meeting>/proposals/<str:proposal>/"
urlpatterns = [
    path("fairs/<slug:fair>/meetings/", MeetingsView.as_view(), name="api_meetings"),
    path("meetings/<str:meeting>/", MeetingView.as_view(), name="api_meeting"),
    path("meetings/<str:meeting>/cancel/", CancelView.as_view(), name="api_meeting_cancel"),
    path("meetings/<str:meeting>/reschedule/", RescheduleView.as_view(), name="api_meeting_reschedule"),
    path("meetings/<str:meeting>/delegate/", DelegateView.as_view(), name="api_meeting_delegate"),
    path("meetings/<str:meeting>/proposals/", ProposalsView.as_view(), name="api_meeting_proposals"),
    path(_PROPOSAL + "agree/", AgreeView.as_view(), name="api_meeting_agree"),
    path(_PROPOSAL + "refuse/", RefuseView.as_view(), name="api_meeting_refuse"),
    path(_PROPOSAL + "withdraw/", UnproposeView.as_view(), name="api_meeting_unpropose"),
]
