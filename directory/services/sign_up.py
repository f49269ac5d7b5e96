"""A company that registers itself: its place in the directory and its first administrator, in one go."""

from dataclasses import dataclass

from django.utils.text import slugify

from accounts.models import Membership, Organisation, User
from accounts.roles import OrganisationKind, Role
from directory.errors import TaxCodeTaken, TaxCodeWrong
from directory.models import Company, Person
from directory.rules import is_tax_code, normal_tax_code
from directory.services.search_texts import keep_company_texts, keep_person_texts
from kernel.history import record
from kernel.ids import new_public_id
from kernel.text import fold
from kernel.unit_of_work import unit_of_work

COUNTRY = "VN"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCompany:
    """What somebody says of a company and of themselves; form has been checked, meaning not."""

    tax_code: str
    legal_name: str
    short_name: str
    province: str
    full_name: str
    job_title: str = ""
    phone: str = ""


@unit_of_work
def register_company(said: NewCompany, *, user: User) -> Company:
    """Organisation, company, the user as its administrator, and the person they are at fairs; listed at once.

    The user's address must have been proven before. Raises TaxCodeWrong, TaxCodeTaken.
    """
    code = normal_tax_code(said.tax_code)
    if not is_tax_code(code, country=COUNTRY):
        raise TaxCodeWrong(pointer="/tax_code")
    if Company.objects.filter(tax_code=code).exists():
        raise TaxCodeTaken  # the constraint decides when two come at once
    organisation = Organisation.objects.create(kind=OrganisationKind.COMPANY, name=said.legal_name)
    company = Company.objects.create(
        organisation=organisation,
        slug=_free_slug(said.short_name),
        tax_code=code,
        legal_name=said.legal_name,
        short_name=said.short_name,
        province=said.province,
        country=COUNTRY,
        email=user.email,
        phone=said.phone,
    )
    Membership.objects.create(user=user, organisation=organisation, role=Role.ADMIN)
    _complete_user(user, said)
    person_id = _person_of(user, company, said)
    keep_company_texts([company.pk])
    keep_person_texts([person_id])
    record(company, "company.registered", actor_id=user.pk, has_consented=True)
    record(organisation, "member.added", actor_id=user.pk, after=Role.ADMIN, user_id=user.pk)
    return company


def _free_slug(short_name: str) -> str:
    """Made of the name; with four characters of chance behind it when another firm has it."""
    wish = slugify(fold(short_name))[:110] or "firm"
    return f"{wish}-{new_public_id()[:4]}" if Company.objects.filter(slug=wish).exists() else wish


def _complete_user(user: User, said: NewCompany) -> None:
    """What the user has said before stays."""
    user.full_name = user.full_name or said.full_name
    user.phone = user.phone or said.phone
    user.save(update_fields=["full_name", "phone"])


def _person_of(user: User, company: Company, said: NewCompany) -> int:
    """The user's person, now of this company unless of another one before."""
    person = Person.objects.select_for_update(no_key=True, of=("self",)).filter(user=user).first()
    if person is None:
        person = Person(user=user, full_name=said.full_name, email=user.email, language=user.language)
    if person.company_id is None:
        person.company = company
        person.job_title = said.job_title or person.job_title
        person.phone = person.phone or said.phone
    person.save()
    return person.pk
