"""Exhibitors give passes to their people, within the places that go with the booth; the organiser adds places."""

from dataclasses import dataclass
from typing import Any

from booking.errors.passes import AlreadyComing, BadgePrinted
from booking.errors.registrations import ConsentMissing, NotRegistered, RegistrationClosed
from booking.locks.exhibitors import lock_exhibitor
from booking.models import BadgePrint, PassExtra, PassRules, Registration, RegistrationRole
from booking.queries.passes import ROLE_OF, rules_of
from booking.services._places import claim_place, write_place
from booking.services.badges import _call_person, lock_registration
from booking.services.registrations import Visitor, _complete, _live_registration, _new_person, _one_at_a_time
from booking.states import BadgeState, PassKind, RegistrationState
from directory.models import Person
from directory.services.search_texts import person_text
from fairs.models import Exhibitor, Fair, FairState
from kernel.clock import now as clock_now
from kernel.history import history_of, record
from kernel.outbox import emit
from kernel.unit_of_work import unit_of_work

SOURCE, SOURCE_ORGANISER = "exhibitor", "organiser"


@dataclass(frozen=True, slots=True, kw_only=True)
class PassGiven:
    """Whom the firm sends. Without an address nothing is mailed: the badge waits at the desk."""

    full_name: str
    other_name: str = ""
    job_title: str = ""
    email: str = ""
    phone: str = ""
    language: str = "vi"
    vehicle_plate: str = ""
    company_name: str = ""  # a contractor's own; else the firm's
    has_consented: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesGiven:
    unit_m2: int
    staff_per_unit: int
    staff_least: int
    crew_per_unit: int
    crew_least: int
    invitations: int


@unit_of_work
def give_pass(exhibitor: Exhibitor, who: PassGiven, *, kind: PassKind, actor_id: int) -> Registration:
    """A complete registration of the firm with its badge, in a place of its own; the pass is mailed.

    The pass is good on every day, and where the lists of the door let its role in. Refuses ConsentMissing,
    RegistrationClosed, PlacesTaken, AlreadyComing.
    """
    if not who.has_consented:
        raise ConsentMissing(pointer="/consent")
    if exhibitor.fair.state not in {FairState.OPEN, FairState.RUNNING}:
        raise RegistrationClosed
    firm, place, places = claim_place(exhibitor, kind)
    _check_address(firm.fair, who.email)
    registration = Registration.objects.create(
        fair=firm.fair,
        person=_person(firm, who) if kind == PassKind.STAFF else _new_person(_visitor(firm, who), None),
        company=firm.company,
        role=ROLE_OF[kind],
        vehicle_plate=who.vehicle_plate,
        source=SOURCE,
        consented_at=clock_now(),
    )
    write_place(firm, registration, kind, place, places)
    _complete(registration, actor_id)
    return registration


@unit_of_work
def give_contractor_pass(fair: Fair, who: PassGiven, *, actor_id: int) -> Registration:
    """The organiser's own contractors take nobody's place. Refuses ConsentMissing, AlreadyComing."""
    if not who.has_consented:
        raise ConsentMissing(pointer="/consent")
    _check_address(fair, who.email)
    registration = Registration.objects.create(
        fair=fair,
        person=_new_person(_visitor(None, who), None),
        role=RegistrationRole.CREW,
        vehicle_plate=who.vehicle_plate,
        source=SOURCE_ORGANISER,
        consented_at=clock_now(),
    )
    _complete(registration, actor_id)
    return registration


@unit_of_work
def rename_holder(
    registration: Registration,
    *,
    full_name: str,
    other_name: str | None = None,
    job_title: str | None = None,
    actor_id: int,
) -> Registration:
    """Before the badge is printed the firm corrects what will stand on it; a pass that was mailed is mailed anew.

    The badge stays the same one: the earlier mail opens the door as well. Refuses NotRegistered, BadgePrinted.
    """
    locked = lock_registration(registration)
    if locked.state != RegistrationState.COMPLETE:
        raise NotRegistered
    if BadgePrint.objects.filter(badge__registration=locked, badge__state=BadgeState.LIVE).exists():
        raise BadgePrinted
    stood = _on_badge(locked.person)
    if job_title is not None:
        locked.person.job_title = job_title
        locked.person.save(update_fields=["job_title"])
    _call_person(locked.person, full_name=full_name, other_name=other_name)
    record(locked, "corrected", actor_id=actor_id)
    if _on_badge(locked.person) != stood:
        number = sum(entry.action == "corrected" for entry in history_of(locked))
        emit("registration.name_corrected", registration_id=locked.pk, correction=number)
    return locked


def _on_badge(person: Person) -> tuple[str, str, str]:
    return person.full_name, person.other_name, person.job_title


@unit_of_work
def add_places(exhibitor: Exhibitor, *, kind: PassKind, extra: int, reason: str, actor_id: int) -> PassExtra:
    """So many beyond the rule, from now on; with fewer than before nobody loses a pass, but nobody new gets one."""
    locked = lock_exhibitor(exhibitor.pk)
    before = PassExtra.objects.filter(exhibitor=locked, kind=kind).values_list("extra", flat=True).first() or 0
    given, _ = PassExtra.objects.update_or_create(
        exhibitor=locked,
        kind=kind,
        defaults={"extra": extra, "reason": reason, "given_by_id": actor_id, "given_at": clock_now()},
    )
    record(locked, "places_given", actor_id=actor_id, before=str(before), after=str(extra), kind=kind.value)
    return given


@unit_of_work
def set_rules(fair: Fair, *, given: RulesGiven, actor_id: int) -> PassRules:
    """How many places go with a booth of this fair. Nobody loses a pass by it."""
    values = {name: getattr(given, name) for name in given.__dataclass_fields__}
    before = rules_of(fair)
    was = {name: getattr(before, name) for name in values}
    rules, _ = PassRules.objects.update_or_create(fair=fair, defaults=values)
    changed: dict[str, Any] = {name: [was[name], value] for name, value in values.items() if was[name] != value}
    record(fair, "pass_rules_set", actor_id=actor_id, **changed)
    return rules


def _check_address(fair: Fair, email: str) -> None:
    if email:
        _one_at_a_time(fair, email)
        if _live_registration(fair, email, None) is not None:
            raise AlreadyComing(pointer="/email")


def _person(firm: Exhibitor, who: PassGiven) -> Person:
    """A colleague the house knows by the address, else a new one. His log-in, if any, stays his."""
    known = Person.objects.filter(company=firm.company, email__iexact=who.email).first() if who.email else None
    if known is None:
        person = _new_person(_visitor(firm, who), None)
        person.company = firm.company
        person.save(update_fields=["company"])
        return person
    said = {name: getattr(who, name) for name in ("full_name", "other_name", "job_title", "phone")}
    changed = {name: value for name, value in said.items() if value}
    for name, value in changed.items():
        setattr(known, name, value)
    known.search_text = person_text(known)
    known.save(update_fields=[*changed, "search_text"])
    return known


def _visitor(firm: Exhibitor | None, who: PassGiven) -> Visitor:
    return Visitor(
        full_name=who.full_name,
        other_name=who.other_name,
        email=who.email,
        phone=who.phone,
        company_name=who.company_name or (firm.company.short_name if firm else ""),
        job_title=who.job_title,
        language=who.language,
    )
