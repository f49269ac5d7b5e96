"""How the rows that keep promises stand: for /readyz and /metrics."""

from dataclasses import dataclass

from django.db import connection

_COUNTS = """
SELECT
    (SELECT count(*) FROM kernel_outboxevent WHERE relayed_at IS NULL AND failed_at IS NULL),
    (SELECT count(*) FROM kernel_outboxevent WHERE failed_at IS NOT NULL),
    (SELECT coalesce(extract(epoch FROM now() - min(created_at)), 0) FROM kernel_outboxevent
      WHERE relayed_at IS NULL AND failed_at IS NULL),
    (SELECT count(*) FROM kernel_dueitem WHERE done_at IS NULL AND due_at < now() - interval '30 seconds')
"""


@dataclass(frozen=True, slots=True)
class PromiseCounts:
    """`outbox_lag` in seconds: the age of the oldest event not relayed."""

    messages: dict[str, int]
    outbox_waiting: int
    outbox_failed: int
    outbox_lag: float
    due_late: int


def promise_counts() -> PromiseCounts:
    """Two queries."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT state, count(*) FROM kernel_message GROUP BY state")
        messages = {state: number for state, number in cursor.fetchall()}  # noqa: C416 -- typed keys
        cursor.execute(_COUNTS)
        waiting, failed, lag, late = cursor.fetchone()
    return PromiseCounts(messages, waiting, failed, float(lag), late)
