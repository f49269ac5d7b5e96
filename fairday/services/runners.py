"""Runners fetch people for their meetings: one runner per person and meeting, whoever takes it first."""

import datetime as dt

from booking.models import Meeting
from fairday.errors import RunnerTaken
from fairday.models import RunnerTask
from kernel.errors import NotFound
from kernel.unit_of_work import unit_of_work


@unit_of_work
def claim_runner(meeting: Meeting, *, person_id: int, actor_id: int, now: dt.datetime) -> RunnerTask:
    """Again by the same runner changes nothing. Raises NotFound for who has no seat there, RunnerTaken."""
    if not meeting.participants.filter(person_id=person_id, live=True).exists():
        raise NotFound
    task, _is_new = RunnerTask.objects.get_or_create(
        meeting=meeting, person_id=person_id, defaults={"claimed_by_id": actor_id, "claimed_at": now}
    )
    if task.claimed_by_id != actor_id:
        raise RunnerTaken
    return task


@unit_of_work
def finish_runner(meeting: Meeting, *, person_id: int, actor_id: int, now: dt.datetime) -> RunnerTask:
    """The person is on the way to the table. Again changes nothing. Raises NotFound, RunnerTaken (a colleague's)."""
    task = _own(meeting, person_id, actor_id)
    if task.done_at is None:
        task.done_at = now
        task.save(update_fields=["done_at"])
    return task


@unit_of_work
def release_runner(meeting: Meeting, *, person_id: int, actor_id: int) -> None:
    """Somebody else may go. Raises NotFound, RunnerTaken."""
    _own(meeting, person_id, actor_id).delete()


def _own(meeting: Meeting, person_id: int, actor_id: int) -> RunnerTask:
    task = RunnerTask.objects.select_for_update(no_key=True).filter(meeting=meeting, person_id=person_id).first()
    if task is None:
        raise NotFound
    if task.claimed_by_id != actor_id:
        raise RunnerTaken
    return task
