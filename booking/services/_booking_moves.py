"""The one step that moves a booking, and the clock row of a hold. Steps of a unit of work: they open nothing."""

from typing import Any

from booking.models import Booking
from booking.states import BOOKING_MOVES
from kernel.due import schedule, unschedule
from kernel.errors import IllegalMove
from kernel.history import record
from kernel.outbox import emit
from kernel.states import check_move

HOLD_DUE = "booking.hold_due"


def move_booking(booking: Booking, after: str, *, action: str, actor_id: int | None, **changes: Any) -> None:
    """Move a locked booking, writing `changes` with it and a line of history. Raises IllegalMove."""
    before = booking.state
    check_move(BOOKING_MOVES, before, after)
    changes |= {"state": after, "revision": booking.revision + 1}
    if Booking.objects.filter(pk=booking.pk, state=before).update(**changes) != 1:
        raise IllegalMove(state=before, wanted=after)
    for name, value in changes.items():
        setattr(booking, name, value)
    record(booking, action, actor_id=actor_id, before=before, after=after)


def publish(name: str, booking: Booking) -> None:
    emit(
        name,
        booking_id=booking.pk,
        booth_id=booking.booth_id,
        company_id=booking.company_id,
        fair_id=booking.fair_id,
        revision=booking.revision,
    )


def start_clock(booking: Booking) -> None:
    """`booking.hold_due` will be emitted at the hold's end; calling again moves it."""
    assert booking.hold_expires_at is not None
    schedule(_clock(booking), HOLD_DUE, at=booking.hold_expires_at, booking_id=booking.pk)


def stop_clock(booking: Booking) -> None:
    unschedule(_clock(booking))


def _clock(booking: Booking) -> str:
    return f"booking.hold:{booking.pk}"
