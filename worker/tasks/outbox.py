"""Facts become letters."""

import time

from kernel.relay import BATCH, relay_batch, work_off
from worker.app import app
from worker.doorbell import nudge, ring
from worker.subscribers import WORK, compose, work_for

BUSY_SECONDS = 10.0


@app.task(name="outbox.relay", soft_time_limit=60, time_limit=70)
def relay() -> None:
    """Batch after batch until the outbox is empty; after ten seconds the next relay goes on, so others get their turn."""
    stop_at = time.monotonic() + BUSY_SECONDS
    while time.monotonic() < stop_at:
        done = relay_batch(compose, besides=WORK)
        nudge(done.messages)
        worked = work_off(work_for, names=WORK)
        if done.taken < BATCH and worked < BATCH:
            return
    ring()
