"""Publishing a fact: `emit` writes a row in the caller's transaction; after commit the doorbell is rung, and may fail."""

import logging

from django.conf import settings
from django.db import connection, transaction
from django.utils.module_loading import import_string
from psycopg.types.json import Jsonb

from kernel.statements import post

log = logging.getLogger(__name__)

Payload = int | str | bool | None

INTO_OUTBOX = "INSERT INTO kernel_outboxevent (name, payload, attempts, last_error)"
_INSERT = f"{INTO_OUTBOX} VALUES (%s, %s, 0, '')"


def emit(name: str, **payload: Payload) -> None:
    """Write the event `name` with ids only. Raises RuntimeError outside a transaction: a fact without its cause is a lie."""
    if not connection.in_atomic_block:
        msg = f"{name} is emitted outside a unit of work"
        raise RuntimeError(msg)
    post(_INSERT, [name, Jsonb(payload)])
    ring_when_committed()


def ring_when_committed() -> None:
    """For a fact written `INTO_OUTBOX` by a statement of its own; at once where it is committed already."""
    transaction.on_commit(_ring, robust=True)


def _ring() -> None:
    """Nudge the relay. The broker may be dead or frozen: the row stays and the beat finds it."""
    path = settings.OUTBOX_DOORBELL
    if not path:
        return
    try:
        import_string(path)()
    except Exception:  # the promise is the row; a doorbell that fails is logged and forgotten
        log.warning("outbox.doorbell_failed", exc_info=True)
