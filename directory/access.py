"""The only way from an outside id to a company, a person or a need."""

from django.db.models import Q, QuerySet

from accounts.access import AnyUser, role_in
from accounts.models import Membership
from accounts.roles import COMPANY_ROLES, Role
from directory.models import Company, Need, Person
from directory.queries.needs import listed_needs, with_need_parts
from kernel.errors import Forbidden, NotFound
from kernel.lookups import Instances
from kernel.statements import rows

_COMPANY = Instances(c=Company)
_PERSON = Instances(p=Person, c=Company)
_WORKS_FOR = sorted(role.value for role in COMPANY_ROLES)


def companies_of(user: AnyUser) -> list[Company]:
    """The companies the user works for, oldest first; one query."""
    if not user.is_authenticated:
        return []
    found = rows(
        f"{_COMPANY.select} JOIN accounts_membership m ON m.organisation_id = c.organisation_id"
        " WHERE m.user_id = %s AND m.role = ANY(%s) ORDER BY c.id",
        [user.pk, _WORKS_FOR],
    )
    return [company for row in found for company in _COMPANY.of(row)]


def company_to_act_for(user: AnyUser, public_id: str | None = None) -> Company:
    """The user's company (the named one, or the first). Raises NotFound when there is none or it is another's."""
    for company in companies_of(user):
        if public_id is None or company.public_id == public_id:
            return company
    raise NotFound


def person_of(user: AnyUser) -> Person | None:
    """The person a user is at fairs; one query."""
    if not user.is_authenticated:
        return None
    found = rows(
        f"SELECT {_PERSON.columns} FROM directory_person p LEFT JOIN directory_company c ON c.id = p.company_id"  # noqa: S608 -- names of our models
        " WHERE p.user_id = %s",
        [user.pk],
    )
    if not found:
        return None
    person: Person
    person, person.company = _PERSON.of(found[0])
    return person


def visible_companies(user: AnyUser) -> QuerySet[Company]:
    """Listed firms, and one's own."""
    if not user.is_authenticated:
        return Company.objects.filter(is_listed=True)
    own = Membership.objects.filter(user_id=user.pk, role__in=list(COMPANY_ROLES)).values("organisation_id")
    return Company.objects.filter(Q(is_listed=True) | Q(organisation__in=own))


def company_for(user: AnyUser, public_id: str) -> Company:
    company = visible_companies(user).filter(public_id=public_id).first()
    if company is None:
        raise NotFound
    return company


def company_to_change(user: AnyUser, public_id: str) -> Company:
    """Raises NotFound for outsiders, Forbidden for colleagues who are not the company's administrator."""
    company = company_for(user, public_id)
    role = role_in(user, company.organisation_id)
    if role not in COMPANY_ROLES:
        raise NotFound
    if role != Role.ADMIN:
        raise Forbidden
    return company


def need_for(user: AnyUser, public_id: str) -> Need:
    """A listed need; `details_shown` on it says whether the user may read its details. Raises NotFound."""
    companies = companies_of(user)
    need = with_need_parts(listed_needs(companies), companies).filter(public_id=public_id).first()
    if need is None:
        raise NotFound
    return need


def own_need(user: AnyUser, public_id: str) -> Need:
    """A need of one of the user's companies. Raises NotFound for everybody else's."""
    companies = companies_of(user)
    need = with_need_parts(Need.objects.filter(company__in=companies), companies).filter(public_id=public_id).first()
    if need is None:
        raise NotFound
    return need
