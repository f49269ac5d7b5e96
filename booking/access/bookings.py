"""The only way from an outside id to a booth booking: its company and the fair's organiser see it, nobody else (404)."""

from accounts.access import AnyUser, role_in
from accounts.roles import COMPANY_ROLES, ORGANISER_ROLES
from booking.errors.bookings import NoCompany, OtherSide
from booking.models import Booking
from booking.rules.bookings import Side
from directory.access import companies_of
from directory.models import Company
from fairs.access import SELLERS
from kernel.errors import Forbidden, NotFound


def booking_for(user: AnyUser, public_id: str) -> tuple[Booking, Side]:
    """The booking and the side the user sees it from. Raises NotFound."""
    booking = (
        Booking.objects.select_related("fair", "company", "booth__hall", "quote").filter(public_id=public_id).first()
    )
    if booking is None:
        raise NotFound
    if role_in(user, booking.company.organisation_id) in COMPANY_ROLES:
        return booking, Side.COMPANY
    if role_in(user, booking.fair.organisation_id) in ORGANISER_ROLES:
        return booking, Side.ORGANISER
    raise NotFound


def own_booking(user: AnyUser, public_id: str) -> Booking:
    """For the company's own moves. Raises NotFound, or OtherSide for the organiser."""
    booking, side = booking_for(user, public_id)
    if side is not Side.COMPANY:
        raise OtherSide
    return booking


def booking_to_decide(user: AnyUser, public_id: str) -> Booking:
    """For the organiser's moves. Raises NotFound, OtherSide for the company, Forbidden for a role that does not sell."""
    booking, side = booking_for(user, public_id)
    if side is not Side.ORGANISER:
        raise OtherSide
    _check_sells(user, booking)
    return booking


def booking_to_cancel(user: AnyUser, public_id: str) -> tuple[Booking, Side]:
    """For either side. Raises NotFound, Forbidden for an organiser's role that does not sell."""
    booking, side = booking_for(user, public_id)
    if side is Side.ORGANISER:
        _check_sells(user, booking)
    return booking, side


def company_to_book_for(user: AnyUser, public_id: str | None = None) -> Company:
    """The user's company, the named one or the first; one query. Raises NotFound for another's, NoCompany without any."""
    own = companies_of(user)
    if public_id is not None:
        own = [company for company in own if company.public_id == public_id]
        if not own:
            raise NotFound
    if not own:
        raise NoCompany
    return own[0]


def _check_sells(user: AnyUser, booking: Booking) -> None:
    if role_in(user, booking.fair.organisation_id) not in SELLERS:
        raise Forbidden
