"""Which organisations a user belongs to, and as what. Every `access.py` above asks here."""

from collections.abc import Collection

from django.contrib.auth.models import AnonymousUser

from accounts.models import ApiToken, Membership, Organisation, User
from accounts.roles import COMPANY_ROLES, ORGANISER_ROLES, Role
from kernel.errors import Forbidden, NotFound
from kernel.statements import rows

AnyUser = User | AnonymousUser
_ROLE = "SELECT role FROM accounts_membership WHERE user_id = %s AND organisation_id = %s"


def role_in(user: AnyUser, organisation_id: int) -> Role | None:
    """The user's role there, or None; one query."""
    if not user.is_authenticated:
        return None
    return next((Role(role) for (role,) in rows(_ROLE, [user.pk, organisation_id])), None)


def has_role(user: AnyUser, organisation_id: int, roles: Collection[Role]) -> bool:
    return role_in(user, organisation_id) in roles


def organiser_organisations(user: AnyUser) -> list[Organisation]:
    return _organisations(user, ORGANISER_ROLES)


def company_organisations(user: AnyUser) -> list[Organisation]:
    return _organisations(user, COMPANY_ROLES)


def members_of(organisation: Organisation) -> list[Membership]:
    """With their users; administrators first, then by name; one query."""
    members = Membership.objects.filter(organisation=organisation).select_related("user")
    return sorted(members, key=lambda one: (one.role != Role.ADMIN, str(one.user).casefold(), one.pk))


def member_to_change(user: AnyUser, organisation: Organisation, public_id: str) -> Membership:
    """A colleague by the user's id. Raises NotFound for outsiders and strangers, Forbidden for who is no administrator."""
    role = role_in(user, organisation.pk)
    found = Membership.objects.filter(organisation=organisation, user__public_id=public_id)
    member = found.select_related("user", "organisation").first()
    if role not in COMPANY_ROLES or member is None:
        raise NotFound
    if role != Role.ADMIN:
        raise Forbidden
    return member


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
