"""The only way from an outside id to an exhibitor, and to the passes it gave out."""

from accounts.access import AnyUser
from booking.errors.passes import NotExhibiting
from booking.models import InvitationCode, Registration
from booking.queries.exhibitors import is_shown
from booking.queries.passes import holding
from booking.states import PassKind
from directory.access import companies_of
from fairs.access import MANAGERS, exhibitor_for, fair_for, is_organiser
from fairs.models import Exhibitor, Fair
from kernel.errors import Forbidden, NotFound


def shown_exhibitor(user: AnyUser, public_id: str) -> Exhibitor:
    """An exhibitor the public may know of; its own people and the organiser see it before. Raises NotFound."""
    exhibitor = exhibitor_for(user, public_id)
    if is_shown(exhibitor) or is_organiser(user, exhibitor.fair) or exhibitor.company in companies_of(user):
        return exhibitor
    raise NotFound


def own_exhibitors(user: AnyUser, fair: Fair) -> list[Exhibitor]:
    """All the user works for at a fair, the first one first."""
    rows = Exhibitor.objects.select_related("company", "fair").filter(fair=fair, company__in=companies_of(user))
    return list(rows.order_by("pk"))


def own_exhibitor(user: AnyUser, fair_slug: str, public_id: str = "") -> Exhibitor:
    """The one the user works for: the named one, or the first. Raises NotFound for another firm's, NotExhibiting without any."""
    own = own_exhibitors(user, fair_for(user, fair_slug))
    exhibitor = next((one for one in own if public_id in {"", one.public_id}), None)
    if exhibitor is None:
        raise NotFound if public_id else NotExhibiting
    return exhibitor


def own_pass(user: AnyUser, fair_slug: str, public_id: str, kind: PassKind) -> Registration:
    """Somebody who holds a pass of one of the user's firms. Raises NotFound for everybody else."""
    for exhibitor in own_exhibitors(user, fair_for(user, fair_slug)):
        rows = holding(exhibitor, kind).select_related("person__company", "fair__organisation", "company")
        if found := rows.filter(public_id=public_id).first():
            return found
    raise NotFound


def own_invitation(user: AnyUser, fair_slug: str, public_id: str) -> InvitationCode:
    """A code of one of the user's own firms. Raises NotFound for everybody else, the organiser too."""
    own = own_exhibitors(user, fair_for(user, fair_slug))
    rows = InvitationCode.objects.select_related("exhibitor__company", "exhibitor__fair")
    found = rows.filter(exhibitor__in=own, public_id=public_id).first()
    if found is None:
        raise NotFound
    return found


def exhibitor_to_run(user: AnyUser, public_id: str) -> Exhibitor:
    """For the organiser's owners and managers: NotFound outside, Forbidden for the other desks."""
    exhibitor = exhibitor_for(user, public_id)
    if not is_organiser(user, exhibitor.fair):
        raise NotFound
    if not is_organiser(user, exhibitor.fair, MANAGERS):
        raise Forbidden
    return exhibitor
