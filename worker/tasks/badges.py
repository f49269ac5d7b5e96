"""Batches of badges are set, stack by stack, by as many workers as are free."""

from time import monotonic

from booking.services.badge_batches import make_next_stack, sweep_stacks, waiting_batches
from kernel.leases import leased
from worker.app import app
from worker.doorbell import ring_printers

SECONDS = 60.0  # then the next task goes on, so that a great batch never meets the limit


@app.task(name="badges.print", soft_time_limit=100, time_limit=120)
def print_batch(*, batch_id: int) -> None:
    end = monotonic() + SECONDS
    while make_next_stack(batch_id):
        if monotonic() >= end:
            ring_printers(batch_id, workers=1)
            return


@app.task(name="badges.sweep", soft_time_limit=25, time_limit=30)
def sweep() -> None:
    """What a dead worker held waits again; batches with waiting stacks are rung for."""
    with leased("badges.sweep", seconds=30) as mine:
        if mine:
            sweep_stacks()
            for batch_id in waiting_batches():
                ring_printers(batch_id, workers=1)
