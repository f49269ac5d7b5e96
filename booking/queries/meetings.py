"""Wishes and meetings with all that a list shows; a constant number of queries whatever their number."""

from functools import cache

from django.db.models import F, Prefetch, QuerySet

from booking.models import Meeting, MeetingParticipant, MeetingProposal, MeetingRequest, RequestedSlot, RequestTurn
from booking.states import ProposalState
from directory.models import Company, Need, Person
from fairs.models import Hall, MeetingSlot, MeetingTable
from kernel.lookups import Instances
from kernel.statements import Gathered, Rows, rows


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


def meeting_with_parts(meeting_id: int) -> Meeting:
    """As `with_meeting_parts` for one meeting that exists, its seats in `seats`; one query, three more when a proposal is open."""
    return meeting_told(rows(_statement(), {"id": meeting_id, "open": ProposalState.OPEN.value}))


def ask_meeting(together: Gathered, meeting_id: int) -> Rows:
    """Asks for a meeting with all its parts, beside other statements; `meeting_told` reads it."""
    return together.rows(_statement(), {"id": meeting_id, "open": ProposalState.OPEN.value})


def meeting_told(found: Rows) -> Meeting:
    meeting: Meeting
    meeting, slot, table, hall, need, request, cancelled_by = list(_MEETING.of(found[0]))
    if found[0][-1]:
        return with_meeting_parts(Meeting.objects.filter(pk=meeting.pk)).get()
    table.hall = hall
    meeting.slot, meeting.table, meeting.need = slot, table, need
    meeting.request, meeting.cancelled_by = request, cancelled_by
    seats = []
    for row in found:
        seat, person, company = _SEAT.of(row[_MEETING.width :])
        seat.person, seat.company = person, company
        seats.append(seat)
    meeting.seats = seats  # type: ignore[attr-defined]
    meeting.open_proposals = []  # type: ignore[attr-defined]
    return meeting


_COMPANY = {"public_id", "short_name", "slug", "country"}
_MEETING = Instances(
    {"s": {"public_id", "index", "starts_at", "ends_at"}, "t": {"public_id", "number", "zone", "hall"}}
    | {"h": {"code"}, "n": {"public_id", "code", "title_vi", "title_en", "title_ja"}, "x": _COMPANY}
    | {"w": {"public_id", "agenda_line", "language"}},
    m=Meeting,
    s=MeetingSlot,
    t=MeetingTable,
    h=Hall,
    n=Need,
    w=MeetingRequest,
    x=Company,
)
_SEAT = Instances(
    {"seat": {"person", "company", "meeting"}, "p": {"public_id", "full_name", "job_title"}, "c": _COMPANY},
    seat=MeetingParticipant,
    p=Person,
    c=Company,
)


@cache
def _statement() -> str:
    return f"""
        SELECT {_MEETING.columns}, {_SEAT.columns}, EXISTS (
            SELECT 1 FROM booking_meetingproposal o WHERE o.meeting_id = m.id AND o.state = %(open)s)
        FROM booking_meeting m
        JOIN fairs_meetingslot s ON s.id = m.slot_id
        JOIN fairs_meetingtable t ON t.id = m.table_id
        LEFT JOIN fairs_hall h ON h.id = t.hall_id
        LEFT JOIN directory_need n ON n.id = m.need_id
        JOIN booking_meetingrequest w ON w.id = m.request_id
        LEFT JOIN directory_company x ON x.id = m.cancelled_by_id
        JOIN booking_meetingparticipant seat ON seat.meeting_id = m.id
        JOIN directory_person p ON p.id = seat.person_id
        JOIN directory_company c ON c.id = seat.company_id
        WHERE m.id = %(id)s ORDER BY seat.id"""  # noqa: S608 -- columns of our models


def thread_of(request: MeetingRequest) -> list[RequestTurn]:
    """Every turn of a wish and of its meeting, oldest first; one query."""
    return list(request.turns.select_related("company", "person", "to_person").order_by("pk"))
