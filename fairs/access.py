"""The only way from an outside name to a fair and what hangs on it. What you may not see does not exist (404)."""

from collections.abc import Collection

from accounts.access import AnyUser, role_in
from accounts.roles import ORGANISER_ROLES, Role
from fairs.models import Booth, BoothStatus, Exhibitor, Fair, FairState, Hall
from kernel.errors import Forbidden, NotFound
from kernel.lookups import Lookup

_fair_by_slug = Lookup(Fair, "slug", join="organisation")
_hall_by_id = Lookup(Hall, "public_id")

MANAGERS = frozenset({Role.OWNER, Role.MANAGER})
SELLERS = frozenset({Role.OWNER, Role.MANAGER, Role.SALES})
DOOR_STAFF = frozenset({Role.OWNER, Role.MANAGER, Role.DOOR})


def fair_for(user: AnyUser, slug: str) -> Fair:
    """A fair as the public sees it; a draft exists only for its organiser. Raises NotFound."""
    fair = _fair_by_slug.get(slug)
    if fair is None:
        raise NotFound
    return check_visible(user, fair)


def check_visible(user: AnyUser, fair: Fair) -> Fair:
    """The same fair, as `fair_for` would give it. Raises NotFound."""
    if fair.state == FairState.DRAFT and role_in(user, fair.organisation_id) is None:
        raise NotFound
    return fair


def fair_to_run(user: AnyUser, slug: str, roles: Collection[Role] = ORGANISER_ROLES) -> Fair:
    """A fair for its organiser's desks: NotFound for anybody outside, Forbidden for a colleague without the role."""
    fair = fair_for(user, slug)
    check_runs(role_in(user, fair.organisation_id), roles)
    return fair


def check_runs(role: Role | None, roles: Collection[Role] = ORGANISER_ROLES) -> None:
    """The same law for whoever knows the role already. Raises NotFound, Forbidden."""
    if role is None:
        raise NotFound
    if role not in roles:
        raise Forbidden


def is_organiser(user: AnyUser, fair: Fair, roles: Collection[Role] = ORGANISER_ROLES) -> bool:
    return role_in(user, fair.organisation_id) in roles


def hall_of(fair: Fair, public_id: str) -> Hall:
    hall = _hall_by_id.get(public_id)
    if hall is None or hall.fair_id != fair.pk:
        raise NotFound
    return hall


def booth_for(user: AnyUser, public_id: str) -> Booth:
    """A booth by its id alone. Of a draft fair, or itself draft or withdrawn, it exists only for the organiser."""
    booth = Booth.objects.select_related("fair", "hall", "pavilion").filter(public_id=public_id).first()
    if booth is None:
        raise NotFound
    hidden = booth.fair.state == FairState.DRAFT or booth.status in {BoothStatus.DRAFT, BoothStatus.WITHDRAWN}
    if hidden and not is_organiser(user, booth.fair):
        raise NotFound
    return booth


def booth_at(user: AnyUser, fair: Fair, code: str) -> Booth:
    """A booth by its address on the plan (`B12`), under the same law. Raises NotFound."""
    booth = Booth.objects.select_related("fair", "hall", "pavilion").filter(fair=fair, code=code).first()
    if booth is None or (booth.status in {BoothStatus.DRAFT, BoothStatus.WITHDRAWN} and not is_organiser(user, fair)):
        raise NotFound
    return booth


def exhibitor_for(user: AnyUser, public_id: str) -> Exhibitor:
    """An exhibitor by its id alone; of a draft fair only for the organiser."""
    exhibitor = Exhibitor.objects.select_related("company", "fair", "host").filter(public_id=public_id).first()
    if exhibitor is None:
        raise NotFound
    if exhibitor.fair.state == FairState.DRAFT and not is_organiser(user, exhibitor.fair):
        raise NotFound
    return exhibitor
