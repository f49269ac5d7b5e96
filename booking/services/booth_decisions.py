"""What happens to a submitted booking: approved, declined, cancelled, paid."""

import datetime as dt

from booking.errors.bookings import PaidNeedsOrganiser
from booking.locks.booths import lock_booking
from booking.models import Booking
from booking.rules.bookings import Side, may_cancel
from booking.services._booking_moves import move_booking, publish
from booking.states import BookingState
from kernel.clock import database_now
from kernel.errors import IllegalMove
from kernel.unit_of_work import unit_of_work


@unit_of_work
def approve_booking(booking: Booking, *, actor_id: int) -> Booking:
    """The committee's yes confirms the booking; it is to be paid within the fair's `deposit_days`. Refusal: IllegalMove."""
    booking = lock_booking(booking)
    moment = database_now()
    move_booking(booking, BookingState.APPROVED, action="approved", actor_id=actor_id, decided_at=moment)
    pay_until = moment + dt.timedelta(days=booking.fair.deposit_days)
    move_booking(booking, BookingState.CONFIRMED, action="confirmed", actor_id=actor_id, pay_until=pay_until)
    publish("booking.confirmed", booking)
    return booking


@unit_of_work
def decline_booking(booking: Booking, *, reason: str, actor_id: int) -> Booking:
    """The committee's no, with the reason the company reads; the booth is free at once. Refusal: IllegalMove."""
    booking = lock_booking(booking)
    move_booking(
        booking,
        BookingState.DECLINED,
        action="declined",
        actor_id=actor_id,
        decline_reason=reason,
        decided_at=database_now(),
    )
    publish("booking.declined", booking)
    return booking


@unit_of_work
def cancel_booking(booking: Booking, *, side: Side, actor_id: int, reason: str = "") -> Booking:
    """Either side ends a booking; the booth is free at once.

    Refusals: PaidNeedsOrganiser for a company whose money has moved, IllegalMove (a hold is released, not cancelled).
    """
    booking = lock_booking(booking)
    if not may_cancel(booking.state, side):
        if booking.state == BookingState.PAID:
            raise PaidNeedsOrganiser
        raise IllegalMove(state=booking.state, wanted=BookingState.CANCELLED)
    move_booking(
        booking, BookingState.CANCELLED, action=f"cancelled_by_{side}", actor_id=actor_id, decline_reason=reason
    )
    publish("booking.cancelled", booking)
    return booking


@unit_of_work
def mark_paid(booking: Booking, *, actor_id: int | None) -> Booking:
    """The whole amount has arrived. Refusal: IllegalMove."""
    booking = lock_booking(booking)
    move_booking(booking, BookingState.PAID, action="paid", actor_id=actor_id)
    publish("booking.paid", booking)
    return booking
