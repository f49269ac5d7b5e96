"""Who is written to: a person, or the people of a company; each address once, each in his own language."""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import User
from booking.queries.participants import people_to_meet
from directory.models import Company, Person
from fairs.models import Fair


@dataclass(frozen=True, slots=True)
class Recipient:
    name: str
    email: str
    language: str


def members_of(company: Company, *, first: User | None = None) -> list[Recipient]:
    """The users who act for the company, `first` before the others; its own address when there are none."""
    users = User.objects.filter(memberships__organisation_id=company.organisation_id, is_active=True).order_by("pk")
    found = [Recipient(user.full_name, user.email, user.language) for user in [*filter(None, [first]), *users]]
    return _each_once(found or [_company(company)])


def side_of(fair: Fair, company: Company, person: Person | None) -> list[Recipient]:
    """One side of a wish: the person it names, else the company's registered people, else its users."""
    if person is not None and person.email:
        return [of_person(person)]
    people = [of_person(found) for found in people_to_meet(fair, company) if found.email]
    return _each_once(people) or members_of(company)


def of_person(person: Person) -> Recipient:
    return Recipient(person.full_name, person.email, person.language)


def _company(company: Company) -> Recipient:
    return Recipient(company.short_name, company.email, "vi" if company.country == "VN" else "en")


def _each_once(found: Iterable[Recipient]) -> list[Recipient]:
    return list({recipient.email.lower(): recipient for recipient in reversed([*found]) if recipient.email}.values())[
        ::-1
    ]
