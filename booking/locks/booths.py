"""Row locks of a booth's booking, in the house order: company, booth, booking. Re-read what the decision uses."""

from typing import TypeVar

from booking.models import Booking
from booking.states import LIVE_BOOKING_STATES
from directory.models import Company
from fairs.models import Booth
from kernel.errors import NotFound
from kernel.locks import Rank, lock_one

M = TypeVar("M")


def lock_company(company_id: int) -> Company:
    """Serialises what is counted per company: its holds, its use of a support scheme."""
    return _found(lock_one(Rank.COMPANY, Company.objects.filter(pk=company_id)))


def lock_booth(booth_id: int) -> Booth:
    """Serialises the takers of one booth."""
    return _found(lock_one(Rank.PLACE, Booth.objects.filter(pk=booth_id)))


def lock_live_booking(booth_id: int) -> Booking | None:
    """The booth's live booking, expired hold or not."""
    return lock_one(Rank.CLAIM, Booking.objects.filter(booth_id=booth_id, state__in=LIVE_BOOKING_STATES))


def lock_booking(booking: Booking) -> Booking:
    """The booking as it is now, with its company and booth locked before it."""
    lock_company(booking.company_id)
    lock_booth(booking.booth_id)
    return _found(lock_one(Rank.CLAIM, Booking.objects.filter(pk=booking.pk)))


def _found(row: M | None) -> M:
    if row is None:
        raise NotFound
    return row
