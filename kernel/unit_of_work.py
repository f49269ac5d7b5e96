"""One public service = one unit of work: a durable transaction with a lock timeout, whose broken constraints become refusals."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import DatabaseError, IntegrityError, OperationalError, transaction

from kernel.errors import Busy, DomainError
from kernel.idempotency import answer_in_transaction, is_answer_awaited
from kernel.locks import fresh_lock_order
from kernel.statements import Gathered, Rows, gathered, limited_waiting, may_commit

P = ParamSpec("P")
T = TypeVar("T")

LOCK_TIMEOUT_MS = 3000
_LOCK_NOT_AVAILABLE, _DEADLOCK, _SERIALIZATION, _ROW_GONE = "55P03", "40P01", "40001", "23503"
TRIES_OF_A_STATEMENT = 3

_refusals: dict[str, Callable[[], DomainError]] = {}


def refuse_constraint(name: str, refusal: Callable[[], DomainError]) -> None:
    """Say which refusal a broken constraint means. Called once per constraint, in the app's `errors.py`."""
    _refusals[name] = refusal


def refused_constraints() -> Mapping[str, Callable[[], DomainError]]:
    return dict(_refusals)


def unit_of_work(service: Callable[P, T]) -> Callable[P, T]:
    """Run `service` in `atomic(durable=True)` with `lock_timeout = 3s`.

    Raises the refusal registered for a broken constraint's *name*; `Busy` when a lock was not to be had in time.
    Inner steps open nothing: a public service never calls a public service.
    """

    @wraps(service)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        with _refusing(), transaction.atomic(durable=True), fresh_lock_order(), limited_waiting(LOCK_TIMEOUT_MS):
            result = service(*args, **kwargs)
            answer_in_transaction(result)
            return result

    return run


def one_trip(ask: Callable[[Gathered], Rows], tell: Callable[[Rows], T | None]) -> T | None:
    """A unit of work in one round trip, COMMIT included: `ask` gathers all its statements, `tell` reads what was found.

    Where the answer has to be kept before the commit (`tell` made one under a key), it takes three. Nothing may be
    decided between the statements: the last one writes only where all is as it should be. Raises as `unit_of_work` does.
    """
    with _refusing():
        if may_commit() and not is_answer_awaited():
            together = Gathered()
            with fresh_lock_order():
                found = ask(together)
            together.commit(waiting_ms=LOCK_TIMEOUT_MS)
            return tell(found)
        with transaction.atomic(durable=True), fresh_lock_order(), limited_waiting(LOCK_TIMEOUT_MS):
            with gathered() as together:
                found = ask(together)
            result = tell(found)
            if result is not None:
                answer_in_transaction(result)
            return result


def asked_again(ask: Callable[[], T]) -> T:
    """What `ask` answers, asked anew where others were in its way: the database gave it up so that they could go on (a
    ring of waiting), or a row that it had read and points at was gone when it committed.

    For a statement that is a transaction of its own and means the same said twice. The third time it raises as a unit of
    work does.
    """
    for _ in range(TRIES_OF_A_STATEMENT - 1):
        try:
            return ask()
        except (OperationalError, IntegrityError) as exc:
            if sqlstate(exc) not in {_DEADLOCK, _SERIALIZATION, _ROW_GONE}:
                raise
    with _refusing():
        return ask()


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except IntegrityError as exc:
        refusal = _refusals.get(constraint_name(exc) or "")
        if refusal is None:
            raise
        raise refusal() from exc
    except OperationalError as exc:
        if sqlstate(exc) in {_LOCK_NOT_AVAILABLE, _DEADLOCK, _SERIALIZATION}:
            raise Busy(retry_after=1) from exc
        raise


def constraint_name(exc: DatabaseError) -> str | None:
    diag = getattr(exc.__cause__, "diag", None)
    return getattr(diag, "constraint_name", None)


def sqlstate(exc: DatabaseError) -> str | None:
    return getattr(exc.__cause__, "sqlstate", None)
