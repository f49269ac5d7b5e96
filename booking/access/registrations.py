"""The only way from an outside name to a registration. Its owner, whoever holds its key, and the organiser; else 404."""

import secrets

from django.db.models import QuerySet

from accounts.access import AnyUser
from accounts.roles import ORGANISER_ROLES
from booking.models import Registration, StockBatch
from fairs.access import DOOR_STAFF, MANAGERS, fair_for, is_organiser
from fairs.models import Fair, Workshop
from kernel.errors import Forbidden, NotFound


def registration_for(user: AnyUser, public_id: str, *, key: str = "", to_change: bool = False) -> Registration:
    """Seen by its owner, the holder of its `manage_key` and every desk of the organiser; changed by the first two and by
    owners and managers of the organiser (Forbidden for the other desks). NotFound for everybody else."""
    registration = _with_all().filter(public_id=public_id).first()
    if registration is None:
        raise NotFound
    if _is_own(user, registration) or (key and secrets.compare_digest(key.encode(), registration.manage_key.encode())):
        return registration
    if not is_organiser(user, registration.fair, ORGANISER_ROLES):
        raise NotFound
    if to_change and not is_organiser(user, registration.fair, MANAGERS):
        raise Forbidden
    return registration


def registration_by_key(manage_key: str) -> Registration:
    """For the pass page: the key alone is the credential. Raises NotFound."""
    registration = _with_all().filter(manage_key=manage_key).first() if manage_key else None
    if registration is None:
        raise NotFound
    return registration


def registration_to_run(user: AnyUser, public_id: str) -> Registration:
    """For the organiser's own moves (re-issue, complete, reject): NotFound outside, Forbidden for other desks."""
    registration = _with_all().filter(public_id=public_id).first()
    if registration is None or not is_organiser(user, registration.fair, ORGANISER_ROLES):
        raise NotFound
    if not is_organiser(user, registration.fair, MANAGERS):
        raise Forbidden
    return registration


def registration_to_print(user: AnyUser, public_id: str) -> Registration:
    """Badges are printed by managers and at the door: NotFound outside, Forbidden for the other desks."""
    registration = _with_all().filter(public_id=public_id).first()
    if registration is None or not is_organiser(user, registration.fair, ORGANISER_ROLES):
        raise NotFound
    if not is_organiser(user, registration.fair, DOOR_STAFF):
        raise Forbidden
    return registration


def stock_batch_for(user: AnyUser, public_id: str) -> StockBatch:
    """Blank badges are made and printed by owners and managers: NotFound outside, Forbidden for other desks."""
    batch = StockBatch.objects.select_related("fair").filter(public_id=public_id).first()
    if batch is None or not is_organiser(user, batch.fair, ORGANISER_ROLES):
        raise NotFound
    if not is_organiser(user, batch.fair, MANAGERS):
        raise Forbidden
    return batch


def own_registration(user: AnyUser, fair: Fair) -> Registration | None:
    """The user's live registration at a fair."""
    if not user.is_authenticated:
        return None
    rows = _with_all().filter(fair=fair, person__user_id=user.pk, state__in=["pending", "complete", "rejected"])
    return rows.first()


def workshop_for(user: AnyUser, public_id: str) -> Workshop:
    """A workshop of a fair the user may see. Raises NotFound."""
    workshop = Workshop.objects.select_related("fair").filter(public_id=public_id).first()
    if workshop is None:
        raise NotFound
    fair_for(user, workshop.fair.slug)
    return workshop


def _is_own(user: AnyUser, registration: Registration) -> bool:
    return user.is_authenticated and registration.person.user_id == user.pk


def _with_all() -> QuerySet[Registration]:
    return Registration.objects.select_related("fair__organisation", "person__company", "invitation__exhibitor")
