"""Facts that ask for work rather than a letter: a hold's or a wish's time is over."""

from collections.abc import Callable

from booking.services.booths import expire_hold
from booking.services.requests import expire_request
from worker.doorbell import ring_scheduler


def expire_booth_hold(*, booking_id: int) -> None:
    expire_hold(booking_id)


def expire_meeting_request(*, meeting_request_id: int) -> None:
    expire_request(meeting_request_id)


def compute_schedule(*, run_id: int) -> None:
    """Only rings: computing takes a minute, and has a queue of its own."""
    ring_scheduler(run_id)


WORK: dict[str, Callable[..., object]] = {
    "booking.hold_due": expire_booth_hold,
    "meeting_request.expiry_due": expire_meeting_request,
    "schedule_run.queued": compute_schedule,
}
