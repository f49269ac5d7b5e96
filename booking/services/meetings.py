"""Meetings: a wish accepted at the best common time and table; moved in place; cancelled by either side or the organiser."""

import datetime as dt
from functools import cache

from accounts.models import User
from booking.access.meetings import Seat, ask_seat, company_acting_on, seat_told
from booking.errors.meetings import MeetingBegun, NotAtFair, RequestChanged, SlotNotUsable
from booking.locks.meetings import lock_meeting, lock_party, lock_people, lock_slots_of_wish
from booking.models import Meeting, MeetingRequest, RequestTurn
from booking.queries.free_times import ask_for_wish, told
from booking.queries.meetings import meeting_with_parts
from booking.services.accepting import accept_in_one_trip
from booking.services.meeting_moves import (
    move_meeting,
    publish_meeting,
    start_clocks,
    stop_clocks,
)
from booking.services.placement import Place, ask_tables_of_wish, best_place
from booking.services.proposal_moves import lapse_proposals
from booking.services.requests import check_open, check_turn, sides_of
from booking.services.settling import draw_meeting_id, settle
from booking.states import MeetingState, TurnKind
from directory.access import person_of
from fairs.models import MeetingSlot, MeetingTable
from kernel.clock import now as clock_now
from kernel.errors import IllegalMove, NotFound
from kernel.history import record
from kernel.lookups import Instances
from kernel.statements import Rows, gathered
from kernel.unit_of_work import unit_of_work

MOVABLE = frozenset({MeetingState.PROVISIONAL, MeetingState.CONFIRMED})


def accept_request(
    request: MeetingRequest,
    *,
    user: User,
    slot: MeetingSlot | None = None,
    table: MeetingTable | None = None,
    revision: int | None = None,
) -> Meeting:
    """The meeting of a wish with all its parts, in both agendas or in none. `revision` is the wish as the accepter read it.

    In one round trip where that can be; else step by step, to say why not (docs/adr/0030). Raises as `accept_step_by_step`.
    """
    made = accept_in_one_trip(
        request.fair.slug,
        request.public_id,
        user_id=user.pk,
        slot_id=slot.public_id if slot else None,
        table_id=table.public_id if table else None,
        revision=request.revision if revision is None else revision,
    )
    if made is not None:
        return meeting_with_parts(made.meeting_id)
    return accept_step_by_step(request, user=user, slot=slot, table=table, revision=revision)


@unit_of_work
def accept_step_by_step(
    request: MeetingRequest,
    *,
    user: User,
    slot: MeetingSlot | None = None,
    table: MeetingTable | None = None,
    revision: int | None = None,
) -> Meeting:
    """As `accept_request`, with each rule in its own place, so that a refusal says what stood in the way.

    Order: the two people locked, then the wish's slots, then the wish; best place; meeting and its two seats in
    person order; wish accepted; reminder; `meeting.confirmed`. Two round trips: what is locked and read, what is written.
    Raises NotYourTurn, IllegalMove, RequestChanged, SlotNotUsable (a slot the wish does not list), PersonBusy, SlotTaken,
    TableTaken, NoCommonSlot, AlreadyMet.
    """
    now, fair = clock_now(), request.fair
    people, accepter = _party(request, user)
    with gathered() as behind:
        asked_seat = ask_seat(behind, user, fair, sides=sides_of(request))
        lock_party(people, accepter)
        locked = lock_slots_of_wish(behind, request.pk, slot.pk if slot else None)
        wish = behind.rows(_wish_statement(), [request.pk])
        in_the_way = ask_for_wish(behind, fair, people, accepter, request.pk)
        tables = ask_tables_of_wish(behind, fair, people, accepter, request.pk)
        drawn = draw_meeting_id(behind)
    seat = seat_told(asked_seat)
    seats = _seats(request, seat)
    current, slots = _as_it_is(wish)
    check_open(current, now=now)
    check_turn(current, seat.company_id)
    if slot is not None:
        if slot not in slots:
            raise SlotNotUsable(pointer="/slot", slots={slot.public_id: "not_proposed"})
        slots = [slot]
    known = told(in_the_way, fair, list(seats), slots, now=now)
    place = best_place(fair, list(seats), slots, table=table, now=now, known=known, told_tables=tables)
    was_changed = current.revision != (request.revision if revision is None else revision)
    if was_changed or (place.slot.pk,) not in locked:  # other times than were there to lock: changed between the two
        raise RequestChanged
    return settle(current, place, seats, actor_id=user.pk, now=now, by=seat, meeting_id=drawn[0][0])


@unit_of_work
def cancel_meeting(meeting: Meeting, *, user: User, reason: str = "") -> Meeting:
    """Frees the table and both people; the calendar entry is withdrawn under its UID. Raises MeetingBegun, IllegalMove."""
    now = clock_now()
    company = company_acting_on(user, meeting)
    person = person_of(user) if company else None
    meeting = lock_ahead(meeting, now=now)
    call_off(
        meeting,
        company_id=company.pk if company else None,
        reason=reason,
        actor_id=user.pk,
        now=now,
        person_id=person.pk if person else None,
    )
    return meeting


@unit_of_work
def reschedule_meeting(
    meeting: Meeting, *, user: User, slot: MeetingSlot, table: MeetingTable | None = None
) -> Meeting:
    """The same meeting at another time or table: same UID, SEQUENCE + 1. It does not stand in its own way.

    Raises PersonBusy, SlotTaken, TableTaken, MeetingBegun, IllegalMove, SlotNotUsable (another fair's slot).
    """
    now = clock_now()
    company = company_acting_on(user, meeting)
    person = person_of(user) if company else None
    if slot.fair_id != meeting.fair_id:
        raise SlotNotUsable(pointer="/slot", slots={slot.public_id: "unknown"})
    if slot.pk == meeting.slot_id and table in {None, meeting.table}:
        raise SlotNotUsable(pointer="/slot", slots={slot.public_id: "same"})
    people = sorted(meeting.participants.values_list("person_id", flat=True))
    lock_people(people)
    check_ahead(Meeting.objects.select_related("slot").get(pk=meeting.pk), now=now)
    place = best_place(meeting.fair, people, [slot], table=table, now=now, but_meeting_id=meeting.pk)
    meeting = lock_ahead(meeting, now=now)
    lapse_proposals(meeting, now=now)
    RequestTurn.objects.create(
        request_id=meeting.request_id,
        kind=TurnKind.MOVED,
        company=company,
        person=person,
        times=[place.slot.starts_at],
    )
    relocate(meeting, place, actor_id=user.pk, now=now)
    return meeting


def relocate(meeting: Meeting, place: Place, *, actor_id: int | None, now: dt.datetime) -> None:
    """Inner step, people, slot and meeting locked: the same entry at another place, SEQUENCE + 1, reminder moved, told."""
    before = meeting.slot_id
    meeting.slot, meeting.table = place.slot, place.table
    meeting.sequence += 1
    meeting.save(update_fields=["slot", "table", "sequence"])
    meeting.participants.update(slot=place.slot)
    record(
        meeting,
        "meeting.rescheduled",
        actor_id=actor_id,
        from_slot_id=before,
        to_slot_id=place.slot.pk,
        table=place.table.number,
    )
    start_clocks(meeting, place.slot, now=now)
    publish_meeting("rescheduled", meeting)


def call_off(
    meeting: Meeting,
    *,
    company_id: int | None,
    reason: str,
    actor_id: int | None,
    now: dt.datetime,
    person_id: int | None = None,
) -> None:
    """Inner step, the meeting locked: seats freed, SEQUENCE + 1, reminder stopped, told. `company_id` None: the organiser."""
    lapse_proposals(meeting, now=now)
    RequestTurn.objects.create(
        request_id=meeting.request_id,
        kind=TurnKind.CANCELLED,
        company_id=company_id,
        person_id=person_id,
        words=reason,
        times=[meeting.slot.starts_at],
    )
    meeting.participants.update(live=False)
    meeting.sequence += 1
    meeting.cancelled_by_id = company_id
    meeting.cancel_reason = reason
    meeting.cancelled_at = now
    meeting.save(update_fields=["sequence", "cancelled_by", "cancel_reason", "cancelled_at"])
    move_meeting(meeting, MeetingState.CANCELLED, actor_id=actor_id, company_id=company_id)
    stop_clocks(meeting)
    publish_meeting("cancelled", meeting)


def _party(request: MeetingRequest, user: User) -> tuple[list[int], int | None]:
    """Who will sit there: people by their keys, and whoever is the user where the wish names nobody on the asked side."""
    if request.to_person_id is None:
        return [request.from_person_id], user.pk
    return [request.from_person_id, request.to_person_id], None


def _seats(request: MeetingRequest, accepter: Seat) -> dict[int, int]:
    """person -> company, in person order: the asker, and who was named or who accepts for the asked company."""
    asked = request.to_person_id
    if asked is None:
        if accepter.company_id != request.to_company_id:
            raise NotAtFair(pointer="/to_person")
        asked = accepter.person_id
    return dict(sorted([(request.from_person_id, request.from_company_id), (asked, request.to_company_id)]))


_WISH = Instances(
    {"w": {"state", "revision", "expires_at", "decided_at", "awaiting_company", "fair"}}, w=MeetingRequest
)
_SLOT = Instances(s=MeetingSlot)


@cache
def _wish_statement() -> str:
    """A wish beside each of its slots."""
    return f"""
        SELECT {_WISH.columns}, {_SLOT.columns} FROM booking_meetingrequest w
        LEFT JOIN booking_requestedslot q ON q.request_id = w.id
        LEFT JOIN fairs_meetingslot s ON s.id = q.slot_id
        WHERE w.id = %s ORDER BY s.index"""  # noqa: S608 -- columns of our models


def _as_it_is(found: Rows) -> tuple[MeetingRequest, list[MeetingSlot]]:
    """The wish and its slots. Raises NotFound when it is gone."""
    if not found:
        raise NotFound
    wish: MeetingRequest = next(_WISH.of(found[0]))
    slots: list[MeetingSlot | None] = [next(_SLOT.of(row[_WISH.width :])) for row in found]
    return wish, [slot for slot in slots if slot is not None]


def lock_ahead(meeting: Meeting, *, now: dt.datetime) -> Meeting:
    """Inner step: the meeting, locked and still to come."""
    locked = lock_meeting(meeting.pk)
    check_ahead(locked, now=now)
    return locked


def check_ahead(meeting: Meeting, *, now: dt.datetime) -> None:
    """Inner step. Raises IllegalMove for a meeting that is over or cancelled, MeetingBegun for one whose time has come."""
    if meeting.state not in MOVABLE:
        raise IllegalMove(state=meeting.state)
    if meeting.slot.starts_at <= now:
        raise MeetingBegun
