"""Due times live in rows, never in the broker's `eta`."""

import datetime as dt

from kernel.models import DueItem
from kernel.outbox import Payload


def schedule(key: str, event: str, *, at: dt.datetime, **payload: Payload) -> None:
    """Emit `event` once at `at`; the same key moves the time. Call it inside the unit of work that makes it due."""
    DueItem.objects.update_or_create(
        key=key, defaults={"event": event, "payload": payload, "due_at": at, "done_at": None}
    )


def unschedule(key: str) -> None:
    DueItem.objects.filter(key=key, done_at__isnull=True).delete()
