"""Rings a task after a commit. A broker that does not answer is left alone for five seconds: the rows wait, the sweepers come."""

import logging
import threading
import time
from collections.abc import Iterable

from worker.app import app
from worker.schedule import MAIL

log = logging.getLogger(__name__)

QUIET_SECONDS = 5.0
_quiet_until = 0.0
RING_SECONDS = 0.2
_rung_at = 0.0
_late: threading.Timer | None = None
_lock = threading.Lock()


def ring() -> None:
    """Wake the relay: the first of a burst at once, the others together 0.2 s later; one relay empties the outbox.

    Never raises, and costs at most the transport's one second, once in five.
    """
    global _rung_at, _late  # noqa: PLW0603 -- one bell per process
    with _lock:
        wait = _rung_at + RING_SECONDS - time.monotonic()
        if wait > 0:
            if _late is None or not _late.is_alive():
                _late = threading.Timer(wait, _ring_now)
                _late.daemon = True
                _late.start()
            return
        _rung_at = time.monotonic()
    _publish("outbox.relay")


def _ring_now() -> None:
    global _rung_at, _late
    with _lock:
        _rung_at, _late = time.monotonic(), None
    _publish("outbox.relay")


def nudge(message_ids: Iterable[int]) -> int:
    """Ask for each message to be sent; how many asks were published before the broker failed."""
    published = 0
    for message_id in message_ids:
        if not _publish("messages.send", message_id=message_id):
            break
        published += 1
    return published


def letters_asked_for() -> int:
    """How many asks lie in the letters' queue, not yet fetched by a worker; 0 when the broker does not say."""
    try:
        with app.producer_or_acquire() as producer:
            return int(producer.channel.queue_declare(queue=MAIL).message_count)
    except Exception:  # noqa: BLE001 -- who asks then asks for letters too, and learns it there
        return 0


def ring_scheduler(run_id: int) -> bool:
    """Ask for a run to be computed; the sweeper asks again while it waits."""
    return _publish("schedule.compute", run_id=run_id)


def ring_what_if(run_id: int) -> bool:
    """Ask for a preview's what-ifs; the sweeper asks again while somebody waits."""
    return _publish("schedule.what_if", run_id=run_id)


def ring_printers(batch_id: int, *, workers: int) -> bool:
    """Ask `workers` to make stacks of a batch of badges; the sweeper asks again while some wait."""
    return all(_publish("badges.print", batch_id=batch_id) for _ in range(workers))


def ring_rehearsal(rehearsal_id: int) -> bool:
    """Ask for a rehearsal to be held; the sweeper asks again while it waits."""
    return _publish("rehearsals.hold", rehearsal_id=rehearsal_id)


def _publish(task: str, **kwargs: int) -> bool:
    global _quiet_until  # noqa: PLW0603 -- one breaker per process
    if time.monotonic() < _quiet_until:
        return False
    try:
        app.send_task(task, kwargs=kwargs, ignore_result=True)
    except Exception:  # noqa: BLE001 -- whatever the transport raises, the promise is the row
        _quiet_until = time.monotonic() + QUIET_SECONDS
        log.warning("broker.silent", extra={"unpublished": task})
        return False
    return True
