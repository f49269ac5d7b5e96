"""From facts to letters: outbox rows become message rows in one transaction, so that neither is ever without the other."""

import datetime as dt
import logging
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.db import DatabaseError, InterfaceError, OperationalError, transaction
from django.db.models.functions import Now

from kernel.clock import now as clock_now
from kernel.messages import Draft, post
from kernel.models import OutboxEvent
from kernel.unit_of_work import unit_of_work

log = logging.getLogger(__name__)

BATCH = 50
MAX_ATTEMPTS = 5
KEEP_DAYS = 30
WORK_SECONDS = 120
Work = Callable[[str, Mapping[str, object]], None]
Compose = Callable[[str, Mapping[str, object]], Iterable[Draft]]


@dataclass(slots=True)
class Relayed:
    """What one batch did: rows taken, rows that could not be composed, messages to nudge."""

    taken: int = 0
    refused: int = 0
    messages: list[int] = field(default_factory=list)


@unit_of_work
def relay_batch(compose: Compose, *, besides: Collection[str] = (), limit: int = BATCH) -> Relayed:
    """Claim up to `limit` waiting events not named in `besides`, oldest first, and post what `compose` makes of each.

    Several relays share the work (SKIP LOCKED). An event that cannot be composed stands alone in its savepoint: it
    is tried again later, five times in all, then `failed_at` is set. A lost database undoes the whole batch.
    """
    moment = clock_now()
    events = list(
        OutboxEvent.objects.select_for_update(skip_locked=True)
        .filter(relayed_at__isnull=True, failed_at__isnull=True, next_try_at__lte=Now())
        .exclude(name__in=besides)
        .order_by("id")[:limit]
    )
    done = Relayed(taken=len(events))
    relayed: list[int] = []
    for event in events:
        try:
            with transaction.atomic():
                done.messages += post(compose(event.name, event.payload))
        except (OperationalError, InterfaceError):
            raise
        except Exception as exc:
            log.exception("outbox.poisoned", extra={"event_id": event.pk, "event_name": event.name})
            _put_off(event, exc, moment)
            done.refused += 1
        else:
            relayed.append(event.pk)
    OutboxEvent.objects.filter(pk__in=relayed).update(relayed_at=moment)
    return done


def has_waiting() -> bool:
    """Whether an event is due to be relayed or worked off now."""
    waiting = OutboxEvent.objects.filter(relayed_at__isnull=True, failed_at__isnull=True, next_try_at__lte=Now())
    return waiting.exists()


def work_off(work: Work, *, names: Collection[str], limit: int = BATCH) -> int:
    """Do the work that waiting events named in `names` ask for, one by one, and say how many were taken.

    `work(name, payload)` is idempotent and commits for itself. An event is claimed for two minutes before its work
    begins, so a process killed in between leaves it to the next one; it may be worked twice, never not at all.
    """
    taken = 0
    while taken < limit and (event := _claim_work(names)) is not None:
        taken += 1
        try:
            work(event.name, event.payload)
        except Exception as exc:
            log.exception("outbox.poisoned", extra={"event_id": event.pk, "event_name": event.name})
            _put_off(event, exc, clock_now())
        else:
            OutboxEvent.objects.filter(pk=event.pk).update(relayed_at=clock_now())
    return taken


@unit_of_work
def _claim_work(names: Collection[str]) -> OutboxEvent | None:
    waiting = OutboxEvent.objects.select_for_update(skip_locked=True).filter(
        name__in=names, relayed_at__isnull=True, failed_at__isnull=True, next_try_at__lte=Now()
    )
    event = waiting.order_by("id").first()
    if event is not None:
        event.next_try_at = clock_now() + dt.timedelta(seconds=WORK_SECONDS)
        event.save(update_fields=["next_try_at"])
    return event


def _put_off(event: OutboxEvent, exc: Exception, moment: dt.datetime) -> None:
    """5 s, 20 s, 80 s, 320 s until the next try; the fifth refusal is the last."""
    event.attempts += 1
    text = type(exc).__name__ if isinstance(exc, DatabaseError) else f"{type(exc).__name__}: {exc}"
    event.last_error = text[:300]
    event.next_try_at = moment + dt.timedelta(seconds=5 * 4 ** (event.attempts - 1))
    if event.attempts >= MAX_ATTEMPTS:
        event.failed_at = moment
    event.save(update_fields=["attempts", "last_error", "next_try_at", "failed_at"])


def try_failed_again() -> int:
    """Events that were given up wait again, with fresh counts; how many."""
    failed = OutboxEvent.objects.filter(failed_at__isnull=False)
    return int(failed.update(failed_at=None, attempts=0, next_try_at=clock_now()))


def forget_relayed(*, now: dt.datetime) -> int:
    """Housekeeping: how many events relayed more than thirty days ago were dropped; failed ones stay for a person."""
    return OutboxEvent.objects.filter(relayed_at__lt=now - dt.timedelta(days=KEEP_DAYS)).delete()[0]
