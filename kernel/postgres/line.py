"""A connection spoken to at libpq's level: plans it keeps, pipelines, and what a transaction begins with.

Below `kernel.statements`, which says what for (docs/adr/0013, 0030).
"""

import re
import select
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import errors, pq
from psycopg.adapt import AdaptersMap, PyFormat, Transformer
from psycopg.pq.abc import PGresult
from psycopg.types.numeric import Int8BinaryDumper, Int8Dumper

Values = Mapping[str, Any] | Sequence[Any]
Rows = list[tuple[Any, ...]]
Asked = tuple[str, Values, Rows]
_Ready = tuple[bytes, Any, Any]


def line_of(here: BaseDatabaseWrapper) -> "Line":
    here.ensure_connection()
    here.validate_no_broken_transaction()
    raw: psycopg.Connection[Any] = here.connection
    kept = getattr(raw, _KEPT, None)
    if kept is None:
        kept = _Kept(raw)
        setattr(raw, _KEPT, kept)
    return Line(raw, kept)


def say_first(raw: psycopg.Connection[Any]) -> None:
    """Before a statement that does not go through this module: what a transaction begins with."""
    kept = getattr(raw, _KEPT, None)
    if kept is not None and kept.first:
        Line(raw, kept).open()


_KEPT = "_kept_by_statements"


class _Kept:
    """What a connection keeps: its types (ints always as bigint, or each size were a plan of its own) and its plans."""

    __slots__ = ("adapters", "connection", "first", "names", "types", "unplanned")

    def __init__(self, raw: psycopg.Connection[Any]) -> None:
        self.first = b""  # what is said before the next statement
        self.connection = raw  # types ask it for its encoding, its zone and how it escapes
        self.adapters = AdaptersMap(raw.adapters)
        self.adapters.register_dumper(int, Int8Dumper)  # as text, inside lists
        self.adapters.register_dumper(int, Int8BinaryDumper)
        self.types = Transformer(self)
        self.names: dict[tuple[str, tuple[int, ...]], bytes] = {}
        self.unplanned: set[bytes] = set()  # the server plans at the first use


class Line:
    """One connection, spoken to at libpq's level."""

    __slots__ = ("_pq", "_raw", "kept")

    def __init__(self, raw: psycopg.Connection[Any], kept: _Kept) -> None:
        self._raw = raw
        self._pq = raw.pgconn
        self.kept = kept

    def rows(self, statement: str, values: Values) -> Rows:
        return self._loaded(self._execute(statement, values))

    def run(self, statement: str, values: Values) -> int:
        return self._execute(statement, values).command_tuples or 0

    def together(self, asked: Sequence[Asked]) -> None:
        """One round trip for all."""
        results = self._sent([self._ready(statement, values) for statement, values, _ in asked])
        for result, (_, _, answer) in zip(results, asked, strict=True):
            answer.extend(self._loaded(self._checked(result)))

    def committed(self, asked: Sequence[Asked], limit: bytes) -> None:
        """One round trip for a whole transaction; what fails leaves none open."""
        ready = [self._ready(statement, values) for statement, values, _ in asked]
        try:
            *results, done = self._sent(ready, opening=(b"BEGIN", limit), closing=(b"COMMIT",))
            for result, (_, _, answer) in zip(results, asked, strict=True):
                answer.extend(self._loaded(self._checked(result)))
            self._checked(done)
        except psycopg.Error:
            if self._pq.transaction_status != pq.TransactionStatus.IDLE and self._pq.status == pq.ConnStatus.OK:
                self._pq.exec_(b"ROLLBACK")
            raise

    def open(self) -> None:
        self._sent([])

    def _sent(
        self, ready: Sequence[_Ready], *, opening: Sequence[bytes] | None = None, closing: Sequence[bytes] = ()
    ) -> list[PGresult]:
        """In libpq's pipeline mode, behind what opens a transaction when that is due; the answers to all but `opening`."""
        names = {name for name, _, _ in ready}
        is_to_plan = not self.kept.unplanned.isdisjoint(names)
        opening = [
            *(self._opening() if opening is None else opening),
            *([b"SET enable_seqscan = off"] if is_to_plan else []),
        ]
        self.kept.first = b""
        self._pq.enter_pipeline_mode()
        for text in opening:
            self._pq.send_query_params(text, None)
        for name, dumped, formats in ready:
            self._pq.send_query_prepared(name, dumped, formats)
        for text in [*closing, *([b"RESET enable_seqscan"] if is_to_plan else [])]:
            self._pq.send_query_params(text, None)
        self._pq.pipeline_sync()
        results = self._until_the_sync()
        self._pq.exit_pipeline_mode()
        asked = len(opening) + len(ready) + len(closing) + is_to_plan
        if len(results) == asked + 1 and results[-1].status == pq.ExecStatus.FATAL_ERROR:
            self._checked(
                results[-1]
            )  # outside a transaction the sync commits: what fails at that is told behind all answers
        if len(results) != asked:
            self._pq.finish()  # which answer is whose is not known any more; who asks again gets another connection
            told = ", ".join(pq.ExecStatus(result.status).name for result in results)
            raise psycopg.OperationalError(f"{len(ready)} statements were answered by {told}")
        for result in results[: len(opening)]:
            self._checked(result)
        # On again behind the commit, which checks foreign keys by plans of its own.
        if is_to_plan and results.pop().status in _FINE:
            self.kept.unplanned -= names
        return results[len(opening) :]

    def _until_the_sync(self) -> list[PGresult]:
        """Waits without holding the interpreter: who has the lock waited for may be a thread of this process."""
        look = select.poll()
        look.register(self._pq.socket, select.POLLIN | select.POLLOUT)
        while self._pq.flush():
            look.poll()
            self._pq.consume_input()
        look.modify(self._pq.socket, select.POLLIN)
        results: list[PGresult] = []
        while True:
            while self._pq.is_busy():
                look.poll()
                self._pq.consume_input()
            result = self._pq.get_result()
            if self._pq.status == pq.ConnStatus.BAD:
                raise psycopg.OperationalError(self._pq.get_error_message())
            if result is None:
                continue
            if result.status == pq.ExecStatus.PIPELINE_SYNC:
                return results
            results.append(result)

    def _execute(self, statement: str, values: Values) -> PGresult:
        ready = self._ready(statement, values)
        if ready[0] in self.kept.unplanned or self._opening():
            (result,) = self._sent([ready])
            return self._checked(result)
        return self._checked(self._pq.exec_prepared(*ready))

    def _ready(self, statement: str, values: Values) -> _Ready:
        """Name, values and their formats; prepares the statement at its first use."""
        query = _query(statement)
        given = [values[name] for name in query.names] if isinstance(values, Mapping) else values
        types = self.kept.types
        dumped = types.dump_sequence(given, query.formats)
        key = (statement, types.types or ())
        name = self.kept.names.get(key)
        if name is None:
            name = b"phien_%d" % len(self.kept.names)
            self._checked(self._pq.prepare(name, query.text, types.types))
            self.kept.names[key] = name
            self.kept.unplanned.add(name)
        return name, dumped, types.formats

    def _loaded(self, result: PGresult) -> Rows:
        types = self.kept.types
        types.set_pgresult(result)
        found: Rows = types.load_rows(0, result.ntuples, tuple) if result.nfields else []
        types.set_pgresult(None)
        return found

    def _opening(self) -> tuple[bytes, ...]:
        """psycopg begins a transaction at its first statement; here it would not notice one."""
        is_due = self._pq.transaction_status == pq.TransactionStatus.IDLE and not self._raw.autocommit
        return tuple(text for text in (b"BEGIN" if is_due else b"", self.kept.first) if text)

    def _checked(self, result: PGresult) -> PGresult:
        if result.status in _FINE:
            return result
        if self._pq.status == pq.ConnStatus.BAD:
            raise psycopg.OperationalError(self._pq.get_error_message())
        raise errors.error_from_result(result)


_FINE = frozenset({pq.ExecStatus.COMMAND_OK, pq.ExecStatus.TUPLES_OK})
_PLACE = re.compile(r"%(?:\((\w+)\))?s|%%")


class _Query:
    """The text with libpq's `$1` for `%s` or `%(name)s`; equal names share one place."""

    __slots__ = ("formats", "names", "text")

    def __init__(self, statement: str) -> None:
        self.names: list[str] = []
        count = 0

        def number(place: re.Match[str]) -> str:
            nonlocal count
            name = place[1]
            if place[0] == "%%":
                return "%"
            if name is None:
                count += 1
                return f"${count}"
            if name not in self.names:
                self.names.append(name)
            return f"${self.names.index(name) + 1}"

        self.text = _PLACE.sub(number, statement).encode()
        self.formats = [PyFormat.AUTO] * (count or len(self.names))


@lru_cache(maxsize=512)
def _query(statement: str) -> _Query:
    return _Query(statement)
