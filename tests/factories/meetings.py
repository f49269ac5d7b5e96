"""People who can meet: a user, a person and a registration of a company that takes part."""

from dataclasses import dataclass
from itertools import count

from accounts.models import User
from accounts.roles import Role
from booking.models import Registration
from directory.models import Company, Need, Person, Term, TermKind
from fairs.models import Fair
from tests.factories.fair import make_buyer, make_exhibitor
from tests.factories.people import make_company, make_member, make_person
from tests.factories.visits import make_registration

_number = count(1)


@dataclass(frozen=True)
class Participant:
    user: User
    person: Person
    company: Company
    registration: Registration


def make_colleague(fair: Fair, company: Company, *, role: str = "exhibitor", days=(), **fields) -> Participant:
    """Another registered person of a company that already takes part."""
    user = make_member(company.organisation, Role.STAFF)
    person = make_person(user, company, **fields)
    return Participant(user, person, company, make_registration(fair, person, role=role, days=list(days)))


def make_maker(fair: Fair, name: str | None = None, **fields) -> Participant:
    """The first person of a new exhibitor."""
    company = make_company(name)
    make_exhibitor(fair, company)
    return make_colleague(fair, company, **fields)


def make_sourcer(fair: Fair, name: str | None = None, **fields) -> Participant:
    """The first person of a new hosted buyer."""
    company = make_company(name)
    make_buyer(fair, company)
    return make_colleague(fair, company, role="buyer", **fields)


def make_term(kind: str = TermKind.PROCESS, code: str | None = None, **fields) -> Term:
    code = code or f"term-{next(_number)}"
    return Term.objects.get_or_create(
        kind=kind, code=code, defaults={"name_vi": fields.pop("name_vi", code), "name_en": code} | fields
    )[0]


def make_need(company: Company, *, process: Term | None = None, **fields) -> Need:
    n = next(_number)
    fields.setdefault("code", f"N{n:04}")
    fields.setdefault("title_vi", f"Chi tiết {n}")
    return Need.objects.create(company=company, process=process or make_term(code="cnc-milling"), **fields)
