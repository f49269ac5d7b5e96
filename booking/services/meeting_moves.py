"""The one way a wish or a meeting changes its state. Inner steps: they take locked rows and open nothing."""

import datetime as dt
from dataclasses import dataclass

from booking.models import Meeting, MeetingRequest
from booking.states import MEETING_MOVES, REQUEST_MOVES, MeetingState, RequestState
from fairs.models import MeetingSlot
from kernel.due import Due, schedule, schedule_all, unschedule
from kernel.history import record
from kernel.outbox import emit
from kernel.states import check_move

REMIND_BEFORE = dt.timedelta(minutes=30)
OVER_AFTER = dt.timedelta(minutes=3)
LOOK_BEFORE = dt.timedelta(minutes=10)


def move_request(
    request: MeetingRequest, to: RequestState, *, actor_id: int | None, now: dt.datetime, **note: object
) -> None:
    """Raises IllegalMove. Raises the revision, writes history, stops the expiry clock of a wish that is decided."""
    check_move(REQUEST_MOVES, request.state, to)
    before = request.state
    request.state = to
    request.revision += 1
    fields = ["state", "revision"]
    if to != RequestState.COUNTERED:
        request.decided_at = now
        fields.append("decided_at")
        unschedule(expiry_key(request))
    request.save(update_fields=fields)
    record(request, "meeting_request.moved", actor_id=actor_id, before=before, after=to, **note)


def revise_request(request: MeetingRequest, *fields: str, actor_id: int | None, action: str) -> None:
    """A change that leaves the state alone: `fields` are written, the revision rises, letters already due are overtaken."""
    request.revision += 1
    request.save(update_fields=[*fields, "revision"])
    record(request, f"meeting_request.{action}", actor_id=actor_id)


def start_expiry(request: MeetingRequest) -> None:
    """The wish ends at its `expires_at`; a later call moves the time."""
    assert request.expires_at is not None
    schedule(expiry_key(request), "meeting_request.expiry_due", at=request.expires_at, meeting_request_id=request.pk)


def move_meeting(meeting: Meeting, to: MeetingState, *, actor_id: int | None, **note: object) -> None:
    """Raises IllegalMove. Writes the state and its history, nothing else."""
    check_move(MEETING_MOVES, meeting.state, to)
    before = meeting.state
    meeting.state = to
    meeting.save(update_fields=["state"])
    record(meeting, "meeting.moved", actor_id=actor_id, before=before, after=to, **note)


@dataclass(frozen=True, slots=True)
class Clock:
    """A time that comes with a meeting, and the fact it brings; one that `must_come` does so even when it is past."""

    key: str
    event: str
    at: dt.datetime
    must_come: bool = False


def clocks_of(meeting: Meeting, slot: MeetingSlot) -> tuple[Clock, ...]:
    """Half an hour before: the reminder. Ten minutes before: who is inside? Just after: what came of it?"""
    return (
        Clock(reminder_key(meeting), "meeting.reminder", slot.starts_at - REMIND_BEFORE),
        Clock(soon_key(meeting), "meeting.soon", slot.starts_at - LOOK_BEFORE),
        Clock(over_key(meeting), "meeting.over", slot.ends_at + OVER_AFTER, must_come=True),
    )


def start_clocks(meeting: Meeting, slot: MeetingSlot, *, now: dt.datetime) -> None:
    """A meeting that begins sooner has just been announced and needs no reminder."""
    clocks = clocks_of(meeting, slot)
    coming = [clock for clock in clocks if clock.must_come or clock.at > now]
    payload = {"meeting_id": meeting.pk, "sequence": meeting.sequence}
    schedule_all([Due(clock.key, clock.event, clock.at, payload) for clock in coming])
    unschedule(*(clock.key for clock in clocks if clock not in coming))


def stop_clocks(meeting: Meeting) -> None:
    unschedule(*clock_keys(meeting))


def clock_keys(meeting: Meeting) -> tuple[str, ...]:
    return reminder_key(meeting), soon_key(meeting), over_key(meeting)


def publish_request(name: str, request: MeetingRequest) -> None:
    emit(f"meeting_request.{name}", meeting_request_id=request.pk, revision=request.revision)


def publish_meeting(name: str, meeting: Meeting) -> None:
    emit(f"meeting.{name}", meeting_id=meeting.pk, sequence=meeting.sequence)


def expiry_key(request: MeetingRequest) -> str:
    return f"meeting_request:{request.pk}:expiry"


def soon_key(meeting: Meeting) -> str:
    return f"meeting:{meeting.pk}:soon"


def reminder_key(meeting: Meeting) -> str:
    return f"meeting:{meeting.pk}:reminder"


def over_key(meeting: Meeting) -> str:
    return f"meeting:{meeting.pk}:over"
