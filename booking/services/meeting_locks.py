"""The organiser's word over single meetings and wishes: this one stays, this one has to be."""

from accounts.models import User
from booking.errors.schedule import MustAndNever
from booking.locks.meetings import lock_meeting, lock_request
from booking.models import Meeting, MeetingRequest
from booking.queries.blocks import standing_blocks
from kernel.history import record
from kernel.unit_of_work import unit_of_work


@unit_of_work
def lock_in_place(meeting: Meeting, *, user: User) -> Meeting:
    """No run of the scheduler moves it from now on. Idempotent."""
    return _set_lock(meeting, user, is_locked=True)


@unit_of_work
def unlock(meeting: Meeting, *, user: User) -> Meeting:
    """A run that may move meetings may move this one again. Idempotent."""
    return _set_lock(meeting, user, is_locked=False)


@unit_of_work
def mark_must(request: MeetingRequest, *, user: User, is_must: bool) -> MeetingRequest:
    """Whether the scheduler has to place this wish. Idempotent. Raises MustAndNever for firms that are kept apart."""
    request = lock_request(request.pk)
    if is_must and standing_blocks(request.fair, request.company_low_id, request.company_high_id):
        raise MustAndNever(pairs=[f"{request.from_company.short_name} × {request.to_company.short_name}"])
    if request.is_must != is_must:
        request.is_must = is_must
        request.save(update_fields=["is_must"])
        record(request, "meeting_request.must_set", actor_id=user.pk, is_must=is_must)
    return request


def _set_lock(meeting: Meeting, user: User, *, is_locked: bool) -> Meeting:
    meeting = lock_meeting(meeting.pk)
    if meeting.is_locked != is_locked:
        meeting.is_locked = is_locked
        meeting.save(update_fields=["is_locked"])
        record(meeting, "meeting.locked" if is_locked else "meeting.unlocked", actor_id=user.pk)
    return meeting
