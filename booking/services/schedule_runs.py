"""Runs of the scheduler as their organiser drives them: asked for, cancelled, thrown away."""

from accounts.models import User
from booking.errors.schedule import MustAndNever, ScheduleAtWork
from booking.locks.schedule import lock_run
from booking.models import MeetingRequest, ScheduleRun
from booking.queries.blocks import blocked_pairs
from booking.rules.schedule import Options
from booking.services._run_moves import move_run
from booking.states import OPEN_REQUEST_STATES, RUNS_AT_WORK, RunState
from fairs.models import Fair
from kernel.clock import now as clock_now
from kernel.errors import IllegalMove
from kernel.history import record
from kernel.outbox import emit
from kernel.unit_of_work import unit_of_work


@unit_of_work
def start_run(fair: Fair, *, user: User, options: Options) -> ScheduleRun:
    """A queued run; whoever works takes it from its row.

    Raises ScheduleAtWork while another one of the fair is computed, MustAndNever where what must be met is blocked.
    """
    at_work = ScheduleRun.objects.filter(fair=fair, state__in=RUNS_AT_WORK).first()
    if at_work is not None:
        raise ScheduleAtWork(run=at_work.public_id)
    if contradictions := _must_and_never(fair):
        raise MustAndNever(pairs=contradictions)
    run = ScheduleRun.objects.create(fair=fair, options=options.as_json(), seed=options.seed, created_by=user)
    record(run, "schedule_run.started", actor_id=user.pk, after=RunState.QUEUED)
    emit("schedule_run.queued", run_id=run.pk)
    return run


@unit_of_work
def ask_what_if(run: ScheduleRun, *, user: User) -> ScheduleRun:
    """What more room would bring is to be computed again, for the preview as it is now. Asked twice it is done once.

    Raises IllegalMove for a run that has no preview.
    """
    run = lock_run(run.pk)
    if run.state != RunState.READY:
        raise IllegalMove(state=run.state)
    if not run.what_if_wanted:
        run.what_if_wanted = True
        run.save(update_fields=["what_if_wanted"])
        record(run, "schedule_run.what_if_asked", actor_id=user.pk)
        emit("schedule_run.what_if_asked", run_id=run.pk)
    return run


@unit_of_work
def cancel_run(run: ScheduleRun, *, user: User) -> ScheduleRun:
    """A waiting run or a preview ends at once; one that is computed ends when its solver looks up, within a second or two.

    Raises IllegalMove for a run that is published or over.
    """
    run = lock_run(run.pk)
    if run.state == RunState.RUNNING:
        run.cancel_requested = True
        run.save(update_fields=["cancel_requested"])
        record(run, "schedule_run.cancel_asked", actor_id=user.pk)
        return run
    run.finished_at = clock_now()
    move_run(run, RunState.CANCELLED, actor_id=user.pk, fields=("finished_at",))
    return run


def _must_and_never(fair: Fair) -> list[str]:
    """The first twenty open wishes that have to be met between firms that are kept apart, by name."""
    blocked = blocked_pairs(fair)
    musts = MeetingRequest.objects.filter(fair=fair, state__in=OPEN_REQUEST_STATES, is_must=True)
    return [
        f"{wish.from_company.short_name} × {wish.to_company.short_name}"
        for wish in musts.select_related("from_company", "to_company").order_by("pk")
        if (wish.company_low_id, wish.company_high_id) in blocked
    ][:20]
