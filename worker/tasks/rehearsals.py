"""Rehearsals are held; those whose process died are found, and what they left is cleared away."""

from celery.exceptions import SoftTimeLimitExceeded

from checkin.services.rehearsal_job import hold_rehearsal
from checkin.services.rehearsals import sweep_rehearsals, waiting_rehearsals
from kernel.leases import leased
from worker.app import app
from worker.doorbell import ring_rehearsal


@app.task(name="rehearsals.hold", soft_time_limit=100, time_limit=120)
def hold(*, rehearsal_id: int) -> None:
    hold_rehearsal(rehearsal_id, time_is_up=SoftTimeLimitExceeded)


@app.task(name="rehearsals.sweep", soft_time_limit=25, time_limit=30)
def sweep() -> None:
    with leased("rehearsals.sweep", seconds=30) as mine:
        if mine:
            sweep_rehearsals()
            for rehearsal_id in waiting_rehearsals():
                ring_rehearsal(rehearsal_id)
