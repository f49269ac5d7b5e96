"""Names inside a body: an id that does not exist for the caller is a refused field (422), not a missing page."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef

from accounts.models import User
from booking.errors.meetings import UnknownReference
from booking.queries.participants import complete_registrations, participating_companies, people_to_meet
from directory.access import companies_of, visible_companies
from directory.models import Company, Need, Person
from directory.queries.needs import visible_needs
from fairs.models import Fair, MeetingSlot, MeetingTable


def company_named(user: User, public_id: str, *, pointer: str = "/to_company") -> Company:
    company = visible_companies(user).filter(public_id=public_id).first()
    if company is None:
        raise UnknownReference(pointer=pointer)
    return company


def participant_named(fair: Fair, public_id: str, *, pointer: str) -> Company:
    """A company that takes part, listed or not: for the organiser."""
    company = participating_companies(fair).filter(public_id=public_id).first()
    if company is None:
        raise UnknownReference(pointer=pointer)
    return company


def colleague_named(user: User, fair: Fair, public_id: str, *, pointer: str = "/person") -> Person:
    """A registered person of one of the user's companies."""
    person = Person.objects.filter(
        Exists(complete_registrations(fair).filter(person=OuterRef("pk"))),
        company__in=companies_of(user),
        public_id=public_id,
    ).first()
    if person is None:
        raise UnknownReference(pointer=pointer)
    return person


def person_named(fair: Fair, company: Company, public_id: str | None) -> Person | None:
    """A registered person of that company."""
    if public_id is None:
        return None
    person = people_to_meet(fair, company).filter(public_id=public_id).first()
    if person is None:
        raise UnknownReference(pointer="/to_person")
    return person


def need_named(user: User, company: Company, public_id: str | None) -> Need | None:
    """A need of the other company whose details the user may see, or one of the user's own."""
    if public_id is None:
        return None
    companies = companies_of(user)
    need = visible_needs(companies).filter(public_id=public_id).first()
    if need is None or need.company_id not in {company.pk, *(own.pk for own in companies)}:
        raise UnknownReference(pointer="/need")
    return need


def slots_named(fair: Fair, public_ids: Sequence[str], *, pointer: str = "/slots") -> list[MeetingSlot]:
    """In the order of time, each once; the refusal lists every unknown id."""
    slots = list(MeetingSlot.objects.filter(fair=fair, public_id__in=public_ids).order_by("index"))
    unknown = sorted(set(public_ids) - {slot.public_id for slot in slots})
    if unknown:
        raise UnknownReference(pointer=pointer, unknown=unknown)
    return slots


def slot_named(fair: Fair, public_id: str | None) -> MeetingSlot | None:
    return slots_named(fair, [public_id], pointer="/slot")[0] if public_id is not None else None


def table_named(fair: Fair, public_id: str | None) -> MeetingTable | None:
    return table_required(fair, public_id) if public_id is not None else None


def table_required(fair: Fair, public_id: str) -> MeetingTable:
    table = MeetingTable.objects.filter(fair=fair, public_id=public_id).first()
    if table is None:
        raise UnknownReference(pointer="/table")
    return table
