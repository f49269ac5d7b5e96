"""Statements written by hand, planned once for each connection: for the paths on which everybody waits.

PostgreSQL plans a statement anew whenever it is sent as text; for the joins of a scan or of an accepted wish that took
longer than running it (docs/adr/0013). Sent by these functions it is prepared at its first use and bound afterwards.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection
from django.db.backends.utils import CursorWrapper

Values = Mapping[str, Any] | Sequence[Any]
Rows = list[tuple[Any, ...]]


class _Prepared(psycopg.Cursor):
    """Binds on the server and keeps the plan; its types are the connection's own."""

    def execute(
        self, query: Any, params: Any = None, *, prepare: bool | None = True, binary: bool | None = None
    ) -> Any:
        return super().execute(query, params, prepare=prepare, binary=binary)


def rows(statement: str, values: Values) -> Rows:
    """What the statement answers. `statement` is a constant text: another text is another plan to keep."""
    with _executed(statement, values) as cursor:
        answered = cursor.cursor.pgresult  # `description` would describe each column, at a cost a row does not have
        return cursor.fetchall() if answered is not None and answered.nfields else []


def run(statement: str, values: Values) -> int:
    """How many rows the statement wrote or deleted."""
    with _executed(statement, values) as cursor:
        written: int = cursor.rowcount
        return written


@contextmanager
def _executed(statement: str, values: Values) -> Iterator[CursorWrapper]:
    with connection.cursor() as cursor:
        if settings.PREPARE_STATEMENTS:
            cursor.cursor.close()
            cursor.cursor = _Prepared(connection.connection)
        cursor.execute(statement, values)
        yield cursor
