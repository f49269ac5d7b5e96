"""People register, withdraw, correct their data; the organiser decides. A complete registration always has one live badge."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import connection, transaction

from accounts.models import User
from booking.errors.registrations import (
    AlreadyRegistered,
    ConsentMissing,
    NotADayOfTheFair,
    NotRegistered,
    RegistrationClosed,
)
from booking.locks.delegations import lock_delegation_of
from booking.locks.meetings import lock_people
from booking.models import Badge, ExhibitorPass, Registration, RegistrationRole, StockBadge, WorkshopSeat
from booking.services._delegation_places import leave_place
from booking.services._places import claim_place, give_up_place, write_place
from booking.services.badges import _end_badges, _issue_badge, lock_registration
from booking.services.invitations import use_invitation
from booking.services.leaving import end_meetings_of
from booking.services.seats import _give_up_seats
from booking.states import REGISTRATION_MOVES, BadgeState, PassKind, PlaceState, RegistrationState
from directory.access import person_of
from directory.models import Person
from directory.services.search_texts import person_text
from fairs.models import Fair, FairDay, FairState
from kernel.clock import database_now
from kernel.clock import now as clock_now
from kernel.due import schedule, unschedule
from kernel.history import record
from kernel.outbox import emit
from kernel.states import check_move
from kernel.unit_of_work import unit_of_work

SEND_AGAIN_SECONDS = 600
REMIND_BEFORE = dt.timedelta(days=1)
_LIVE = ("pending", "complete", "rejected")


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """What the form says. `days` empty means every day; `has_consented` is the purpose named beside the box."""

    full_name: str
    email: str
    other_name: str = ""
    phone: str = ""
    company_name: str = ""
    job_title: str = ""
    language: str = "vi"
    days: Sequence[dt.date] = field(default_factory=tuple)
    interests: Sequence[str] = field(default_factory=tuple)
    has_consented: bool = False
    share_contact: bool = False
    source: str = ""
    invitation: str = ""  # a code as it was typed; one that no longer counts credits nobody and stops nothing
    inviter_told: bool = False


def register_visitor(
    fair: Fair,
    visitor: Visitor,
    *,
    role: RegistrationRole = RegistrationRole.VISITOR,
    user: User | None = None,
    actor_id: int | None = None,
) -> Registration:
    """A complete registration with its badge; the pass is mailed.

    `user` is the one who registers himself: the registration is then his person's. The same address (or user) a second
    time: AlreadyRegistered, the first one stays as it is and its pass is mailed again to its own address, at most once
    in ten minutes. Refuses RegistrationClosed, NotADayOfTheFair, ConsentMissing.
    """
    try:
        return _register(fair, visitor, role=role, user=user, actor_id=actor_id)
    except AlreadyRegistered:
        _send_pass_again(fair, visitor.email, user)
        raise


def send_pass_again(fair: Fair, email: str) -> None:
    """To somebody who lost it: mailed to the address it belongs to, at most once in ten minutes. Nothing is told."""
    _send_pass_again(fair, email, None)


@unit_of_work
def _register(
    fair: Fair, visitor: Visitor, *, role: RegistrationRole, user: User | None, actor_id: int | None
) -> Registration:
    if not visitor.has_consented:
        raise ConsentMissing(pointer="/consent")
    if fair.state not in {FairState.OPEN, FairState.RUNNING}:
        raise RegistrationClosed
    days = _days_of(fair, visitor.days)
    _one_at_a_time(fair, visitor.email)
    if _live_registration(fair, visitor.email, user) is not None:
        raise AlreadyRegistered
    person = person_of(user) if user else None
    registration = Registration.objects.create(
        fair=fair,
        person=person or _new_person(visitor, user),
        company=person.company if person else None,
        role=role,
        days=[] if role == RegistrationRole.CREW else days,  # it works on other days than the fair's
        interests=list(visitor.interests),
        source=visitor.source,
        consented_at=clock_now(),
        share_contact=visitor.share_contact,
        invitation=use_invitation(fair, visitor.invitation),
        inviter_told=visitor.inviter_told,
    )
    _complete(registration, actor_id)
    return registration


@unit_of_work
def complete_registration(registration: Registration, *, actor_id: int | None) -> Registration:
    """Pending, rejected or withdrawn becomes complete, with a badge of its own. Refuses IllegalMove, AlreadyRegistered.

    One of an exhibitor's passes takes a place again: PlacesTaken where there is none.
    """
    own = ExhibitorPass.objects.select_related("exhibitor").filter(registration=registration).first()
    claimed = claim_place(own.exhibitor, PassKind(own.kind)) if own and own.released_at else None
    locked = lock_registration(registration)
    if own and claimed:
        exhibitor, place, places = claimed
        write_place(exhibitor, locked, PassKind(own.kind), place, places)
    _complete(locked, actor_id)
    return locked


@unit_of_work
def reject_registration(registration: Registration, *, actor_id: int | None) -> Registration:
    """The organiser's no: the badge is revoked, seats are given back, nothing is mailed."""
    lock_delegation_of(registration.pk)
    locked = lock_registration(registration)
    _end(locked, RegistrationState.REJECTED, actor_id)
    leave_place(locked, PlaceState.REMOVED, now=clock_now(), actor_id=actor_id)
    return locked


@unit_of_work
def withdraw_registration(registration: Registration, *, actor_id: int | None) -> Registration:
    """The person's own no: the badge is revoked, seats are given back, a short mail confirms it. Refuses IllegalMove."""
    lock_delegation_of(registration.pk)
    locked = lock_registration(registration)
    _end(locked, RegistrationState.WITHDRAWN, actor_id)
    leave_place(locked, PlaceState.WITHDRAWN, now=clock_now(), actor_id=actor_id)
    emit("registration.withdrawn", registration_id=locked.pk)
    return locked


@unit_of_work
def correct_registration(
    registration: Registration,
    *,
    actor_id: int | None,
    days: Sequence[dt.date] | None = None,
    interests: Sequence[str] | None = None,
    share_contact: bool | None = None,
    inviter_told: bool | None = None,
    job_title: str | None = None,
    company_name: str | None = None,
    phone: str | None = None,
    other_name: str | None = None,
) -> Registration:
    """Change what is given, leave the rest. Refuses NotADayOfTheFair; NotRegistered for somebody who was erased."""
    locked = lock_registration(registration)
    if locked.state == RegistrationState.ERASED:
        raise NotRegistered
    if days is not None:
        locked.days = _days_of(locked.fair, days)
    if interests is not None:
        locked.interests = list(interests)
    if share_contact is not None:
        locked.share_contact = share_contact
    if inviter_told is not None:
        locked.inviter_told = inviter_told
    locked.save(update_fields=["days", "interests", "share_contact", "inviter_told"])
    if locked.state == RegistrationState.COMPLETE:
        _start_reminder(locked)
    of_person = {"job_title": job_title, "company_name": company_name, "phone": phone, "other_name": other_name}
    changed = {name: value for name, value in of_person.items() if value is not None}
    if changed:
        for name, value in changed.items():
            setattr(locked.person, name, value)
        locked.person.search_text = person_text(locked.person)
        locked.person.save(update_fields=[*changed, "search_text"])
    record(locked, "corrected", actor_id=actor_id)
    return locked


def _complete(registration: Registration, actor_id: int | None, stock: StockBadge | None = None) -> Badge:
    _move(registration, RegistrationState.COMPLETE, actor_id)
    registration.completed_at = database_now()
    registration.save(update_fields=["completed_at"])
    badge = _issue_badge(registration, stock)
    _start_reminder(registration)
    emit("registration.completed", registration_id=registration.pk, badge_version=badge.version)
    return badge


def _start_reminder(registration: Registration) -> None:
    """Due a day before the door opens on the person's first day; a registration later than that needs none."""
    first = FairDay.objects.filter(fair_id=registration.fair_id, date__in=registration.days).order_by("date").first()
    at = first.opens_at - REMIND_BEFORE if first else None
    if at is not None and at > clock_now():
        schedule(_reminder_key(registration), "fair.reminder", at=at, registration_id=registration.pk)
    else:
        unschedule(_reminder_key(registration))


def _reminder_key(registration: Registration) -> str:
    return f"registration:{registration.pk}:reminder"


def _end(registration: Registration, state: RegistrationState, actor_id: int | None) -> None:
    lock_people([registration.person_id])
    _move(registration, state, actor_id)
    _end_badges(registration, BadgeState.REVOKED, database_now())
    give_up_place(registration)
    unschedule(_reminder_key(registration))
    _give_up_seats(WorkshopSeat.objects.filter(registration=registration, released_at__isnull=True))
    end_meetings_of(registration, actor_id=actor_id, now=clock_now())


def _move(registration: Registration, after: RegistrationState, actor_id: int | None) -> None:
    before = registration.state
    check_move(REGISTRATION_MOVES, before, after)
    registration.state = after
    registration.save(update_fields=["state"])
    record(registration, "moved", actor_id=actor_id, before=before, after=after)


def _days_of(fair: Fair, wanted: Sequence[dt.date]) -> list[dt.date]:
    days = list(FairDay.objects.filter(fair=fair).order_by("date").values_list("date", flat=True))
    if not set(wanted) <= set(days):
        raise NotADayOfTheFair(pointer="/days", days=[day.isoformat() for day in days])
    return sorted(set(wanted)) or days


def _one_at_a_time(fair: Fair, address: str) -> None:
    """Two registrations of one address or phone at one fair wait for each other; the lock ends with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [fair.pk, address.strip().lower()])


def _live_registration(fair: Fair, email: str, user: User | None) -> Registration | None:
    live = Registration.objects.filter(fair=fair, state__in=_LIVE, head_count=1).select_related("person")
    if user is not None and (found := live.filter(person__user=user).first()):
        return found
    return live.filter(person__email__iexact=email.strip()).order_by("pk").first()


def _new_person(visitor: Visitor, user: User | None) -> Person:
    person = Person(
        user=user,
        full_name=visitor.full_name,
        other_name=visitor.other_name,
        email=visitor.email.strip(),
        phone=visitor.phone,
        company_name=visitor.company_name,
        job_title=visitor.job_title,
        language=visitor.language,
    )
    person.search_text = person_text(person)
    person.save()
    return person


def _send_pass_again(fair: Fair, email: str, user: User | None) -> None:
    """A transaction of its own, after the refused one: it must not carry that one's idempotent answer."""
    with transaction.atomic(durable=True):
        found = _live_registration(fair, email, user)
        if found is not None and found.state == RegistrationState.COMPLETE:
            window = int(clock_now().timestamp()) // SEND_AGAIN_SECONDS
            emit("registration.pass_wanted", registration_id=found.pk, window=window)
