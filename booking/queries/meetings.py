"""Wishes and meetings with all that a list shows; a constant number of queries whatever their number."""

from django.db.models import F, Prefetch, QuerySet

from booking.models import Meeting, MeetingParticipant, MeetingProposal, MeetingRequest, RequestedSlot, RequestTurn
from booking.states import ProposalState
from fairs.models import MeetingSlot


def with_request_parts(requests: QuerySet[MeetingRequest]) -> QuerySet[MeetingRequest]:
    """Newest first; two queries."""
    slots = RequestedSlot.objects.select_related("slot").order_by("slot__index")
    return (
        requests.select_related(
            "fair", "from_person", "from_company", "to_person", "to_company", "need", "awaiting_company", "meeting"
        )
        .prefetch_related(Prefetch("requested_slots", queryset=slots))
        .order_by("-pk")
    )


def with_meeting_parts(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """In the order of time, then of tables; three queries, four when a proposal is open (`open_proposals`)."""
    seats = MeetingParticipant.objects.select_related("person", "company").order_by("pk")
    proposals = MeetingProposal.objects.filter(state=ProposalState.OPEN).select_related("company", "person")
    times = Prefetch("slots", queryset=MeetingSlot.objects.order_by("index"))
    return (
        meetings.select_related("fair", "slot", "table__hall", "need", "request", "cancelled_by")
        .prefetch_related(
            Prefetch("participants", queryset=seats),
            Prefetch("proposals", queryset=proposals.prefetch_related(times), to_attr="open_proposals"),
        )
        .order_by(F("slot__starts_at"), "table__number", "pk")
    )


def thread_of(request: MeetingRequest) -> list[RequestTurn]:
    """Every turn of a wish and of its meeting, oldest first; one query."""
    return list(request.turns.select_related("company", "person", "to_person").order_by("pk"))
