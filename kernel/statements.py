"""Statements written by hand, planned once for each connection: for the paths on which everybody waits.

They go to libpq by psycopg's own wrapper of it, below its cursors and Django's: one call each, and what a connection
has prepared it keeps, after a rollback too (docs/adr/0013). Types, errors and transactions are the same as above. They ask
for few rows by their keys, so they are planned as if every table were large already: a plan lasts longer than an empty table.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from kernel.postgres.line import Asked, Rows, Values, line_of

__all__ = [
    "Gathered",
    "Proof",
    "Rows",
    "Values",
    "gathered",
    "limited_waiting",
    "may_commit",
    "planned",
    "post",
    "rows",
    "run",
]


@dataclass(frozen=True, slots=True)
class Proof:
    """A condition of a statement under which somebody known from before may still do what it does."""

    condition: str
    values: Mapping[str, Any]


def rows(statement: str, values: Values) -> Rows:
    """What the statement answers. `statement` is a constant text: another text is another plan to keep."""
    here = connections[DEFAULT_DB_ALIAS]
    if _is_watched(here):
        with here.cursor() as cursor:
            cursor.execute(statement, values)
            return list(cursor.fetchall()) if cursor.description else []
    with here.wrap_database_errors:
        return line_of(here).rows(statement, values)


def run(statement: str, values: Values) -> int:
    """How many rows the statement wrote or deleted."""
    here = connections[DEFAULT_DB_ALIAS]
    if _is_watched(here):
        with here.cursor() as cursor:
            cursor.execute(statement, values)
            written: int = cursor.rowcount
            return written
    with here.wrap_database_errors:
        return line_of(here).run(statement, values)


def planned(statement: str, values: Values) -> Rows:
    """As `rows`, planned anew for these values: for statements about many rows at once, where the plan is the cost.

    One plan for few values and for many would be wrong for either.
    """
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall()) if cursor.description else []


def post(statement: str, values: Values) -> None:
    """Run it where nobody reads its answer: at once, or with the others inside `gathered`."""
    together = _gathering.get()
    if together is None:
        run(statement, values)
    else:
        together.rows(statement, values)


class Gathered:
    """Statements that travel together; see `gathered`."""

    def __init__(self) -> None:
        self._asked: list[Asked] = []

    def rows(self, statement: str, values: Values) -> Rows:
        """The list in which the answer stands once all have travelled."""
        answer: Rows = []
        self._asked.append((statement, values, answer))
        return answer

    def commit(self, *, waiting_ms: int) -> None:
        """A whole transaction of them, with the limit of waiting for a lock; for whom `may_commit` says so."""
        here = connections[DEFAULT_DB_ALIAS]
        with here.wrap_database_errors:
            line_of(here).committed(self._asked, f"SET LOCAL lock_timeout = '{waiting_ms}ms'".encode())

    def send(self) -> None:
        here = connections[DEFAULT_DB_ALIAS]
        if _is_watched(here):
            for statement, values, answer in self._asked:
                answer.extend(rows(statement, values))
        elif self._asked:
            with here.wrap_database_errors:
                line_of(here).together(self._asked)


@contextmanager
def gathered() -> Iterator[Gathered]:
    """What is asked of it and what is `post`ed inside goes to the server in one round trip, at the end and in order.

    Each statement sees what was committed when its own turn comes, as if sent alone: first a lock, then what is read
    behind it. The first that fails is raised, and those after it have not run.
    """
    together = Gathered()
    token = _gathering.set(together)
    try:
        yield together
    finally:
        _gathering.reset(token)
    together.send()


def may_commit() -> bool:
    """Whether a transaction can be sent as a whole: none is open, and nobody counts statements or shares connections."""
    here = connections[DEFAULT_DB_ALIAS]
    return not here.in_atomic_block and not _is_watched(here)


@contextmanager
def limited_waiting(milliseconds: int) -> Iterator[None]:
    """How long a statement of the transaction inside waits for a lock; said in the round trip of its first statement."""
    here = connections[DEFAULT_DB_ALIAS]
    setting = f"SET LOCAL lock_timeout = '{int(milliseconds)}ms'"
    if _is_watched(here):
        with here.cursor() as cursor:
            cursor.execute(setting)
        yield
        return
    with here.wrap_database_errors:
        kept = line_of(here).kept
    kept.first = setting.encode()
    try:
        yield
    finally:
        kept.first = b""


def _is_watched(here: BaseDatabaseWrapper) -> bool:
    """A pooler that shares connections keeps no plans; and whoever counts statements does so at Django's cursor."""
    return not settings.PREPARE_STATEMENTS or here.queries_logged or bool(here.execute_wrappers)


_gathering: ContextVar[Gathered | None] = ContextVar("gathering_statements", default=None)
