"""Whose pass a browser holds: that of who is logged in, else the one it made or opened itself."""

from accounts.models import User
from booking.access.registrations import own_registration, registration_by_key
from booking.models import Registration
from kernel.errors import NotFound
from web.pages import FairRequest

KEY = "passes"


def remember_pass(request: FairRequest, registration: Registration) -> None:
    """So that "My pass" opens it again in this browser without a log-in."""
    request.session[KEY] = {**request.session.get(KEY, {}), registration.fair.slug: registration.manage_key}


def forget_pass(request: FairRequest) -> None:
    """This browser holds none of the page's fair any more."""
    request.session[KEY] = {
        fair: key for fair, key in request.session.get(KEY, {}).items() if fair != request.fair.slug
    }


def pass_at_hand(request: FairRequest) -> Registration | None:
    """The registration this browser may show at the fair of the page."""
    if isinstance(request.user, User) and (own := own_registration(request.user, request.fair)):
        return own
    key = request.session.get(KEY, {}).get(request.fair.slug, "")
    try:
        return pass_of_key(request, key)
    except NotFound:
        return None


def pass_of_key(request: FairRequest, manage_key: str) -> Registration:
    """Raises NotFound for a key of another fair, too."""
    registration = registration_by_key(manage_key)
    if registration.fair_id != request.fair.pk:
        raise NotFound
    return registration
