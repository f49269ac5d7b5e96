"""What the clock brings on a meeting day."""

from fairday.services.refills import run_refills
from fairday.services.table import end_forgotten
from kernel.clock import now
from kernel.leases import leased
from worker.app import app


@app.task(name="refills.run", soft_time_limit=25, time_limit=30)
def run_meeting_day() -> None:
    """Each loss also asks for its offer itself; this finds late cancels, offers that ran out and what was lost on the way."""
    with leased("refills.run", seconds=30) as mine:
        if mine:
            moment = now()
            run_refills(now=moment)
            end_forgotten(now=moment)
