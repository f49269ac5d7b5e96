"""Lost slots find another pair: the best open wish whose two sides are inside and free gets a five-minute offer.

The offer goes to the pair and reserves nothing: whoever is booked elsewhere meanwhile is simply no longer free. The side
whose wish lists this very time has said yes with it (`standing`) and may still decline; the other one accepts. Where the
time is not on the wish, both accept. The second yes makes the meeting, under the same locks as any other.
"""

import datetime as dt
from collections import Counter

from booking.errors.meetings import PersonBusy, TableTaken
from booking.locks.meetings import lock_meeting, lock_people, lock_request
from booking.models import Meeting
from booking.services.placement import best_place
from booking.services.requests import check_open
from booking.services.settling import settle
from booking.states import LIVE_MEETING_STATES, OPEN_REQUEST_STATES, MeetingState
from fairday.errors import OfferOver
from fairday.locks import lock_lost, lock_offer
from fairday.models import LossReason, LostSlot, OfferSeat, RefillOffer
from fairday.queries.candidates import Candidate, candidates, taken_people
from fairday.rules import REFILL_AHEAD, SHORTEST_MEETING, SHORTEST_OFFER, is_refill_time, offer_until
from fairday.services.table import lose_slot
from fairday.states import OFFER_MOVES, YES, Answer, OfferState
from kernel.errors import Conflict, NotFound
from kernel.history import record
from kernel.outbox import emit
from kernel.states import check_move
from kernel.unit_of_work import unit_of_work

TRIES = 5


def offer_next(lost_id: int, *, now: dt.datetime) -> RefillOffer | None:
    """Offer the slot to the best pair there is, when it is open and nobody has it just now. Idempotent.

    A pair that is taken between the look and the offer gives way to the next one.
    """
    lost = LostSlot.objects.select_related("fair", "slot", "meeting").filter(pk=lost_id, closed_at__isnull=True).first()
    if lost is None or not is_refill_time(lost.slot.starts_at, lost.slot.ends_at, now=now):
        return None
    if lost.offers.filter(state=OfferState.OPEN).exists():
        return None
    for candidate in candidates(lost, now=now)[:TRIES]:
        try:
            return _offer(lost, candidate, now=now)
        except (Conflict, NotFound):
            continue
    return None


@unit_of_work
def accept_offer(offer: RefillOffer, *, person_id: int, actor_id: int | None, now: dt.datetime) -> RefillOffer:
    """One side's yes; with the second one the meeting is made. Again changes nothing.

    Order: both people locked, the slot, the wish, the loss, the offer. Raises OfferOver; PersonBusy, SlotTaken or
    TableTaken when something else took them meanwhile.
    """
    seats = dict(offer.seats.order_by("person_id").values_list("person_id", "company_id"))
    lock_people(list(seats))
    current = RefillOffer.objects.select_related("fair", "slot", "table").get(pk=offer.pk)
    if current.state == OfferState.ACCEPTED:
        return current
    _check_open(current, now=now)
    before = min(now, current.slot.starts_at - dt.timedelta(seconds=1))  # its time may have begun
    place = best_place(current.fair, list(seats), [current.slot], table=current.table, now=before)
    wish = lock_request(current.request_id)
    if wish.state not in OPEN_REQUEST_STATES:
        raise OfferOver(state=OfferState.OVERTAKEN.value)
    check_open(wish, now=now)
    lost = lock_lost(current.lost_id)
    offer = lock_offer(current.pk)
    _check_open(offer, now=now)
    offer.seats.filter(person_id=person_id).update(answer=Answer.ACCEPTED, answered_at=now)
    answers = set(offer.seats.values_list("answer", flat=True))
    if not answers <= YES:
        record(offer, "refill.half_accepted", actor_id=actor_id, person_id=person_id)
        return offer
    offer.meeting = settle(wish, place, seats, actor_id=actor_id, now=now)
    close_offer(offer, OfferState.ACCEPTED, actor_id=actor_id, now=now)
    lost.closed_at = now
    lost.save(update_fields=["closed_at"])
    return offer


@unit_of_work
def decline_offer(offer: RefillOffer, *, person_id: int, actor_id: int | None, now: dt.datetime) -> RefillOffer:
    """One side's no ends the offer, and the next best pair is asked. Again changes nothing. Raises OfferOver."""
    lost = lock_lost(offer.lost_id)
    offer = lock_offer(offer.pk)
    if offer.state == OfferState.DECLINED:
        return offer
    _check_open(offer, now=now)
    offer.seats.filter(person_id=person_id).update(answer=Answer.DECLINED, answered_at=now)
    close_offer(offer, OfferState.DECLINED, actor_id=actor_id, now=now)
    emit("slot.lost", lost_id=lost.pk)
    return offer


def run_refills(*, now: dt.datetime) -> Counter[str]:
    """The sweep: ends offers whose time is over or that were overtaken, finds late cancels, offers what is open.

    Several runners do no harm: each step claims its row. Counts what was done.
    """
    done: Counter[str] = Counter()
    for offer in RefillOffer.objects.filter(state=OfferState.OPEN).select_related("fair", "slot", "request"):
        state = _end_of(offer, now=now)
        if state is not None and _end(offer, state, now=now):
            done[state.value] += 1
    for meeting_id in _late_cancels(now=now):
        done["lost"] += _note_cancel(meeting_id, now=now)
    for lost in LostSlot.objects.filter(closed_at__isnull=True).select_related("slot").order_by("lost_at", "pk"):
        if _is_over(lost, now=now):
            done["closed"] += _close_lost(lost, now=now)
        elif offer_next(lost.pk, now=now) is not None:
            done["offered"] += 1
    return done


@unit_of_work
def _offer(lost: LostSlot, candidate: Candidate, *, now: dt.datetime) -> RefillOffer:
    """Under the locks of both people, the wish and the loss. Raises a Conflict when any of them is taken by now."""
    people = [person_id for person_id, _company in candidate.seats]
    lock_people(people)
    wish = lock_request(candidate.request_id)
    check_open(wish, now=now)
    locked = lock_lost(lost.pk)
    if locked.closed_at is not None or locked.offers.filter(state=OfferState.OPEN).exists():
        raise OfferOver
    if _is_table_taken(lost):
        raise TableTaken
    if taken_people(lost.fair, lost.slot, people, now=now):
        raise PersonBusy
    offer = RefillOffer.objects.create(
        fair_id=lost.fair_id,
        lost=locked,
        request=wish,
        slot_id=lost.slot_id,
        table_id=lost.table_id,
        offered_at=now,
        expires_at=offer_until(lost.slot.ends_at, now=now),
    )
    OfferSeat.objects.bulk_create(
        [
            OfferSeat(
                offer=offer,
                person_id=person_id,
                company_id=company_id,
                slot_id=lost.slot_id,
                answer=Answer.STANDING if company_id == candidate.standing else Answer.WAITING,
            )
            for person_id, company_id in candidate.seats
        ]
    )
    record(offer, "refill.offered", actor_id=None, after=OfferState.OPEN, request_id=wish.pk)
    emit("refill.offered", offer_id=offer.pk)
    return offer


@unit_of_work
def _end(offer: RefillOffer, state: OfferState, *, now: dt.datetime) -> bool:
    lock_lost(offer.lost_id)
    locked = lock_offer(offer.pk)
    if locked.state != OfferState.OPEN:
        return False
    close_offer(locked, state, actor_id=None, now=now)
    return True


@unit_of_work
def _note_cancel(meeting_id: int, *, now: dt.datetime) -> bool:
    """A cancelled meeting's slot is lost when it was cancelled, at the earliest an hour before its time."""
    meeting = lock_meeting(meeting_id)
    if LostSlot.objects.filter(meeting=meeting).exists():
        return False
    at = max(meeting.cancelled_at or now, meeting.slot.starts_at - REFILL_AHEAD)
    lose_slot(meeting, LossReason.CANCELLED, at=at)
    return True


@unit_of_work
def _close_lost(lost: LostSlot, *, now: dt.datetime) -> bool:
    locked = lock_lost(lost.pk)
    if locked.closed_at is not None or locked.offers.filter(state=OfferState.OPEN).exists():
        return False
    locked.closed_at = now
    locked.save(update_fields=["closed_at"])
    return True


def _end_of(offer: RefillOffer, *, now: dt.datetime) -> OfferState | None:
    """How an open offer ends now, or None while it runs."""
    if offer.expires_at <= now:
        return OfferState.LAPSED
    people = list(offer.seats.values_list("person_id", flat=True))
    if (
        offer.request.state not in OPEN_REQUEST_STATES
        or _is_table_taken(offer)
        or taken_people(offer.fair, offer.slot, people, now=now)
    ):
        return OfferState.OVERTAKEN
    return None


def _late_cancels(*, now: dt.datetime) -> list[int]:
    """Cancelled meetings whose time is near, whose table nobody took and that were not noted yet; one query."""
    rows = Meeting.objects.filter(
        state=MeetingState.CANCELLED,
        cancelled_at__isnull=False,
        lost_slot__isnull=True,
        slot__starts_at__lte=now + REFILL_AHEAD,
        slot__ends_at__gte=now + SHORTEST_MEETING + SHORTEST_OFFER,
    ).select_related("slot")
    return [meeting.pk for meeting in rows.order_by("pk") if not _is_table_taken(meeting)]


def _is_over(lost: LostSlot, *, now: dt.datetime) -> bool:
    return now > lost.slot.ends_at - SHORTEST_MEETING - SHORTEST_OFFER or _is_table_taken(lost)


def _is_table_taken(place: LostSlot | RefillOffer | Meeting) -> bool:
    live = Meeting.objects.filter(table=place.table_id, slot=place.slot_id, state__in=LIVE_MEETING_STATES)
    return live.exists()


def _check_open(offer: RefillOffer, *, now: dt.datetime) -> None:
    """Raises OfferOver; an offer whose time has run out is over, swept or not."""
    if offer.state != OfferState.OPEN:
        raise OfferOver(state=offer.state)
    if offer.expires_at <= now:
        raise OfferOver(state=OfferState.LAPSED.value)


def close_offer(offer: RefillOffer, state: OfferState, *, actor_id: int | None, now: dt.datetime) -> None:
    """Inner step, the offer locked: the one way it leaves `open`; its people are free for the next."""
    check_move(OFFER_MOVES, offer.state, state)
    before = offer.state
    offer.state = state
    offer.decided_at = now
    offer.save(update_fields=["state", "decided_at", "meeting"])
    offer.seats.update(live=False)
    record(offer, "refill.moved", actor_id=actor_id, before=before, after=state)
