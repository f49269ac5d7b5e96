"""The table x time board of a run: columns are slots, rows are tables, cells what stands or is planned there."""

import datetime as dt
from dataclasses import dataclass, field

from booking.models import ScheduleRun
from booking.queries.schedule_diff import Kind
from booking.queries.schedule_preview import Entry, Preview, Unmet, entries_of, preview_of
from booking.wording.schedule import reason_words
from fairs.models import MeetingSlot, MeetingTable


@dataclass(frozen=True, slots=True)
class Cell:
    """What fills a table in a slot. `id` is the wish's (new) or the meeting's public id; `state` of `Kind`, or `locked`.

    `clash` is the sentence of a move that cannot be; `came_from` where a moved meeting stands now.
    """

    id: str
    state: str
    firms: tuple[str, str]
    people: tuple[str, str]
    need: str
    interpreter: str
    priority: int
    is_must: bool
    is_locked: bool
    is_by_hand: bool
    is_outside_wish: bool
    is_movable: bool
    clash: str = ""
    came_from: tuple[MeetingSlot, MeetingTable] | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A table; `cells` beside the board's columns, None where it is free."""

    table: MeetingTable
    cells: list[Cell | None]


@dataclass(frozen=True, slots=True)
class OffBoard:
    """A wish without a place, or a planned meeting that clashes with what stands: id, who, why."""

    id: str
    firms: tuple[str, str]
    priority: int
    is_must: bool
    reason: str
    words: str


@dataclass(slots=True)
class Board:
    """One day of a preview. `seen` goes back with publishing; `days` are all days with slots ahead."""

    run: ScheduleRun
    seen: str
    counts: dict[str, int]
    day: dt.date | None
    days: list[dt.date]
    columns: list[MeetingSlot]
    rows: list[Row]
    unmet: list[OffBoard] = field(default_factory=list)


def board_of(run: ScheduleRun, *, now: dt.datetime, day: dt.date | None = None, most_unmet: int = 200) -> Board:
    """The board of `day` (None: the first with slots ahead); a constant number of queries."""
    return board_from(preview_of(run, now=now), day=day, most_unmet=most_unmet)


def board_from(preview: Preview, *, day: dt.date | None = None, most_unmet: int = 200) -> Board:
    """The same out of a preview that is there already."""
    run, facts = preview.run, preview.facts
    days = sorted({facts.day_of(slot.pk) for slot in facts.slots})
    day = day if day in days else (days[0] if days else None)
    columns = [slot for slot in facts.slots if facts.day_of(slot.pk) == day]
    at = {slot.pk: column for column, slot in enumerate(columns)}
    rows = {table.pk: Row(table, [None] * len(columns)) for table in facts.tables}
    today = [line for line in preview.diff.lines if line.slot in at]
    for entry in entries_of(preview, today):
        if entry.line.kind is not Kind.CLASH or entry.line.meeting is not None:
            rows[entry.table.pk].cells[at[entry.line.slot]] = _cell(entry)
    return Board(
        run=run,
        seen=preview.diff.seen,
        counts=preview.diff.counts() | {"unmet": len(preview.unmet_wishes)},
        day=day,
        days=days,
        columns=columns,
        rows=list(rows.values()),
        unmet=[_off(unmet) for unmet in preview.unmet(most_unmet)],
    )


def _cell(entry: Entry) -> Cell:
    line = entry.line
    state = "locked" if line.is_locked and line.kind is Kind.KEPT else line.kind.value
    moved = line.kind is Kind.MOVED and entry.from_slot is not None and entry.from_table is not None
    return Cell(
        id=entry.id,
        state=state,
        firms=(entry.sides[0].company.short_name, entry.sides[1].company.short_name),
        people=(entry.sides[0].person.full_name, entry.sides[1].person.full_name),
        need=entry.need.code if entry.need else "",
        interpreter=entry.interpreter,
        priority=line.priority,
        is_must=line.is_must,
        is_locked=line.is_locked,
        is_by_hand=line.is_by_hand,
        is_outside_wish=line.is_outside_wish,
        is_movable=not line.is_locked,
        clash=reason_words(line.clash) if line.clash else "",
        came_from=(entry.from_slot, entry.from_table) if moved else None,  # type: ignore[arg-type]
    )


def _off(unmet: Unmet) -> OffBoard:
    one, other = unmet.companies
    return OffBoard(
        id=unmet.id,
        firms=(one.short_name, other.short_name),
        priority=unmet.wish.priority,
        is_must=unmet.wish.is_must,
        reason=unmet.reason,
        words=words_of(unmet),
    )


def words_of(unmet: Unmet) -> str:
    """Why, in the active language, with who sits in its place."""
    return reason_words(unmet.reason, [f"{one.short_name} × {other.short_name}" for one, other in unmet.by])
