"""The only way from an outside id to a company, a person or a need."""

from accounts.access import AnyUser
from accounts.roles import COMPANY_ROLES
from directory.models import Company, Person
from kernel.errors import NotFound


def companies_of(user: AnyUser) -> list[Company]:
    """The companies the user works for, oldest first; one query."""
    if not user.is_authenticated:
        return []
    return list(
        Company.objects.filter(
            organisation__memberships__user_id=user.pk, organisation__memberships__role__in=list(COMPANY_ROLES)
        ).order_by("pk")
    )


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
    return Person.objects.select_related("company").filter(user_id=user.pk).first()
