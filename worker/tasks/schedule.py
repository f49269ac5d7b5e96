"""Runs of the scheduler are computed; those whose process died are found."""

from celery.exceptions import SoftTimeLimitExceeded

from booking.services.run_claims import sweep_runs, waiting_runs, wanted_what_ifs
from booking.services.schedule_job import compute_run, compute_what_if
from kernel.leases import leased
from worker.app import app
from worker.doorbell import ring_scheduler, ring_what_if


@app.task(name="schedule.compute", soft_time_limit=90, time_limit=120)
def compute(*, run_id: int) -> None:
    compute_run(run_id, time_is_up=SoftTimeLimitExceeded)


@app.task(name="schedule.what_if", soft_time_limit=45, time_limit=60)
def look_what_if(*, run_id: int) -> None:
    """Asked for twice it is computed once: who comes second finds the lease taken, or nobody waiting."""
    with leased(f"schedule.what_if.{run_id}", seconds=60) as mine:
        if mine:
            compute_what_if(run_id)


@app.task(name="schedule.sweep", soft_time_limit=25, time_limit=30)
def sweep() -> None:
    """What died goes back to waiting, or is failed; then the next one that waits is rung for, unless one is computed."""
    with leased("schedule.sweep", seconds=30) as mine:
        if mine:
            sweep_runs()
            for run_id in waiting_runs():
                ring_scheduler(run_id)
            for run_id in wanted_what_ifs():
                ring_what_if(run_id)
