"""A no-show noted by mistake is taken back, as long as nobody else was given the table, the people or the pair."""

import datetime as dt

from booking.locks.meetings import lock_meeting, lock_people, lock_slots
from booking.models import Meeting, MeetingParticipant
from booking.services.meeting_moves import move_meeting, start_clocks
from booking.states import LIVE_MEETING_STATES, MeetingState
from fairday.errors import NoShowStands, NotItsTime
from fairday.locks import lock_lost, lock_offer
from fairday.models import LostSlot, Mark, SideMark
from fairday.rules import take_back_until
from fairday.services.refills import close_offer
from fairday.states import OfferState
from kernel.errors import IllegalMove
from kernel.history import record
from kernel.outbox import emit
from kernel.unit_of_work import unit_of_work


@unit_of_work
def take_back_no_show(meeting: Meeting, *, actor_id: int, now: dt.datetime) -> Meeting:
    """The meeting stands again at its table and time; its lost slot is closed, an offer that is still open ends as overtaken.

    Order: its people locked, the slot, the loss and its offers, the meeting. Again changes nothing. Possible until its time
    is over, at least ten minutes from the tap. Raises NoShowStands (`reason`: table, person or pair), NotItsTime, IllegalMove.
    """
    people = sorted(meeting.participants.values_list("person_id", flat=True))
    lock_people(people)
    lock_slots([meeting.slot_id])
    lost = LostSlot.objects.filter(meeting=meeting).first()
    offers = []
    if lost is not None:
        lost = lock_lost(lost.pk)
        offers = [lock_offer(pk) for pk in lost.offers.order_by("pk").values_list("pk", flat=True)]
    meeting = lock_meeting(meeting.pk)
    if meeting.state == MeetingState.CONFIRMED:
        return meeting
    if meeting.state != MeetingState.NO_SHOW:
        raise IllegalMove(state=meeting.state)
    noted_at = lost.lost_at if lost is not None else meeting.slot.starts_at
    until = take_back_until(meeting.slot.ends_at, noted_at=noted_at)
    if now >= until:
        raise NotItsTime(possible_from=noted_at, possible_until=until)
    _check_still_free(meeting, people)
    for offer in offers:
        if offer.state == OfferState.OPEN:
            close_offer(offer, OfferState.OVERTAKEN, actor_id=actor_id, now=now)
    if lost is not None and lost.closed_at is None:
        lost.closed_at = now
        lost.save(update_fields=["closed_at"])
    _stand_again(meeting, actor_id=actor_id, now=now)
    emit("meeting.no_show_taken_back", meeting_id=meeting.pk)
    return meeting


def _check_still_free(meeting: Meeting, people: list[int]) -> None:
    """The sentence before the constraints would decide."""
    live = Meeting.objects.filter(state__in=LIVE_MEETING_STATES).exclude(pk=meeting.pk)
    there = live.filter(table_id=meeting.table_id, slot_id=meeting.slot_id).first()
    if there is not None:
        raise NoShowStands(reason="table", meeting=there.public_id)
    if MeetingParticipant.objects.filter(person__in=people, slot_id=meeting.slot_id, live=True).exists():
        raise NoShowStands(reason="person")
    pair = {"company_low": meeting.company_low_id, "company_high": meeting.company_high_id, "need": meeting.need_id}
    if live.filter(fair_id=meeting.fair_id, **pair).exists():
        raise NoShowStands(reason="pair")


def _stand_again(meeting: Meeting, *, actor_id: int, now: dt.datetime) -> None:
    """An interpreter who was placed elsewhere meanwhile stays there: the meeting comes back without one."""
    live = Meeting.objects.filter(state__in=LIVE_MEETING_STATES, slot_id=meeting.slot_id).exclude(pk=meeting.pk)
    if meeting.interpreter_id is not None and live.filter(interpreter_id=meeting.interpreter_id).exists():
        meeting.interpreter = None
        meeting.save(update_fields=["interpreter"])
    meeting.participants.update(live=True)
    for mark in SideMark.objects.filter(meeting=meeting, mark=Mark.ABSENT):
        record(
            meeting, "meeting.side_marked", actor_id=actor_id, before=mark.mark, after="", company_id=mark.company_id
        )
        mark.delete()
    move_meeting(meeting, MeetingState.CONFIRMED, actor_id=actor_id, taken_back=True)
    start_clocks(meeting, meeting.slot, now=now)
