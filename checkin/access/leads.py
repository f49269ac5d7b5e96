"""The only way from an outside id to a lead: the exhibitor's own people, and the visitor it is about. Nobody else."""

import secrets

from accounts.access import AnyUser
from booking.access.exhibitors import own_exhibitors
from booking.models import Registration
from booking.queries.exhibitors import is_shown
from checkin.errors import BoothNotConfirmed, NotAnExhibitor
from checkin.models import Lead
from directory.access import companies_of
from fairs.access import MANAGERS, fair_for, fair_to_run
from fairs.models import Exhibitor, Fair
from kernel.errors import NotFound


def exhibitor_with_leads(user: AnyUser, fair_slug: str, public_id: str = "") -> Exhibitor:
    """The exhibitor the user works for at that fair: the named one, or the first.

    Raises NotFound for a fair one may not see and another firm's exhibitor, NotAnExhibitor for everybody else.
    """
    own = own_exhibitors(user, fair_for(user, fair_slug))
    exhibitor = next((one for one in own if public_id in {"", one.public_id}), None)
    if exhibitor is None:
        raise NotFound if public_id else NotAnExhibitor
    return exhibitor


def exhibitor_to_scan(user: AnyUser, fair_slug: str, public_id: str = "") -> Exhibitor:
    """As above, for who will scan: a firm that only applied reads what it has and scans nobody.

    Raises BoothNotConfirmed, besides.
    """
    exhibitor = exhibitor_with_leads(user, fair_slug, public_id)
    if not is_shown(exhibitor):
        raise BoothNotConfirmed
    return exhibitor


def lead_for(user: AnyUser, fair_slug: str, public_id: str) -> Lead:
    """A lead of one of the user's own firms. Raises NotFound for everybody else, the organiser and the visitor too."""
    rows = Lead.objects.select_related("exhibitor__company", "exhibitor__fair", "registration__person__company")
    lead = rows.filter(public_id=public_id, exhibitor__fair__slug=fair_slug, exhibitor__company__in=companies_of(user))
    found = lead.first()
    if found is None:
        raise NotFound
    return found


def fair_to_count_leads(user: AnyUser, slug: str) -> Fair:
    """For owner and manager, who read how many there are and nothing of what stands in them."""
    return fair_to_run(user, slug, MANAGERS)


def registration_of_visitor(user: AnyUser, public_id: str, *, key: str = "") -> Registration:
    """The visitor's own, by log-in or by the key of his pass. Raises NotFound for everybody else, the organiser too."""
    rows = Registration.objects.select_related("fair", "person__company")
    registration = rows.filter(public_id=public_id).first()
    if registration is None:
        raise NotFound
    is_own = user.is_authenticated and registration.person.user_id == user.pk
    if not is_own and not (key and secrets.compare_digest(key.encode(), registration.manage_key.encode())):
        raise NotFound
    return registration


def lead_of_visitor(registration: Registration, public_id: str) -> Lead:
    """One of the booths that scanned this visitor. Raises NotFound."""
    lead = Lead.objects.select_related("exhibitor__company").filter(registration=registration, public_id=public_id)
    found = lead.first()
    if found is None:
        raise NotFound
    return found
