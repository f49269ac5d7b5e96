"""Which organisations a user belongs to, and as what. Every `access.py` above asks here."""

from collections.abc import Collection

from django.contrib.auth.models import AnonymousUser

from accounts.models import ApiToken, Membership, Organisation, User
from accounts.roles import COMPANY_ROLES, ORGANISER_ROLES, Role
from kernel.errors import NotFound

AnyUser = User | AnonymousUser


def role_in(user: AnyUser, organisation_id: int) -> Role | None:
    """The user's role there, or None; one query."""
    if not user.is_authenticated:
        return None
    found = Membership.objects.filter(user_id=user.pk, organisation_id=organisation_id).values_list("role", flat=True)
    return next((Role(role) for role in found), None)


def has_role(user: AnyUser, organisation_id: int, roles: Collection[Role]) -> bool:
    return role_in(user, organisation_id) in roles


def organiser_organisations(user: AnyUser) -> list[Organisation]:
    return _organisations(user, ORGANISER_ROLES)


def company_organisations(user: AnyUser) -> list[Organisation]:
    return _organisations(user, COMPANY_ROLES)


def token_for(user: User, public_id: str) -> ApiToken:
    """The user's own token. Raises NotFound for anybody else's."""
    token = ApiToken.objects.filter(user=user, public_id=public_id).first()
    if token is None:
        raise NotFound
    return token


def _organisations(user: AnyUser, roles: Collection[Role]) -> list[Organisation]:
    if not user.is_authenticated:
        return []
    return list(
        Organisation.objects.filter(memberships__user_id=user.pk, memberships__role__in=list(roles)).order_by("pk")
    )
