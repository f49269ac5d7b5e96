"""Runs of the scheduler are computed; those whose process died are found."""

from celery.exceptions import SoftTimeLimitExceeded

from booking.services.run_claims import sweep_runs, waiting_runs
from booking.services.schedule_job import compute_run
from kernel.leases import leased
from worker.app import app
from worker.doorbell import ring_scheduler


@app.task(name="schedule.compute", soft_time_limit=90, time_limit=120)
def compute(*, run_id: int) -> None:
    compute_run(run_id, time_is_up=SoftTimeLimitExceeded)


@app.task(name="schedule.sweep", soft_time_limit=25, time_limit=30)
def sweep() -> None:
    """What died goes back to waiting, or is failed; then the next one that waits is rung for, unless one is computed."""
    with leased("schedule.sweep", seconds=30) as mine:
        if mine:
            sweep_runs()
            for run_id in waiting_runs():
                ring_scheduler(run_id)
