"""Row locks in one house order, so that two services never wait for each other in a ring.

Each app's `locks.py` names its ranks; `lock_rows` takes the rows of one rank sorted by primary key and raises when a
lower rank is asked for after a higher one within the same unit of work.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import IntEnum
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from kernel.lookups import Instances
from kernel.statements import post, rows

M = TypeVar("M", bound=Model)


class Rank(IntEnum):
    """The house lock order, lowest first; then primary key."""

    TENANT = 10
    EVENT = 20
    COMPANY = 30
    PERSON = 40
    PLACE = 50
    CLAIM = 60
    MEETING = 70
    CREDENTIAL = 80


class LockOrderBroken(AssertionError):
    """A programming error: rows were locked against the house order."""


_highest: ContextVar[int] = ContextVar("highest_lock_rank", default=0)


@contextmanager
def fresh_lock_order() -> Iterator[None]:
    token = _highest.set(0)
    try:
        yield
    finally:
        _highest.reset(token)


def lock_rows(rank: Rank, wanted: QuerySet[M]) -> list[M]:
    """The rows, locked `FOR NO KEY UPDATE` in primary key order, as they are now. Takes at most one sorted batch per rank."""
    step_to(rank)
    return list(wanted.select_for_update(no_key=True, of=("self",)).order_by("pk"))


def lock_ids(rank: Rank, model: type[Model], ids: Collection[int]) -> None:
    """As `lock_rows`, where nobody needs to read the rows: the statement is written by hand and brings nothing back."""
    step_to(rank)
    table = model._meta.db_table
    post(f'SELECT 1 FROM "{table}" WHERE id = ANY (%s) ORDER BY id FOR NO KEY UPDATE', [sorted(ids)])  # noqa: S608 -- a table of ours


def lock_by_id(rank: Rank, instances: Instances, row_id: int) -> Any | None:
    """The one row of a model under `instances`, locked and as it is now, or None when it is gone."""
    step_to(rank)
    found = rows(f"{instances.select} WHERE id = %s FOR NO KEY UPDATE", [row_id])
    return next(instances.of(found[0])) if found else None


def lock_one(rank: Rank, wanted: QuerySet[M]) -> M | None:
    """The single row, locked, or None when it is gone."""
    found = lock_rows(rank, wanted)
    return found[0] if found else None


def step_to(rank: Rank) -> None:
    """For a statement that locks what it writes: it stands in the order as any lock does."""
    if rank < _highest.get():
        msg = f"{rank.name} rows are locked before rank {_highest.get()}, never after"
        raise LockOrderBroken(msg)
    _highest.set(rank)
