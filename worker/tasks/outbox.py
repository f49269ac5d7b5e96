"""Facts become letters."""

import time

from kernel.leases import leased
from kernel.relay import BATCH, has_waiting, relay_batch, work_off
from worker.app import app
from worker.doorbell import nudge, ring
from worker.subscribers import WORK, compose, work_for

BUSY_SECONDS = 5.0
# Letters stand still for so long when a worker dies in a relay; two relays at once share the rows by their locks.
LEASE_SECONDS = 10


@app.task(name="outbox.relay", soft_time_limit=60, time_limit=70)
def relay() -> None:
    """Batch after batch until the outbox is empty, by one process at a time, so that the others are free for letters.

    After five seconds the next relay goes on, so that other tasks get their turn. Who rang while we held the lease
    found it taken and left: so look once more after giving it back.
    """
    with leased("outbox.relay", seconds=LEASE_SECONDS) as mine:
        if not mine:
            return
        stop_at = time.monotonic() + BUSY_SECONDS
        while time.monotonic() < stop_at:
            done = relay_batch(compose, besides=WORK)
            nudge(done.messages)
            worked = work_off(work_for, names=WORK)
            if done.taken < BATCH and worked < BATCH:
                break
    if has_waiting():
        ring()
