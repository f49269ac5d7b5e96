"""Rings a task after a commit. A broker that does not answer is left alone for five seconds: the rows wait, the sweepers come."""

import logging
import time
from collections.abc import Iterable

from worker.app import app

log = logging.getLogger(__name__)

QUIET_SECONDS = 5.0
_quiet_until = 0.0


def ring() -> None:
    """Wake the relay. Never raises and costs at most the transport's one second, once in five."""
    _publish("outbox.relay")


def nudge(message_ids: Iterable[int]) -> int:
    """Ask for each message to be sent; how many asks were published before the broker failed."""
    published = 0
    for message_id in message_ids:
        if not _publish("messages.send", message_id=message_id):
            break
        published += 1
    return published


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
