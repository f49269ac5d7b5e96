"""Letters about another time for a meeting that stands: proposed to one side, refused to the other."""

from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from booking.models import Meeting, MeetingParticipant, MeetingProposal, RequestTurn
from booking.queries.meetings import with_meeting_parts
from booking.states import MeetingState, ProposalState, TurnKind
from kernel.messages import Draft
from worker.letters import Fact, Letter
from worker.recipients import of_person
from worker.subscribers._meeting_parts import draft_of, meeting_letter, partner_of, seats_with_mail, time_of


def time_proposed(*, proposal_id: int) -> Iterator[Draft]:
    """To the side that has to agree: the meeting as it stands, and the times proposed for it."""
    proposal = _proposal(proposal_id, ProposalState.OPEN)
    if proposal is None:
        return
    meeting = proposal.meeting
    for seat in seats_with_mail(meeting):
        if seat.company_id != proposal.company_id:
            with override(seat.person.language):
                title = _("%(company)s asks to move the meeting") % {"company": proposal.company.short_name}
                slots = sorted(proposal.slots.all(), key=lambda slot: slot.index)
                times = "\n".join(time_of(slot, meeting.fair, seat.person.language) for slot in slots)
                letter = meeting_letter(
                    meeting,
                    seat,
                    title,
                    _("Another time is proposed"),
                    [_("The meeting stands as it is until you agree.")],
                    quote=proposal.words,
                    more=[Fact(ngettext("Proposed time", "Proposed times", len(slots)), times)],
                )
                yield _proposal_draft(proposal, "meeting.time_proposed", seat, letter)


def proposal_refused(*, proposal_id: int) -> Iterator[Draft]:
    """To who proposed: the meeting stays where it is."""
    proposal = _proposal(proposal_id, ProposalState.REFUSED)
    if proposal is None:
        return
    meeting = proposal.meeting
    refused = RequestTurn.objects.filter(request=meeting.request_id, kind=TurnKind.REFUSED).order_by("pk").last()
    for seat in seats_with_mail(meeting):
        if seat.company_id == proposal.company_id:
            with override(seat.person.language):
                title = _("%(company)s keeps the time") % {"company": partner_of(meeting, seat)}
                told = [_("Your proposal does not suit them. The meeting stands at its time and table.")]
                words = refused.words if refused else ""
                letter = meeting_letter(meeting, seat, title, _("The meeting stays where it is"), told, quote=words)
                yield _proposal_draft(proposal, "meeting.proposal_refused", seat, letter)


LETTERS: dict[str, Callable[..., Iterator[Draft]]] = {
    "meeting.time_proposed": time_proposed,
    "meeting.proposal_refused": proposal_refused,
}


def _proposal(proposal_id: int, state: ProposalState) -> MeetingProposal | None:
    """None when it was answered or replaced meanwhile, or the meeting is over."""
    proposal = MeetingProposal.objects.select_related("company").filter(pk=proposal_id, state=state).first()
    if proposal is None:
        return None
    meetings = Meeting.objects.filter(pk=proposal.meeting_id, state=MeetingState.CONFIRMED)
    meeting = with_meeting_parts(meetings).select_related("fair__organisation").first()
    if meeting is None:
        return None
    proposal.meeting = meeting
    return proposal


def _proposal_draft(proposal: MeetingProposal, kind: str, seat: MeetingParticipant, letter: Letter) -> Draft:
    recipient = of_person(seat.person)
    return draft_of(proposal.meeting.fair, "booking.meetingproposal", proposal.pk, kind, 0, recipient, letter, [])
