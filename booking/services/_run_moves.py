"""The one way a run changes its state. Inner steps: they take locked rows and open nothing."""

from booking.models import ScheduleRun
from booking.states import RUN_MOVES, RunState
from kernel.history import record
from kernel.states import check_move


def move_run(run: ScheduleRun, to: RunState, *, actor_id: int | None, fields: tuple[str, ...] = ()) -> None:
    """Raises IllegalMove. Writes the state with `fields` and its history."""
    check_move(RUN_MOVES, run.state, to)
    before = run.state
    run.state = to
    run.save(update_fields=["state", *fields])
    record(run, "schedule_run.moved", actor_id=actor_id, before=before, after=to)
