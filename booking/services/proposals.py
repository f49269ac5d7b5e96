"""Moving a meeting with good manners: one side proposes other times, the meeting stands until the other side agrees."""

import datetime as dt
from collections.abc import Sequence

from accounts.models import User
from booking.access.meetings import Party, party_at
from booking.errors.meetings import NotYourTurn, SlotNotUsable
from booking.locks.meetings import lock_people
from booking.models import Meeting, MeetingProposal
from booking.queries.free_times import hindrances
from booking.services.meetings import check_ahead, lock_ahead, relocate
from booking.services.placement import best_place
from booking.services.proposal_moves import decide, lapse_proposals
from booking.services.threads import add_turn
from booking.states import ProposalState, TurnKind
from fairs.models import MeetingSlot
from kernel.clock import now as clock_now
from kernel.errors import IllegalMove
from kernel.history import record
from kernel.outbox import emit
from kernel.unit_of_work import unit_of_work


@unit_of_work
def propose_times(meeting: Meeting, *, user: User, slots: Sequence[MeetingSlot], words: str = "") -> MeetingProposal:
    """Times at which the own side is free. Replaces the open proposal, whoever made it. Nothing moves yet.

    Raises SlotNotUsable (with the reason for each slot), MeetingBegun, IllegalMove, NotAParticipant.
    """
    now = clock_now()
    party = party_at(user, meeting.fair, sides=_sides(meeting))
    ours = list(meeting.participants.filter(company=party.company).values_list("person_id", flat=True))
    lock_people(ours)
    meeting = lock_ahead(meeting, now=now)
    _check_slots(meeting, ours, slots, now=now)
    lapse_proposals(meeting, now=now, to=ProposalState.REPLACED)
    proposal = MeetingProposal.objects.create(meeting=meeting, company=party.company, person=party.person, words=words)
    proposal.slots.set(slots)
    add_turn(meeting.request_id, TurnKind.PROPOSED, by=party, words=words, slots=slots)
    record(meeting, "meeting.time_proposed", actor_id=user.pk, proposal_id=proposal.pk)
    emit("meeting.time_proposed", proposal_id=proposal.pk)
    return proposal


@unit_of_work
def agree_proposal(proposal: MeetingProposal, *, user: User, slot: MeetingSlot | None = None) -> Meeting:
    """The meeting moves to the best (or the chosen) of the proposed times: same UID, SEQUENCE + 1.

    Raises NotYourTurn for who proposed, IllegalMove when it is decided, SlotNotUsable (a time not proposed), PersonBusy,
    SlotTaken, NoCommonSlot, MeetingBegun.
    """
    now = clock_now()
    meeting = proposal.meeting
    party = _answering(proposal, user)
    slots = list(proposal.slots.all())
    if slot is not None:
        if slot not in slots:
            raise SlotNotUsable(pointer="/slot", slots={slot.public_id: "not_proposed"})
        slots = [slot]
    people = sorted(meeting.participants.values_list("person_id", flat=True))
    lock_people(people)
    check_ahead(Meeting.objects.select_related("slot").get(pk=meeting.pk), now=now)
    _open(proposal)
    place = best_place(meeting.fair, people, slots, table=None, now=now, but_meeting_id=meeting.pk)
    meeting = lock_ahead(meeting, now=now)
    decide(_open(proposal), ProposalState.AGREED, now=now)
    add_turn(meeting.request_id, TurnKind.MOVED, by=party, slots=[place.slot])
    relocate(meeting, place, actor_id=user.pk, now=now)
    return meeting


@unit_of_work
def refuse_proposal(proposal: MeetingProposal, *, user: User, reason: str = "") -> MeetingProposal:
    """The meeting stays where it is. Raises NotYourTurn for who proposed, IllegalMove when it is decided."""
    now = clock_now()
    party = _answering(proposal, user)
    meeting = lock_ahead(proposal.meeting, now=now)
    proposal = _open(proposal)
    decide(proposal, ProposalState.REFUSED, now=now)
    add_turn(meeting.request_id, TurnKind.REFUSED, by=party, words=reason)
    record(meeting, "meeting.proposal_refused", actor_id=user.pk, proposal_id=proposal.pk)
    emit("meeting.proposal_refused", proposal_id=proposal.pk)
    return proposal


@unit_of_work
def withdraw_proposal(proposal: MeetingProposal, *, user: User) -> MeetingProposal:
    """Who proposed takes it back. Raises NotYourTurn for the other side, IllegalMove when it is decided."""
    now = clock_now()
    party = party_at(user, proposal.meeting.fair, sides=_sides(proposal.meeting))
    if party.company.pk != proposal.company_id:
        raise NotYourTurn
    meeting = lock_ahead(proposal.meeting, now=now)
    proposal = _open(proposal)
    decide(proposal, ProposalState.WITHDRAWN, now=now)
    add_turn(meeting.request_id, TurnKind.UNPROPOSED, by=party)
    record(meeting, "meeting.proposal_withdrawn", actor_id=user.pk, proposal_id=proposal.pk)
    return proposal


def _sides(meeting: Meeting) -> tuple[int, int]:
    return meeting.company_low_id, meeting.company_high_id


def _answering(proposal: MeetingProposal, user: User) -> Party:
    party = party_at(user, proposal.meeting.fair, sides=_sides(proposal.meeting))
    if party.company.pk == proposal.company_id:
        raise NotYourTurn
    return party


def _open(proposal: MeetingProposal) -> MeetingProposal:
    """The proposal as it is now. Raises IllegalMove when it is decided."""
    found = MeetingProposal.objects.get(pk=proposal.pk)
    if found.state != ProposalState.OPEN:
        raise IllegalMove(state=found.state)
    return found


def _check_slots(meeting: Meeting, ours: list[int], slots: Sequence[MeetingSlot], *, now: dt.datetime) -> None:
    refused = {slot.public_id: "unknown" for slot in slots if slot.fair_id != meeting.fair_id}
    refused |= {slot.public_id: "same" for slot in slots if slot.pk == meeting.slot_id}
    by_id = {slot.pk: slot.public_id for slot in slots}
    for (_, slot_id), why in hindrances(meeting.fair, ours, slots, now=now, but_meeting_id=meeting.pk).items():
        refused.setdefault(by_id[slot_id], why)
    if refused or not slots:
        raise SlotNotUsable(pointer="/slots", slots=refused)
