"""Due times live in rows, never in the broker's `eta`."""

import datetime as dt

from kernel.models import DueItem
from kernel.outbox import Payload, emit
from kernel.unit_of_work import unit_of_work


def schedule(key: str, event: str, *, at: dt.datetime, **payload: Payload) -> None:
    """Emit `event` once at `at`; the same key moves the time. Call it inside the unit of work that makes it due."""
    DueItem.objects.bulk_create(
        [DueItem(key=key, event=event, payload=payload, due_at=at)],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["event", "payload", "due_at", "done_at"],
    )


def unschedule(key: str) -> None:
    DueItem.objects.filter(key=key, done_at__isnull=True).delete()


@unit_of_work
def emit_due(*, now: dt.datetime, limit: int = 200) -> int:
    """Emit what has become due, each once, and say how many; several runners share the work."""
    items = list(
        DueItem.objects.select_for_update(skip_locked=True)
        .filter(done_at__isnull=True, due_at__lte=now)
        .order_by("due_at")[:limit]
    )
    for item in items:
        emit(item.event, **item.payload)
    DueItem.objects.filter(pk__in=[item.pk for item in items]).update(done_at=now)
    return len(items)


def forget_done(*, now: dt.datetime) -> int:
    """Housekeeping: how many items done more than thirty days ago were dropped."""
    return DueItem.objects.filter(done_at__lt=now - dt.timedelta(days=30)).delete()[0]
