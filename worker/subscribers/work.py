"""Facts that ask for work rather than a letter: a hold's or a wish's time is over, a meeting is near, a slot is lost, a
question after the fair is due."""

from collections.abc import Callable

from booking.services.booths import expire_hold
from booking.services.requests import expire_request
from fairday.services.follow_ups import ask_follow_up
from fairday.services.presence import look_before_meeting
from fairday.services.refills import offer_next
from kernel.clock import now
from worker.doorbell import ring_printers, ring_rehearsal, ring_scheduler, ring_what_if


def expire_booth_hold(*, booking_id: int) -> None:
    expire_hold(booking_id)


def expire_meeting_request(*, meeting_request_id: int) -> None:
    expire_request(meeting_request_id)


def compute_schedule(*, run_id: int) -> None:
    """Only rings: computing takes a minute, and has a queue of its own."""
    ring_scheduler(run_id)


def compute_what_if(*, run_id: int) -> None:
    ring_what_if(run_id)


def ask_after_meeting(*, follow_up_id: int, months: int) -> None:
    ask_follow_up(follow_up_id, months=months)


def look_who_is_inside(*, meeting_id: int, sequence: int) -> None:
    look_before_meeting(meeting_id=meeting_id, sequence=sequence, now=now())


def offer_lost_slot(*, lost_id: int) -> None:
    offer_next(lost_id, now=now())


def print_badges(*, batch_id: int) -> None:
    """Rings for two, so that both cores of a small house work on it; each takes the next stack."""
    ring_printers(batch_id, workers=2)


def hold_rehearsal(*, rehearsal_id: int) -> None:
    """Only rings: it takes a minute."""
    ring_rehearsal(rehearsal_id)


WORK: dict[str, Callable[..., object]] = {
    "booking.hold_due": expire_booth_hold,
    "meeting_request.expiry_due": expire_meeting_request,
    "schedule_run.queued": compute_schedule,
    "schedule_run.what_if_asked": compute_what_if,
    "follow_up.due": ask_after_meeting,
    "meeting.soon": look_who_is_inside,
    "slot.lost": offer_lost_slot,
    "badge_batch.started": print_badges,
    "rehearsal.asked": hold_rehearsal,
}
