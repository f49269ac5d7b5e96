"""One answer per key: claimed before the work, written in the work's own transaction, replayed for ever after (a day).

The order: `claim` commits a row without an answer; the unit of work calls `answer_in_transaction` just before it
commits, so that the answer and the booking become true together; a claim whose process died is free after 60 s.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from kernel.errors import Conflict, Rejected
from kernel.models import IdempotencyKey
from kernel.statements import rows

TAKE_OVER_SECONDS = 60
KEEP_HOURS = 24


class KeyRunning(Conflict):
    code = "idempotency_key_running"
    title = _("A request with this key is still running.")


class KeyReused(Rejected):
    code = "idempotency_key_reused"
    title = _("This key was used for another request.")


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes


@dataclass(slots=True)
class Claim:
    """A key this process holds. `render` turns the service's result into the answer, inside its transaction."""

    row_id: int
    started_at: dt.datetime
    render: Callable[[Any], Answer]
    answer: Answer | None = field(default=None)


_current: ContextVar[Claim | None] = ContextVar("idempotency_claim", default=None)

_CLAIM = """
INSERT INTO kernel_idempotencykey AS held (credential, key, fingerprint, headers) VALUES (%s, %s, %s, '{}')
ON CONFLICT ON CONSTRAINT idempotency_key_once DO UPDATE
    SET started_at = now(), fingerprint = excluded.fingerprint
    WHERE held.status IS NULL AND held.started_at < now() - make_interval(secs => %s)
RETURNING id, started_at
"""


def claim(credential: str, key: str, fingerprint: str, render: Callable[[Any], Answer]) -> Claim | Answer:
    """The claim, or the answer given before. Raises KeyReused (other body) or KeyRunning. Call it outside a transaction."""
    claimed = rows(_CLAIM, [credential, key, fingerprint, TAKE_OVER_SECONDS])
    if claimed:
        return Claim(row_id=claimed[0][0], started_at=claimed[0][1], render=render)
    held = IdempotencyKey.objects.filter(credential=credential, key=key).first()
    if held is None:
        raise KeyRunning
    if held.fingerprint != fingerprint:
        raise KeyReused
    if held.status is None or held.body is None:
        raise KeyRunning
    return Answer(status=held.status, body=bytes(held.body))


@contextmanager
def holding(held: Claim) -> Iterator[None]:
    """While inside, the next unit of work that ends well writes its answer under the claim."""
    token = _current.set(held)
    try:
        yield
    finally:
        _current.reset(token)


def is_answer_awaited() -> bool:
    """Whether the unit of work that comes next has to keep its answer before it commits."""
    held = _current.get()
    return held is not None and held.answer is None


def answer_in_transaction(result: object) -> None:
    """Called by the unit of work before it commits. Raises KeyRunning when another process took the claim over."""
    held = _current.get()
    if held is None or held.answer is not None:
        return
    answer = held.render(result)
    if not _write(held, answer):
        raise KeyRunning
    held.answer = answer


def answer_afterwards(held: Claim, answer: Answer) -> None:
    """Keep a refusal that would be the same again (not a conflict, not a busy moment)."""
    _write(held, answer)


def release(held: Claim) -> None:
    """Forget the claim: the same key may try again at once."""
    IdempotencyKey.objects.filter(pk=held.row_id, status__isnull=True, started_at=held.started_at).delete()


def forget_old_keys(*, now: dt.datetime) -> int:
    """Housekeeping: how many rows older than a day were dropped."""
    return IdempotencyKey.objects.filter(started_at__lt=now - dt.timedelta(hours=KEEP_HOURS)).delete()[0]


def _write(held: Claim, answer: Answer) -> bool:
    held_row = IdempotencyKey.objects.filter(pk=held.row_id, status__isnull=True, started_at=held.started_at)
    return held_row.update(status=answer.status, body=answer.body) == 1
