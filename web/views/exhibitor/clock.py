"""The clock of a hold, as a page shows it."""

import datetime as dt
from dataclasses import dataclass

from booking.models import Booking
from booking.rules.bookings import hold_is_over
from booking.states import BookingState


@dataclass(frozen=True, slots=True)
class HoldClock:
    """`left` and `whole` in seconds: a page counts down from what is left, so a wrong clock of its own does no harm."""

    ends_at: dt.datetime
    left: int
    whole: int
    can_extend: bool
    extension_minutes: int


def clock_of(booking: Booking, at: dt.datetime) -> HoldClock | None:
    """None when the booking is no hold, or its time is over."""
    ends_at = booking.hold_expires_at
    is_hold = booking.state == BookingState.DRAFT
    if not is_hold or ends_at is None or hold_is_over(booking.state, ends_at, at):
        return None
    minutes = booking.fair.hold_minutes + (booking.fair.hold_extension_minutes if booking.hold_extended else 0)
    return HoldClock(
        ends_at=ends_at,
        left=max(1, int((ends_at - at).total_seconds())),
        whole=minutes * 60,
        can_extend=not booking.hold_extended,
        extension_minutes=booking.fair.hold_extension_minutes,
    )
