"""How proposals to move a meeting end. Inner steps, the meeting locked: whoever holds the meeting holds its proposals."""

import datetime as dt

from booking.models import Meeting, MeetingProposal
from booking.states import ProposalState


def lapse_proposals(meeting: Meeting, *, now: dt.datetime, to: ProposalState = ProposalState.LAPSED) -> None:
    """The open proposal, if there is one, ends without an answer."""
    MeetingProposal.objects.filter(meeting=meeting, state=ProposalState.OPEN).update(state=to, decided_at=now)


def decide(proposal: MeetingProposal, to: ProposalState, *, now: dt.datetime) -> None:
    proposal.state = to
    proposal.decided_at = now
    proposal.save(update_fields=["state", "decided_at"])
