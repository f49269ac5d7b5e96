"""Due times live in rows, never in the broker's `eta`."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from psycopg.types.json import Jsonb

from kernel.models import DueItem
from kernel.outbox import Payload, emit
from kernel.statements import post
from kernel.unit_of_work import unit_of_work


@dataclass(frozen=True, slots=True)
class Due:
    """`event` with `payload` once at `at`, under a key."""

    key: str
    event: str
    at: dt.datetime
    payload: Mapping[str, Payload]


def schedule(key: str, event: str, *, at: dt.datetime, **payload: Payload) -> None:
    """Emit `event` once at `at`; the same key moves the time. Call it inside the unit of work that makes it due."""
    schedule_all([Due(key, event, at, payload)])


def schedule_all(items: Sequence[Due]) -> None:
    """As `schedule`, with one statement for all; each key once."""
    if items:
        values = [(item.key, item.event, Jsonb(dict(item.payload)), item.at) for item in items]
        keys, events, payloads, times = map(list, zip(*values, strict=True))
        post(_UPSERT, [keys, events, payloads, times])


def unschedule(*keys: str) -> None:
    if keys:
        post("DELETE FROM kernel_dueitem WHERE key = ANY (%s) AND done_at IS NULL", [list(keys)])


INTO_DUE = "INSERT INTO kernel_dueitem (key, event, payload, due_at)"
_UPSERT = f"""
{INTO_DUE}
SELECT * FROM unnest(%s::text[], %s::text[], %s::jsonb[], %s::timestamptz[])
ON CONFLICT (key) DO UPDATE SET event = excluded.event, payload = excluded.payload, due_at = excluded.due_at, done_at = NULL
"""  # noqa: S608 -- a constant of ours


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
