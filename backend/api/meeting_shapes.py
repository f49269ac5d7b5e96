"""What wishes, meetings and slots look like from outside; one definition for the answer and for the schema."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from booking.models import Meeting, MeetingParticipant, MeetingProposal, MeetingRequest
from booking.queries.meetings import thread_of
from booking.services.accepting import Accepted
from booking.states import MeetingState, ProposalState, RequestState, TurnKind
from directory.models import Company


class CompanyRef(serializers.Serializer):
    id = serializers.CharField(source="public_id")
    name = serializers.CharField(source="short_name")
    slug = serializers.CharField()
    country = serializers.CharField()


class PersonRef(serializers.Serializer):
    id = serializers.CharField(source="public_id")
    name = serializers.CharField(source="full_name")
    job_title = serializers.CharField()


class NeedRef(serializers.Serializer):
    id = serializers.CharField(source="public_id")
    code = serializers.CharField()
    title_vi = serializers.CharField()
    title_en = serializers.CharField()
    title_ja = serializers.CharField()


class SlotRef(serializers.Serializer):
    """`[starts_at, ends_at)`."""

    id = serializers.CharField(source="public_id")
    index = serializers.IntegerField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()


class TableRef(serializers.Serializer):
    id = serializers.CharField(source="public_id")
    number = serializers.IntegerField()
    zone = serializers.CharField()
    hall = serializers.CharField(source="hall.code", default=None, allow_null=True)


class SideOut(serializers.Serializer):
    company = CompanyRef()
    person = PersonRef(allow_null=True)


class RequestOut(serializers.Serializer):
    """`direction` and `your_turn` are the caller's; an organiser reads `other`."""

    id = serializers.CharField(source="public_id")
    state = serializers.ChoiceField(choices=RequestState.choices)
    direction = serializers.SerializerMethodField()
    your_turn = serializers.SerializerMethodField()
    sender = serializers.SerializerMethodField()
    receiver = serializers.SerializerMethodField()
    need = NeedRef(allow_null=True)
    agenda_line = serializers.CharField(
        help_text="What shall be talked about; stands in the invitation and both agendas."
    )
    message = serializers.CharField(help_text="The asker's words; later words stand in the thread.")
    language = serializers.CharField()
    priority = serializers.IntegerField()
    slots = serializers.SerializerMethodField()
    decline_reason = serializers.CharField()
    meeting = serializers.SerializerMethodField()
    revision = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)

    def _mine(self) -> set[int]:
        mine: set[int] = self.context["companies"]
        return mine

    def get_direction(self, request: MeetingRequest) -> str:
        if request.from_company_id in self._mine():
            return "sent"
        return "received" if request.to_company_id in self._mine() else "other"

    def get_your_turn(self, request: MeetingRequest) -> bool:
        is_open = request.state in {RequestState.WISHED, RequestState.COUNTERED}
        return is_open and request.awaiting_company_id in self._mine()

    @extend_schema_field(SideOut)
    def get_sender(self, request: MeetingRequest) -> dict[str, Any]:
        return SideOut({"company": request.from_company, "person": request.from_person}).data

    @extend_schema_field(SideOut)
    def get_receiver(self, request: MeetingRequest) -> dict[str, Any]:
        return SideOut({"company": request.to_company, "person": request.to_person}).data

    @extend_schema_field(SlotRef(many=True))
    def get_slots(self, request: MeetingRequest) -> list[dict[str, Any]]:
        return [SlotRef(requested.slot).data for requested in request.requested_slots.all()]

    def get_meeting(self, request: MeetingRequest) -> str | None:
        meeting: Meeting | None = getattr(request, "meeting", None)
        return meeting.public_id if meeting else None


class TurnOut(serializers.Serializer):
    """One turn of the thread; without `company` the organiser or the clock acted."""

    kind = serializers.ChoiceField(choices=TurnKind.choices)
    company = CompanyRef(allow_null=True)
    person = PersonRef(allow_null=True)
    to_person = PersonRef(allow_null=True, help_text="Who goes instead, when it was handed over.")
    words = serializers.CharField()
    times = serializers.ListField(child=serializers.DateTimeField(), help_text="The starts named then.")
    at = serializers.DateTimeField(source="created_at")


class RequestWithThreadOut(RequestOut):
    """A wish with every turn it took, oldest first; both sides read the same."""

    thread = serializers.SerializerMethodField()

    @extend_schema_field(TurnOut(many=True))
    def get_thread(self, request: MeetingRequest) -> list[dict[str, Any]]:
        return list(TurnOut(thread_of(request), many=True).data)


class ProposalOut(serializers.Serializer):
    """Other times one side proposes for a meeting; the meeting stands until the other side agrees."""

    id = serializers.CharField(source="public_id")
    state = serializers.ChoiceField(choices=ProposalState.choices)
    company = CompanyRef()
    person = PersonRef()
    words = serializers.CharField()
    slots = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField()

    @extend_schema_field(SlotRef(many=True))
    def get_slots(self, proposal: MeetingProposal) -> list[dict[str, Any]]:
        return list(SlotRef(sorted(proposal.slots.all(), key=lambda slot: slot.index), many=True).data)


class SeatOut(serializers.Serializer):
    person = PersonRef()
    company = CompanyRef()


class MeetingOut(serializers.Serializer):
    id = serializers.CharField(source="public_id")
    state = serializers.ChoiceField(choices=MeetingState.choices)
    sequence = serializers.IntegerField(help_text="Rises with each change of the calendar entry.")
    slot = SlotRef()
    table = TableRef()
    participants = SeatOut(many=True)
    need = NeedRef(allow_null=True)
    agenda_line = serializers.CharField(source="request.agenda_line")
    language = serializers.CharField(source="request.language")
    request = serializers.CharField(source="request.public_id")
    proposal = serializers.SerializerMethodField()
    cancelled_by = CompanyRef(allow_null=True)
    cancel_reason = serializers.CharField()
    created_at = serializers.DateTimeField()

    @extend_schema_field(ProposalOut(allow_null=True))
    def get_proposal(self, meeting: Meeting) -> dict[str, Any] | None:
        """The open one. `meeting` comes from `with_meeting_parts`."""
        open_proposals: list[MeetingProposal] = getattr(meeting, "open_proposals", [])
        return dict(ProposalOut(open_proposals[0]).data) if open_proposals else None


def request_out(request: MeetingRequest, companies: set[int]) -> dict[str, Any]:
    return dict(RequestWithThreadOut(request, context={"companies": companies}).data)


def meeting_out(meeting: Meeting) -> dict[str, Any]:
    """What `MeetingOut` says, written out: lists and accepts render nothing else, and the serializer took most of their time."""
    cancelled_by, need, hall = meeting.cancelled_by, meeting.need, meeting.table.hall
    proposals: list[MeetingProposal] = getattr(meeting, "open_proposals", [])
    seats: list[MeetingParticipant] | None = getattr(meeting, "seats", None)
    return {
        "id": meeting.public_id,
        "state": meeting.state,
        "sequence": meeting.sequence,
        "slot": {
            "id": meeting.slot.public_id,
            "index": meeting.slot.index,
            "starts_at": _moment(meeting.slot.starts_at),
            "ends_at": _moment(meeting.slot.ends_at),
        },
        "table": {
            "id": meeting.table.public_id,
            "number": meeting.table.number,
            "zone": meeting.table.zone,
            "hall": hall.code if hall else None,
        },
        "participants": [
            {
                "person": {
                    "id": seat.person.public_id,
                    "name": seat.person.full_name,
                    "job_title": seat.person.job_title,
                },
                "company": _company(seat.company),
            }
            for seat in (seats if seats is not None else meeting.participants.all())
        ],
        "need": {
            "id": need.public_id,
            "code": need.code,
            "title_vi": need.title_vi,
            "title_en": need.title_en,
            "title_ja": need.title_ja,
        }
        if need
        else None,
        "agenda_line": meeting.request.agenda_line,
        "language": meeting.request.language,
        "request": meeting.request.public_id,
        "proposal": dict(ProposalOut(proposals[0]).data) if proposals else None,
        "cancelled_by": _company(cancelled_by) if cancelled_by else None,
        "cancel_reason": meeting.cancel_reason,
        "created_at": _moment(meeting.created_at),
    }


def accepted_out(made: Accepted) -> dict[str, Any]:
    """As `meeting_out`, of a meeting that was just made; times as the renderer writes them."""
    return {
        "id": made.public_id,
        "state": MeetingState.CONFIRMED.value,
        "sequence": 0,
        "slot": {"id": made.slot, "index": made.slot_index, "starts_at": made.starts_at, "ends_at": made.ends_at},
        "table": {"id": made.table, "number": made.number, "zone": made.zone, "hall": made.hall},
        "participants": [
            {"person": dict(zip(_PERSON, side, strict=False)), "company": dict(zip(_COMPANY, side[3:], strict=True))}
            for side in made.sides
        ],
        "need": dict(zip(_NEED, made.need, strict=True)) if made.need[0] else None,
        "agenda_line": made.agenda_line,
        "language": made.language,
        "request": made.request,
        "proposal": None,
        "cancelled_by": None,
        "cancel_reason": "",
        "created_at": made.created_at,
    }


_PERSON = ("id", "name", "job_title")
_COMPANY = ("id", "name", "slug", "country")
_NEED = ("id", "code", "title_vi", "title_en", "title_ja")


def _company(company: Company) -> dict[str, str]:
    return {
        "id": company.public_id,
        "name": company.short_name,
        "slug": company.slug,
        "country": company.country,
    }


_moment = serializers.DateTimeField().to_representation
