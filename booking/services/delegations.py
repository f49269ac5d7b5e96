"""Delegations are asked for, opened, changed and closed; their keys are given out anew. Who is on one: `delegation_people`."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from booking.errors.delegations import PlacesInUse
from booking.errors.registrations import ConsentMissing, RegistrationClosed
from booking.locks.delegations import lock_delegation
from booking.models import Delegation, Registration
from booking.services.badges import end_of
from booking.services.registrations import Visitor, _complete, _days_of, _new_person
from booking.states import DELEGATION_MOVES, DelegationState, PlaceState
from directory.models import Company
from fairs.models import Fair, FairState
from kernel.clock import now as clock_now
from kernel.history import record
from kernel.outbox import emit
from kernel.states import check_move
from kernel.unit_of_work import unit_of_work

GROUP_SOURCE = "delegation"
LINK_AGAIN_SECONDS = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked of who brings people. `days` empty means every day, `join_until` None the end of the fair."""

    name: str
    contact_name: str
    contact_email: str
    places: int
    contact_phone: str = ""
    company_name: str = ""
    language: str = "vi"
    days: Sequence[dt.date] = field(default_factory=tuple)
    join_until: dt.datetime | None = None
    has_consented: bool


@unit_of_work
def ask_for_delegation(fair: Fair, wanted: Wanted) -> Delegation:
    """By anybody: the organiser is told and answers. Refuses ConsentMissing, RegistrationClosed, NotADayOfTheFair."""
    delegation = _new(fair, wanted, DelegationState.ASKED, None)
    emit("delegation.asked", delegation_id=delegation.pk)
    return delegation


@unit_of_work
def open_delegation(
    fair: Fair, wanted: Wanted, *, has_group_badge: bool = False, host: Company | None = None, actor_id: int | None
) -> Delegation:
    """By the organiser, or by an exhibitor for its own guests: the contact gets the link and the key.

    With a group badge whoever has no badge of his own is counted at the gate with that one. Refuses as `ask_for_delegation`.
    """
    delegation = _new(fair, wanted, DelegationState.OPEN, host)
    if has_group_badge:
        _give_group_badge(delegation, actor_id)
    record(delegation, "opened", actor_id=actor_id)
    _tell_contact(delegation)
    return delegation


@unit_of_work
def accept_delegation(delegation: Delegation, *, has_group_badge: bool = False, actor_id: int | None) -> Delegation:
    """The organiser's yes to what was asked for. Refuses IllegalMove."""
    locked = lock_delegation(delegation.pk)
    _move(locked, DelegationState.OPEN, actor_id)
    if has_group_badge and locked.group_id is None:
        _give_group_badge(locked, actor_id)
    _tell_contact(locked)
    return locked


@unit_of_work
def decline_delegation(delegation: Delegation, *, actor_id: int | None) -> Delegation:
    """The organiser's no; the contact is told. Refuses IllegalMove."""
    locked = lock_delegation(delegation.pk)
    _move(locked, DelegationState.DECLINED, actor_id)
    emit("delegation.declined", delegation_id=locked.pk)
    return locked


@unit_of_work
def close_delegation(delegation: Delegation, *, actor_id: int | None) -> Delegation:
    """Nobody can be added any more; who is confirmed stays so. Refuses IllegalMove."""
    locked = lock_delegation(delegation.pk)
    _move(locked, DelegationState.CLOSED, actor_id)
    return locked


@unit_of_work
def reopen_delegation(delegation: Delegation, *, actor_id: int | None) -> Delegation:
    """A closed one takes people again. Refuses IllegalMove."""
    locked = lock_delegation(delegation.pk)
    _move(locked, DelegationState.OPEN, actor_id)
    return locked


@unit_of_work
def change_delegation(
    delegation: Delegation, *, actor_id: int | None, places: int | None = None, join_until: dt.datetime | None = None
) -> Delegation:
    """More or fewer places, another last moment to join. Refuses PlacesInUse."""
    locked = lock_delegation(delegation.pk)
    if places is not None and places < locked.places_taken:
        raise PlacesInUse(taken=locked.places_taken, pointer="/places")
    if places is not None:
        locked.places = places
        Registration.objects.filter(pk=locked.group_id or 0).update(head_count=places)
    if join_until is not None:
        locked.join_until = join_until
    locked.save(update_fields=["places", "join_until"])
    record(locked, "changed", actor_id=actor_id, places=locked.places, join_until=locked.join_until.isoformat())
    return locked


@unit_of_work
def renew_link(delegation: Delegation, *, actor_id: int | None) -> Delegation:
    """A new QR for the people: the old one opens nothing from now on."""
    locked = lock_delegation(delegation.pk)
    locked.link_number += 1
    locked.save(update_fields=["link_number"])
    record(locked, "link_renewed", actor_id=actor_id, number=locked.link_number)
    return locked


@unit_of_work
def renew_desk_key(delegation: Delegation, *, actor_id: int | None) -> Delegation:
    """A new key for the contact, mailed: the old one opens nothing from now on."""
    locked = lock_delegation(delegation.pk)
    locked.desk_number += 1
    locked.save(update_fields=["desk_number"])
    record(locked, "key_renewed", actor_id=actor_id, number=locked.desk_number)
    _tell_contact(locked)
    return locked


@unit_of_work
def send_link_again(fair: Fair, email: str) -> None:
    """The contact of that address gets the keys of his open delegations, at most once in ten minutes. Nothing is told."""
    window = int(clock_now().timestamp()) // LINK_AGAIN_SECONDS
    states = [DelegationState.OPEN, DelegationState.CLOSED]
    for found in Delegation.objects.filter(fair=fair, contact_email__iexact=email.strip(), state__in=states):
        emit("delegation.link_wanted", delegation_id=found.pk, window=window)


def _new(fair: Fair, wanted: Wanted, state: DelegationState, host: Company | None) -> Delegation:
    if not wanted.has_consented:
        raise ConsentMissing(pointer="/consent")
    if fair.state not in {FairState.OPEN, FairState.RUNNING}:
        raise RegistrationClosed
    return Delegation.objects.create(
        fair=fair,
        host=host,
        state=state,
        name=wanted.name,
        company_name=wanted.company_name,
        contact_name=wanted.contact_name,
        contact_email=wanted.contact_email.strip(),
        contact_phone=wanted.contact_phone,
        language=wanted.language,
        days=_days_of(fair, wanted.days),
        places=wanted.places,
        join_until=wanted.join_until or end_of(fair),
        consented_at=clock_now(),
    )


def _give_group_badge(delegation: Delegation, actor_id: int | None) -> None:
    """One badge for whoever is on no list; those confirmed so far are not counted with it."""
    contact = Visitor(
        full_name=delegation.name,
        email=delegation.contact_email,
        phone=delegation.contact_phone,
        company_name=delegation.company_name,
        language=delegation.language,
    )
    delegation.group = Registration.objects.create(
        fair=delegation.fair,
        person=_new_person(contact, None),
        head_count=delegation.places,
        named_count=delegation.people.filter(state=PlaceState.CONFIRMED).count(),
        days=delegation.days,
        source=GROUP_SOURCE,
        consented_at=delegation.consented_at,
    )
    _complete(delegation.group, actor_id)
    delegation.save(update_fields=["group"])


def _tell_contact(delegation: Delegation) -> None:
    emit("delegation.opened", delegation_id=delegation.pk, desk_number=delegation.desk_number)


def _move(delegation: Delegation, after: DelegationState, actor_id: int | None) -> None:
    before = delegation.state
    check_move(DELEGATION_MOVES, before, after)
    delegation.state = after
    delegation.save(update_fields=["state"])
    record(delegation, "moved", actor_id=actor_id, before=before, after=after)
