"""The only way from an outside id to an exhibitor."""

from accounts.access import AnyUser
from booking.queries.exhibitors import is_shown
from directory.access import companies_of
from fairs.access import exhibitor_for, is_organiser
from fairs.models import Exhibitor
from kernel.errors import NotFound


def shown_exhibitor(user: AnyUser, public_id: str) -> Exhibitor:
    """An exhibitor the public may know of; its own people and the organiser see it before. Raises NotFound."""
    exhibitor = exhibitor_for(user, public_id)
    if is_shown(exhibitor) or is_organiser(user, exhibitor.fair) or exhibitor.company in companies_of(user):
        return exhibitor
    raise NotFound
