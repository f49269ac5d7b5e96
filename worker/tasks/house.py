"""What the clock brings: due times, holds that ended, and the broom."""

from booking.services.badge_batches import forget_stacks
from booking.services.booths import expire_due_holds
from booking.services.delegation_people import forget_unconfirmed
from fairday.services.import_desk import forget_uploads
from kernel.clock import now
from kernel.due import emit_due, forget_done
from kernel.idempotency import forget_old_keys
from kernel.leases import leased
from kernel.relay import forget_relayed
from worker.app import app


@app.task(name="due.run", soft_time_limit=25, time_limit=30)
def run_due() -> None:
    while emit_due(now=now()):
        pass


@app.task(name="holds.expire", soft_time_limit=25, time_limit=30)
def expire_holds() -> None:
    """Each hold has its due time; this finds the ones whose fact was lost on the way."""
    with leased("holds.expire", seconds=30) as mine:
        if mine:
            expire_due_holds()


@app.task(name="house.keep", soft_time_limit=90, time_limit=100)
def keep_house() -> None:
    """Drop what has served: answers older than a day, relayed events and done due times older than thirty, files nobody
    loaded, files of badges a week old, names of delegations a month after the fair of whoever was not confirmed."""
    with leased("house.keep", seconds=100) as mine:
        if mine:
            moment = now()
            forget_old_keys(now=moment)
            forget_relayed(now=moment)
            forget_done(now=moment)
            forget_uploads(now=moment)
            forget_stacks(now=moment)
            forget_unconfirmed(now=moment)
