"""People get onto a delegation's list, are confirmed, declined, removed, or leave it. Confirmed is registered, with a badge."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import F

from booking.errors.delegations import AlreadyOnTheList, DelegationClosed, DelegationFull, NoWayToReach
from booking.errors.registrations import ConsentMissing
from booking.locks.delegations import lock_delegation
from booking.models import Delegation, DelegationPlace, Registration
from booking.queries.people import registrations_by_phone
from booking.rules.delegations import DESK_OPEN_AFTER, Guest, next_telling, same_as
from booking.services._delegation_places import forget, move_place, take_place
from booking.services.badges import lock_registration
from booking.services.registrations import (
    SEND_AGAIN_SECONDS,
    Visitor,
    _complete,
    _end,
    _live_registration,
    _new_person,
    _one_at_a_time,
)
from booking.states import LIVE_PLACES, DelegationState, PlaceState, RegistrationState
from fairs.models import FairState
from kernel.clock import now as clock_now
from kernel.due import schedule
from kernel.errors import NotFound
from kernel.outbox import emit
from kernel.text import fold
from kernel.unit_of_work import unit_of_work

SOURCE = "delegation-list"
MOST_AT_ONCE = 100
"""So many are confirmed in one transaction: the delegation is locked that long."""


@dataclass(slots=True)
class Confirmed:
    """`not_admitted` wait on: the organiser does not let them in. `left` wait because these were enough for once."""

    confirmed: list[DelegationPlace] = field(default_factory=list)
    not_admitted: list[DelegationPlace] = field(default_factory=list)
    left: int = 0


@dataclass(slots=True)
class Added:
    """What became of a list: `known` were on it already, `full` found no place."""

    added: list[DelegationPlace] = field(default_factory=list)
    known: list[Guest] = field(default_factory=list)
    full: list[Guest] = field(default_factory=list)
    not_admitted: list[DelegationPlace] = field(default_factory=list)


@unit_of_work
def join_delegation(delegation: Delegation, guest: Guest) -> DelegationPlace:
    """By the person, who then waits for the contact. The contact is told soon, once in half an hour at most.

    Refuses ConsentMissing, NoWayToReach, DelegationClosed, AlreadyOnTheList, DelegationFull.
    """
    if not guest.email and not guest.phone:
        raise NoWayToReach(pointer="/phone")
    locked = _lock_open(delegation)
    place = _put_on_list(locked, guest)
    now = clock_now()
    at = next_telling(locked.told_at, now=now)
    if at is not None:
        Delegation.objects.filter(pk=locked.pk).update(told_at=at)
        schedule(
            f"delegation:{locked.pk}:waiting",
            "delegation.people_waiting",
            at=at,
            delegation_id=locked.pk,
            told=int(at.timestamp()),
        )
    return place


@unit_of_work
def add_people(delegation: Delegation, guests: Sequence[Guest], *, actor_id: int | None) -> Added:
    """By the contact, who vouches for their consent: whoever is new is confirmed at once. The same list twice is once.

    Refuses ConsentMissing, DelegationClosed.
    """
    locked = _lock_open(delegation)
    done = Added()
    for guest in guests:
        try:
            done.added.append(_put_on_list(locked, guest))
        except AlreadyOnTheList:
            done.known.append(guest)
        except DelegationFull:
            done.full.append(guest)
    done.not_admitted = _confirm(locked, done.added, actor_id).not_admitted
    return done


@unit_of_work
def confirm_people(delegation: Delegation, *, places: Collection[str] | None, actor_id: int | None) -> Confirmed:
    """The contact's yes, to those named (waiting or declined) or to everybody who waits: each is registered and has a badge.

    Who is confirmed already stays so, whoever says it twice. Refuses DelegationFull (a declined one found no place).
    """
    locked = lock_delegation(delegation.pk)
    wanted = locked.people.filter(state=PlaceState.WAITING)
    if places is not None:
        wanted = locked.people.filter(state__in=[PlaceState.WAITING, PlaceState.DECLINED], public_id__in=places)
    found = list(wanted.order_by("pk")[: MOST_AT_ONCE + 1])
    done = _confirm(locked, found[:MOST_AT_ONCE], actor_id)
    done.left = wanted.filter(state=PlaceState.WAITING).count() - len(done.not_admitted)
    return done


@unit_of_work
def decline_people(delegation: Delegation, *, places: Collection[str], actor_id: int | None) -> list[DelegationPlace]:
    """The contact's no to those who wait; whoever gave an address is told."""
    locked = lock_delegation(delegation.pk)
    now = clock_now()
    waiting = list(locked.people.filter(state=PlaceState.WAITING, public_id__in=places).order_by("pk"))
    for place in waiting:
        place.delegation = locked
        move_place(place, PlaceState.DECLINED, now=now, actor_id=actor_id)
        emit("delegation.person_declined", place_id=place.pk)
    return waiting


@unit_of_work
def remove_person(delegation: Delegation, *, place: str, actor_id: int | None) -> DelegationPlace:
    """A confirmed person leaves the list; the pass made for it ends, one the person had before stays. Refuses IllegalMove."""
    locked = lock_delegation(delegation.pk)
    return _take_off(locked, place, PlaceState.REMOVED, actor_id)


@unit_of_work
def leave_delegation(place: DelegationPlace) -> DelegationPlace:
    """By the person: off the list, the pass made for it ends, name and contact are forgotten. Refuses IllegalMove."""
    locked = lock_delegation(place.delegation_id)
    left = _take_off(locked, place.public_id, PlaceState.WITHDRAWN, None)
    forget(left)
    return left


def forget_unconfirmed(*, now: dt.datetime) -> int:
    """Housekeeping: a month after the fair no name stays of whoever was never confirmed, or removed. How many were emptied."""
    over = (now - DESK_OPEN_AFTER).date()
    left = DelegationPlace.objects.filter(delegation__fair__ends_on__lt=over).exclude(state=PlaceState.CONFIRMED)
    return left.exclude(full_name="").update(full_name="", email="", phone="", who=F("public_id"))


def _lock_open(delegation: Delegation) -> Delegation:
    locked = lock_delegation(delegation.pk)
    is_on = locked.state == DelegationState.OPEN and locked.join_until > clock_now()
    if not is_on or locked.fair.state not in {FairState.OPEN, FairState.RUNNING}:
        raise DelegationClosed
    return locked


def _put_on_list(delegation: Delegation, guest: Guest) -> DelegationPlace:
    if guest.consented_at is None:
        raise ConsentMissing(pointer="/consent")
    if _is_listed(delegation, guest):
        raise AlreadyOnTheList
    take_place(delegation)
    return DelegationPlace.objects.create(
        delegation=delegation,
        full_name=guest.full_name,
        email=guest.email.strip(),
        phone=guest.phone,
        who=same_as(guest),
        language=guest.language,
        consented_at=guest.consented_at,
    )


def _is_listed(delegation: Delegation, guest: Guest) -> bool:
    """By address, or by number and name together, whichever was given the first time."""
    live = delegation.people.filter(state__in=LIVE_PLACES)
    if live.filter(who=same_as(guest)).exists():
        return True
    same_number = live.filter(phone=guest.phone).values_list("full_name", flat=True) if guest.phone else []
    return any(fold(name) == fold(guest.full_name) for name in same_number)


def _confirm(delegation: Delegation, places: Iterable[DelegationPlace], actor_id: int | None) -> Confirmed:
    """Order: the addresses are taken in theirs, so that two lists with the same people do not wait for each other in a ring."""
    done = Confirmed()
    now = clock_now()
    for place in sorted(places, key=lambda one: one.email.lower() or one.phone):
        place.delegation = delegation
        known = _known(place)
        if known is not None and known.state == RegistrationState.REJECTED:
            done.not_admitted.append(place)
            continue
        place.has_own_pass = known is not None
        place.registration = known or _register(place)
        place.save(update_fields=["registration", "has_own_pass"])
        move_place(place, PlaceState.CONFIRMED, now=now, actor_id=actor_id)
        if known is None:
            _complete(place.registration, actor_id)
        elif known.state == RegistrationState.COMPLETE:
            window = int(now.timestamp()) // SEND_AGAIN_SECONDS
            emit("registration.pass_wanted", registration_id=known.pk, window=window)
        done.confirmed.append(place)
    return done


def _known(place: DelegationPlace) -> Registration | None:
    """Who came to the fair by another way; his pass is his own affair, and goes to his own address."""
    fair = place.delegation.fair
    if not place.email and not place.phone:
        return None
    _one_at_a_time(fair, place.email or place.phone)
    if place.email:
        return _live_registration(fair, place.email, None)
    same = (
        one for one in registrations_by_phone(fair, place.phone) if fold(one.person.full_name) == fold(place.full_name)
    )
    return next(same, None)


def _register(place: DelegationPlace) -> Registration:
    delegation = place.delegation
    visitor = Visitor(
        full_name=place.full_name,
        email=place.email,
        phone=place.phone,
        company_name=delegation.company_name or delegation.name,
        language=place.language,
    )
    return Registration.objects.create(
        fair=delegation.fair,
        person=_new_person(visitor, None),
        days=delegation.days,
        source=SOURCE,
        consented_at=place.consented_at,
    )


def _take_off(delegation: Delegation, public_id: str, after: PlaceState, actor_id: int | None) -> DelegationPlace:
    place = delegation.people.select_related("registration").filter(public_id=public_id).first()
    if place is None:
        raise NotFound
    place.delegation = delegation
    registration = place.registration
    move_place(place, after, now=clock_now(), actor_id=actor_id)
    if registration is not None and not place.has_own_pass:
        locked = lock_registration(registration)
        if locked.state == RegistrationState.COMPLETE:
            _end(locked, RegistrationState.WITHDRAWN, actor_id)
            emit("registration.withdrawn", registration_id=locked.pk)
    return place
