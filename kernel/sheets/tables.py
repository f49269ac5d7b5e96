"""Typed rows out of a sheet: a dataclass names the columns, its fields carry the parsers.

@dataclass(frozen=True, slots=True)
class GateRow:
    at: int  # the row in the sheet
    code: str = cell(text(12))
    name_en: str = cell(text(120), default="")
"""

import dataclasses
import datetime as dt
from collections.abc import Callable, Hashable, Mapping
from dataclasses import MISSING, dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from django.utils.translation import gettext as _

from kernel.sheets.book import Book, Sheet
from kernel.sheets.cells import BadCell, Parser, checked
from kernel.sheets.problems import Problems

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Located(Protocol):
    @property
    def at(self) -> int: ...


R = TypeVar("R", bound=Located)


def cell(parse: Parser[T], *, default: Any = MISSING) -> Any:
    """A column of the dataclass's field name; needed unless it has a default, which an empty cell stands for."""
    return field(metadata={"parse": parse}, default=default)


@dataclass(slots=True)
class Table(Generic[R]):
    """The good rows of one subject. `doubtful` are the bad ones, as far as their cells could be read."""

    subject: str
    file: str
    problems: Problems
    rows: list[R] = field(default_factory=list)
    doubtful: list[Mapping[str, Any]] = field(default_factory=list)
    bad_columns: set[str] = field(default_factory=set)
    is_blind: bool = False  # the table is there and could not be read: nothing can be said of references to it
    is_absent: bool = False

    def bad(self, row: R, column: str, code: str, reason: str) -> None:
        self.complain(row.at, column, code, reason)

    def complain(self, number: int, column: str, code: str, reason: str) -> None:
        self.bad_columns.add(column)
        self.problems.add(self.file, number, column, code, reason)

    def refuse_doubles(self, *columns: str) -> None:
        """Keeps the first row of each key and reports the later ones."""
        seen: dict[tuple[Any, ...], int] = {}
        kept = []
        for row in self.rows:
            key = tuple(getattr(row, column) for column in columns)
            if key in seen:
                reason = _("The same as row %(row)s.") % {"row": seen[key]}
                self.bad(row, columns[-1], "doubled_row", reason)
            else:
                seen[key] = row.at
                kept.append(row)
        self.rows = kept

    def keep(self, is_good: Callable[[R], bool]) -> None:
        """Drops the rows the check reports; references to them are not held against anyone."""
        kept = []
        for row in self.rows:
            if is_good(row):
                kept.append(row)
            else:
                self.doubtful.append({f.name: getattr(row, f.name) for f in dataclasses.fields(row)})  # type: ignore[arg-type]
        self.rows = kept


@dataclass(slots=True)
class Known(Generic[K, V]):
    """What references may point to: `found`, and keys that stand in a bad row and are therefore not held against anyone."""

    found: dict[K, V] = field(default_factory=dict)
    doubtful: set[K] = field(default_factory=set)
    is_blind: bool = False

    def resolve(self, table: Table[R], row: R, column: str, key: K, reason: str) -> V | None:
        """The object, or None; `reason` is reported unless the key stands in a row that is bad itself."""
        value = self.found.get(key)
        if value is None and not self.is_blind and key not in self.doubtful:
            table.bad(row, column, "unknown_reference", reason % {"value": key})
        return value

    def doubt(self, table: Table[Any], column: str) -> None:
        """Takes in the keys of the table's bad rows. Where a key itself is wrong, any reference may have meant it."""
        self.doubtful |= {row[column] for row in table.doubtful if column in row}
        self.is_blind = self.is_blind or table.is_blind or column in table.bad_columns


def read_table(
    book: Book,
    subject: str,
    row_type: Callable[..., R],
    problems: Problems,
    *,
    move_days: dt.timedelta = dt.timedelta(),
) -> Table[R]:
    """The subject's rows; every date in them moves by `move_days`. Bad cells and headers are added to `problems`."""
    sheet = book.sheets.get(subject)
    if sheet is None:
        is_blind = subject in book.unreadable
        return Table(subject, subject, problems, is_blind=is_blind, is_absent=not is_blind)
    table: Table[R] = Table(subject, sheet.file, problems)
    columns = {f.name: f for f in dataclasses.fields(row_type) if "parse" in f.metadata}  # type: ignore[arg-type]
    at_column = _header(sheet, columns, table)
    if at_column is None:
        table.is_blind = True
        return table
    for number, cells in sheet.rows[1:]:
        values, is_good = _values(number, cells, at_column, columns, table)
        moved = {name: _moved(value, move_days) for name, value in values.items()}
        if is_good:
            table.rows.append(row_type(at=number, **moved))
        else:
            table.doubtful.append(moved)
    return table


def _header(sheet: Sheet, columns: Mapping[str, Any], table: Table[Any]) -> dict[str, int] | None:
    """Column name -> position, or None when the table cannot be read for its header."""
    if not sheet.rows:
        table.problems.add(sheet.file, 0, "", "empty", _("The file is empty; its first row must name the columns."))
        return None
    number, titles = sheet.rows[0]
    names = [title.strip().lstrip("\ufeff").casefold().replace(" ", "_") for title in titles]
    while names and not names[-1]:
        names.pop()
    at_column: dict[str, int] = {}
    broken = False
    for position, name in enumerate(names):
        if name in at_column:
            table.problems.add(sheet.file, number, name, "doubled_column", _("This column stands there twice."))
            broken = True
        elif name not in columns:
            reason = _("No column is called that. Known columns: %(known)s.") % {"known": ", ".join(columns)}
            table.problems.add(sheet.file, number, name[:60], "unknown_column", reason)
            broken = True
        else:
            at_column[name] = position
    for name, column in columns.items():
        if name not in at_column and column.default is MISSING:
            table.problems.add(sheet.file, number, name, "missing_column", _("This column is needed and missing."))
            broken = True
    return None if broken else at_column


def _values(
    number: int, cells: list[str], at_column: Mapping[str, int], columns: Mapping[str, Any], table: Table[Any]
) -> tuple[dict[str, Any], bool]:
    values: dict[str, Any] = {}
    is_good = True
    if any(extra.strip() for extra in cells[max(at_column.values()) + 1 :]):
        table.problems.add(table.file, number, "", "extra_cells", _("The row has more cells than the header."))
        is_good = False
    for name, position in at_column.items():
        column = columns[name]
        try:
            raw = checked(cells[position] if position < len(cells) else "")
            if raw or column.default is MISSING:
                values[name] = column.metadata["parse"](_filled(raw))
        except BadCell as exc:
            table.complain(number, name, exc.code, exc.reason)
            is_good = False
    return values, is_good


def _filled(text: str) -> str:
    if not text:
        raise BadCell("empty", _("This cell must not be empty."))
    return text


def _moved(value: Any, days: dt.timedelta) -> Any:
    if isinstance(value, dt.date):
        return value + days
    if isinstance(value, tuple):
        return tuple(_moved(item, days) for item in value)
    return value
