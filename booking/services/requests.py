"""Wishes to meet: made, changed, answered with other times, declined, withdrawn, expired. A wish reserves nothing."""

import datetime as dt
from collections.abc import Sequence
from enum import Enum

from django.db.models import Q

from accounts.models import User
from booking.access.meetings import party_at
from booking.errors.meetings import (
    AlreadyAsked,
    AlreadyMet,
    NeedNotTheirs,
    NotAtFair,
    NotYourTurn,
    OwnCompany,
    PairBlocked,
    SlotNotUsable,
)
from booking.locks.booths import lock_company
from booking.locks.meetings import lock_people, lock_request, lock_requests
from booking.models import Meeting, MeetingRequest, RequestedSlot
from booking.queries.blocks import standing_blocks
from booking.queries.free_times import Hindrance, hindrances
from booking.queries.participants import participating_companies, people_to_meet
from booking.services.meeting_moves import move_request, publish_request, revise_request, start_expiry
from booking.services.threads import add_turn
from booking.services.wish_limits import check_limits
from booking.states import LIVE_MEETING_STATES, OPEN_REQUEST_STATES, RequestState, TurnKind
from directory.models import Company, Need, NeedState, Person
from fairs.models import Fair, MeetingSlot
from kernel.clock import now as clock_now
from kernel.errors import IllegalMove
from kernel.history import record
from kernel.unit_of_work import unit_of_work

ANSWER_WITHIN = dt.timedelta(hours=72)
_REFUSED_IN_A_WISH = frozenset({Hindrance.PAST, Hindrance.AWAY, Hindrance.DUTY, Hindrance.UNAVAILABLE})


class Keep(Enum):
    """Leaves a part of a wish as it is, where None would take it away."""

    IT = "keep it"


@unit_of_work
def make_request(
    fair: Fair,
    *,
    user: User,
    to_company: Company,
    slots: Sequence[MeetingSlot],
    to_person: Person | None = None,
    need: Need | None = None,
    agenda_line: str = "",
    message: str = "",
    language: str = "vi",
    priority: int = 2,
) -> MeetingRequest:
    """A wish over `slots` (all of this fair, ahead, on days the asker attends). Priority 1 is the strongest.

    The asker's company is locked first: what is counted per company, and blocks, are read behind that lock. Raises
    NotAParticipant, OwnCompany, NotAtFair, PairBlocked, NeedNotTheirs, SlotNotUsable, WishesTooFast,
    TooManyOpenRequests, AskedTooOften, AlreadyAsked, AlreadyMet.
    """
    now = clock_now()
    party = party_at(user, fair)
    _check_other_side(fair, party.company, to_company, to_person)
    _check_need(need, party.company.pk, to_company.pk)
    lock_company(party.company.pk)
    lock_people([party.person.pk])
    _check_blocks(fair, party.company, to_company)
    _check_slots(fair, party.person.pk, slots, now=now)
    sides = sorted([party.company.pk, to_company.pk])
    pair = Q(fair=fair, company_low=sides[0], company_high=sides[1], need=need)
    _end_overdue(pair, now=now)
    _check_new(pair)
    check_limits(fair, party, to_company, now=now)
    request = MeetingRequest.objects.create(
        fair=fair,
        from_person=party.person,
        from_company=party.company,
        to_company=to_company,
        to_person=to_person,
        company_low_id=sides[0],
        company_high_id=sides[1],
        need=need,
        agenda_line=agenda_line,
        message=message,
        language=language,
        priority=priority,
        awaiting_company=to_company,
        expires_at=_answer_until(slots, now=now),
    )
    _list_slots(request, slots)
    start_expiry(request)
    add_turn(request.pk, TurnKind.MADE, by=party, words=message, slots=slots)
    record(request, "meeting_request.made", actor_id=user.pk, after=RequestState.WISHED)
    publish_request("made", request)
    return request


@unit_of_work
def change_request(
    request: MeetingRequest,
    *,
    user: User,
    slots: Sequence[MeetingSlot] | None = None,
    need: Need | Keep | None = Keep.IT,
    agenda_line: str | None = None,
    message: str | None = None,
    language: str | None = None,
    priority: int | None = None,
) -> MeetingRequest:
    """The asker's company changes an open wish in place; what is not given stays. New times give the turn to the other side.

    Raises NotYourTurn for the asked side, IllegalMove when it is decided, SlotNotUsable, NeedNotTheirs, AlreadyAsked,
    AlreadyMet.
    """
    now = clock_now()
    party = party_at(user, request.fair, sides=sides_of(request))
    if party.company.pk != request.from_company_id:
        raise NotYourTurn
    lock_people([request.from_person_id])
    if slots is not None:
        _check_slots(request.fair, request.from_person_id, slots, now=now)
    request = lock_open_request(request.pk, now=now)
    if need is not Keep.IT and (need.pk if need else None) != request.need_id:
        _check_need(need, *sides_of(request))
        pair = Q(fair=request.fair_id, company_low=request.company_low_id, company_high=request.company_high_id)
        _check_new(pair & Q(need=need))
        request.need = need
    for name, value in (("agenda_line", agenda_line), ("language", language), ("priority", priority)):
        if value is not None:
            setattr(request, name, value)
    if message is not None:
        request.message = message
    if slots is not None:
        request.awaiting_company_id = request.to_company_id
        request.expires_at = _answer_until(slots, now=now)
        request.requested_slots.all().delete()
        _list_slots(request, slots)
        start_expiry(request)
    revise_request(
        request, "need", "agenda_line", "message", "language", "priority", "awaiting_company", "expires_at",
        actor_id=user.pk, action="changed",
    )  # fmt: skip
    add_turn(request.pk, TurnKind.CHANGED, by=party, words=message or "", slots=slots or ())
    publish_request("changed", request)
    return request


@unit_of_work
def counter_request(
    request: MeetingRequest, *, user: User, slots: Sequence[MeetingSlot], message: str = ""
) -> MeetingRequest:
    """The awaited side proposes other times; the thread stays, the turn changes. Raises NotYourTurn, SlotNotUsable.

    Who counters for the asked company represents it from then on, unless somebody was named.
    """
    now = clock_now()
    party = party_at(user, request.fair, sides=sides_of(request))
    lock_people([party.person.pk])
    request = lock_open_request(request.pk, now=now)
    check_turn(request, party.company.pk)
    _check_slots(request.fair, party.person.pk, slots, now=now)
    is_asked = party.company.pk == request.to_company_id
    request.awaiting_company_id = request.from_company_id if is_asked else request.to_company_id
    request.expires_at = _answer_until(slots, now=now)
    if is_asked and request.to_person_id is None:
        request.to_person = party.person
    request.save(update_fields=["awaiting_company", "expires_at", "to_person"])
    request.requested_slots.all().delete()
    _list_slots(request, slots)
    move_request(request, RequestState.COUNTERED, actor_id=user.pk, now=now)
    start_expiry(request)
    add_turn(request.pk, TurnKind.COUNTERED, by=party, words=message, slots=slots)
    publish_request("countered", request)
    return request


@unit_of_work
def decline_request(request: MeetingRequest, *, user: User, reason: str = "") -> MeetingRequest:
    """The asked company at any time, the asker when it is awaited. Raises NotYourTurn, IllegalMove."""
    now = clock_now()
    party = party_at(user, request.fair, sides=sides_of(request))
    request = lock_open_request(request.pk, now=now)
    if party.company.pk != request.to_company_id:
        check_turn(request, party.company.pk)
    request.decline_reason = reason
    request.save(update_fields=["decline_reason"])
    move_request(request, RequestState.DECLINED, actor_id=user.pk, now=now)
    add_turn(request.pk, TurnKind.DECLINED, by=party, words=reason)
    publish_request("declined", request)
    return request


@unit_of_work
def withdraw_request(request: MeetingRequest, *, user: User) -> MeetingRequest:
    """The asker takes an open wish back. Raises NotYourTurn for the asked side, IllegalMove when it is decided."""
    now = clock_now()
    party = party_at(user, request.fair, sides=sides_of(request))
    request = lock_open_request(request.pk, now=now)
    if party.company.pk != request.from_company_id:
        raise NotYourTurn
    move_request(request, RequestState.WITHDRAWN, actor_id=user.pk, now=now)
    add_turn(request.pk, TurnKind.WITHDRAWN, by=party)
    publish_request("withdrawn", request)
    return request


@unit_of_work
def expire_request(request_id: int) -> bool:
    """Called when the expiry is due. False when the wish was decided or prolonged meanwhile. Idempotent."""
    now = clock_now()
    request = lock_request(request_id)
    if request.state not in OPEN_REQUEST_STATES or request.expires_at is None or request.expires_at > now:
        return False
    _expire(request, now=now)
    return True


def lock_open_request(request_id: int, *, now: dt.datetime) -> MeetingRequest:
    """Inner step: the wish, locked and open. Raises IllegalMove when it is decided or its time has run out."""
    request = lock_request(request_id)
    check_open(request, now=now)
    return request


def check_open(request: MeetingRequest, *, now: dt.datetime) -> None:
    """Inner step. Raises IllegalMove when the wish is decided or its time has run out, swept or not."""
    if request.state not in OPEN_REQUEST_STATES:
        raise IllegalMove(state=request.state)
    if request.expires_at is not None and request.expires_at <= now:
        raise IllegalMove(state=RequestState.EXPIRED.value)


def check_turn(request: MeetingRequest, company_id: int) -> None:
    """Inner step. Raises NotYourTurn unless the wish waits for this company."""
    if request.awaiting_company_id != company_id:
        raise NotYourTurn


def sides_of(request: MeetingRequest) -> tuple[int, int]:
    return request.company_low_id, request.company_high_id


def _check_other_side(fair: Fair, company: Company, to_company: Company, to_person: Person | None) -> None:
    if to_company == company or (to_person is not None and to_person.company_id == company.pk):
        raise OwnCompany(pointer="/to_company")
    if not participating_companies(fair).filter(pk=to_company.pk).exists():
        raise NotAtFair(pointer="/to_company")
    if to_person is not None and not people_to_meet(fair, to_company).filter(pk=to_person.pk).exists():
        raise NotAtFair(pointer="/to_person")


def _check_need(need: Need | None, *sides: int) -> None:
    if need is not None and (need.company_id not in sides or need.state != NeedState.OPEN):
        raise NeedNotTheirs(pointer="/need")


def _check_blocks(fair: Fair, company: Company, other: Company) -> None:
    """The asker reads which block it is only when the own company made it."""
    if blocks := standing_blocks(fair, company.pk, other.pk):
        own = next((block.public_id for block in blocks if block.company_id == company.pk), None)
        if own is not None:
            raise PairBlocked(pointer="/to_company", block=own)
        raise PairBlocked(pointer="/to_company")


def _check_new(pair: Q) -> None:
    """`pair` is two firms and a need. Raises AlreadyAsked, AlreadyMet."""
    if earlier := MeetingRequest.objects.filter(pair, state__in=OPEN_REQUEST_STATES).first():
        raise AlreadyAsked(request=earlier.public_id)
    if meeting := Meeting.objects.filter(pair, state__in=LIVE_MEETING_STATES).first():
        raise AlreadyMet(meeting=meeting.public_id)


def _check_slots(fair: Fair, person_id: int, slots: Sequence[MeetingSlot], *, now: dt.datetime) -> None:
    """Slots in the past, outside the person's days, in a duty or kept free are refused, each with its reason."""
    refused = {slot.public_id: "unknown" for slot in slots if slot.fair_id != fair.pk}
    found = hindrances(fair, [person_id], slots, now=now)
    for slot in slots:
        hindrance = found.get((person_id, slot.pk))
        if hindrance in _REFUSED_IN_A_WISH:
            refused.setdefault(slot.public_id, hindrance)
    if refused or not slots:
        raise SlotNotUsable(pointer="/slots", slots=refused)


def _answer_until(slots: Sequence[MeetingSlot], *, now: dt.datetime) -> dt.datetime:
    """Three days to answer, but never past the start of the last proposed time."""
    return min(now + ANSWER_WITHIN, max(slot.starts_at for slot in slots))


def _list_slots(request: MeetingRequest, slots: Sequence[MeetingSlot]) -> None:
    distinct = sorted({slot.pk for slot in slots})
    RequestedSlot.objects.bulk_create([RequestedSlot(request=request, slot_id=pk) for pk in distinct])


def _end_overdue(pair: Q, *, now: dt.datetime) -> None:
    """A wish whose time has run out blocks nobody, even if nothing has swept it yet."""
    overdue = MeetingRequest.objects.filter(pair, state__in=OPEN_REQUEST_STATES, expires_at__lte=now)
    for request in lock_requests(overdue):
        _expire(request, now=now)


def _expire(request: MeetingRequest, *, now: dt.datetime) -> None:
    move_request(request, RequestState.EXPIRED, actor_id=None, now=now)
    add_turn(request.pk, TurnKind.EXPIRED, by=None)
    publish_request("expired", request)
