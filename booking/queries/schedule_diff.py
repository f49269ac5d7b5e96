"""What a preview would change, held against what stands now: always derived, never kept.

Whoever accepted, cancelled, moved or kept a time free since the run was computed is respected: what collides with that is
a clash and is not published.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from booking.queries.schedule_facts import MOVABLE, Facts, Standing
from booking.rules.schedule import meeting_of, wish_of


class Kind(StrEnum):
    NEW = "new"
    MOVED = "moved"
    KEPT = "kept"
    CLASH = "clash"


class Clash(StrEnum):
    """What stands against a line of the preview now."""

    MET_MEANWHILE = "met_meanwhile"
    WISH_CLOSED = "wish_closed"
    WISH_CHANGED = "wish_changed"
    ALREADY_MET = "already_met"
    BLOCKED_PAIR = "blocked_pair"
    MEETING_CHANGED = "meeting_changed"
    MEETING_LOCKED = "meeting_locked"
    TIME_PAST = "time_past"
    PERSON_AWAY = "person_away"
    PERSON_BUSY = "person_busy"
    TABLE_TAKEN = "table_taken"
    INTERPRETER_TAKEN = "interpreter_taken"


@dataclass(frozen=True, slots=True)
class Line:
    """One meeting of the preview. `slot`, `table`, `interpreter` are where it would be; `from_…` where it stands now."""

    key: str
    kind: Kind
    slot: int
    table: int
    interpreter: int | None
    people: tuple[int, int]
    companies: tuple[int, int]
    need: int | None
    priority: int
    is_must: bool = False
    is_locked: bool = False
    is_outside_wish: bool = False
    is_by_hand: bool = False
    wish: int | None = None
    meeting: int | None = None
    from_slot: int | None = None
    from_table: int | None = None
    from_interpreter: int | None = None
    clash: Clash | None = None

    @property
    def changes(self) -> bool:
        return self.kind in {Kind.NEW, Kind.MOVED}


@dataclass(slots=True)
class Diff:
    """`seen` names exactly this difference: whoever publishes says which one was looked at."""

    lines: list[Line] = field(default_factory=list)
    seen: str = ""

    def of(self, kind: Kind) -> list[Line]:
        return [line for line in self.lines if line.kind is kind]

    def tables_to_make(self) -> list[int]:
        """Tables that are only assumed (keys below zero) and in which somebody would sit."""
        return sorted({line.table for line in self.lines if line.changes and line.table < 0}, reverse=True)

    def counts(self) -> dict[str, int]:
        return {kind.value: len(self.of(kind)) for kind in Kind}


def diff_of(placements: Mapping[str, Mapping[str, Any]], facts: Facts) -> Diff:
    """Pure. Lines in the order of time and table; every live meeting of the fair stands in it once."""
    lines = {key: _line(key, place, facts) for key, place in placements.items()}
    planned = {line.meeting for line in lines.values()}
    for meeting in facts.meetings.values():
        if meeting.id not in planned and facts.is_ahead(meeting.slot_id):
            line = _kept(f"m{meeting.id}", meeting)
            lines[line.key] = line
    gone = [key for key, line in lines.items() if line.clash is Clash.MEETING_CHANGED and line.meeting is None]
    for key in gone:
        del lines[key]
    _settle(lines, facts)
    ordered = sorted(lines.values(), key=lambda line: (_index(facts, line.slot), line.table, line.key))
    return Diff(ordered, _name(ordered, facts))


def occupancy(lines: Iterator[Line] | list[Line], facts: Facts) -> dict[tuple[str, int, int], str]:
    """(what, its id, slot) -> who has it, if these lines were published; meetings of past slots left out."""
    taken: dict[tuple[str, int, int], str] = {}
    for line in lines:
        for cell in cells_of(line, facts):
            taken[cell] = line.key
    return taken


def _line(key: str, place: Mapping[str, Any], facts: Facts) -> Line:
    meeting_id = meeting_of(key)
    return _of_meeting(key, meeting_id, place, facts) if meeting_id is not None else _of_wish(key, place, facts)


def _of_meeting(key: str, meeting_id: int, place: Mapping[str, Any], facts: Facts) -> Line:
    meeting = facts.meetings.get(meeting_id)
    if meeting is None:  # cancelled meanwhile: nothing of it is left to show
        return Line(key, Kind.CLASH, place["slot"], place["table"], None, (place["a"], place["b"]), (0, 0), None, 2,
                    clash=Clash.MEETING_CHANGED)  # fmt: skip
    *stood, sequence = place["from"]
    wanted = [place["slot"], place["table"], place["interpreter"]]
    if wanted in (stood, [meeting.slot_id, meeting.table_id, meeting.interpreter_id]):
        return _kept(key, meeting)
    kept = _kept(key, meeting)
    if meeting.sequence != sequence or meeting.state not in MOVABLE:
        return replace(kept, kind=Kind.CLASH, clash=Clash.MEETING_CHANGED)
    if meeting.is_locked:
        return replace(kept, kind=Kind.CLASH, clash=Clash.MEETING_LOCKED)
    moved = replace(
        kept,
        kind=Kind.MOVED,
        slot=place["slot"],
        table=place["table"],
        interpreter=place["interpreter"],
        is_outside_wish=bool(meeting.wished_slots) and place["slot"] not in meeting.wished_slots,
        is_by_hand=bool(place.get("hand")),
    )
    clash = _against_time(moved, facts)
    return _back(moved, clash) if clash else moved


def _kept(key: str, meeting: Standing) -> Line:
    people = list(meeting.people)
    return Line(
        key=key,
        kind=Kind.KEPT,
        slot=meeting.slot_id,
        table=meeting.table_id,
        interpreter=meeting.interpreter_id,
        people=(people[0], people[-1]),
        companies=(meeting.people[people[0]], meeting.people[people[-1]]),
        need=meeting.need_id,
        priority=meeting.priority,
        is_locked=meeting.is_locked,
        meeting=meeting.id,
        from_slot=meeting.slot_id,
        from_table=meeting.table_id,
        from_interpreter=meeting.interpreter_id,
    )


def _of_wish(key: str, place: Mapping[str, Any], facts: Facts) -> Line:
    wish_id = wish_of(key)
    wish = facts.wishes.get(wish_id or 0)
    line = Line(
        key=key,
        kind=Kind.NEW,
        slot=place["slot"],
        table=place["table"],
        interpreter=place["interpreter"],
        people=(place["a"], place["b"]),
        companies=(wish.from_company, wish.to_company) if wish else (0, 0),
        need=wish.need_id if wish else None,
        priority=wish.priority if wish else 2,
        is_must=bool(wish and wish.is_must),
        is_outside_wish=wish is not None and place["slot"] not in wish.slots,
        is_by_hand=bool(place.get("hand")),
        wish=wish_id,
    )
    clash = _against_wish(line, facts) or _against_time(line, facts)
    return replace(line, kind=Kind.CLASH, clash=clash) if clash else line


def _against_wish(line: Line, facts: Facts) -> Clash | None:
    wish = facts.wishes.get(line.wish or 0)
    if wish is None:
        met = any(meeting.request_id == line.wish for meeting in facts.meetings.values())
        return Clash.MET_MEANWHILE if met else Clash.WISH_CLOSED
    if wish.from_person != line.people[0] or wish.to_person not in {None, line.people[1]}:
        return Clash.WISH_CHANGED
    if wish.pair in facts.blocked:
        return Clash.BLOCKED_PAIR
    if (wish.pair, wish.need_id) in facts.met:
        return Clash.ALREADY_MET
    return None


def _against_time(line: Line, facts: Facts) -> Clash | None:
    if not facts.is_ahead(line.slot):
        return Clash.TIME_PAST
    if line.table not in facts.table_of or (line.interpreter and line.interpreter not in facts.interpreter_of):
        return Clash.TABLE_TAKEN if line.table not in facts.table_of else Clash.INTERPRETER_TAKEN
    if any((person, line.slot) in facts.hindered for person in line.people):
        return Clash.PERSON_AWAY
    return None


def _back(line: Line, clash: Clash) -> Line:
    """A move that cannot be: the meeting stays where it is. A wish that cannot be met is only a clash."""
    if line.meeting is None or line.from_slot is None or line.from_table is None:
        return replace(line, kind=Kind.CLASH, clash=clash)
    return replace(
        line,
        kind=Kind.CLASH,
        clash=clash,
        slot=line.from_slot,
        table=line.from_table,
        interpreter=line.from_interpreter,
    )


def _settle(lines: dict[str, Line], facts: Facts) -> None:
    """Turns into clashes what does not fit with what stands; a move taken back stands again and is counted anew."""
    while True:
        standing = [line for line in lines.values() if line.meeting is not None and not line.changes]
        taken = occupancy(standing, facts)
        again = False
        for key in sorted((key for key, line in lines.items() if line.changes), key=_meetings_first):
            line = lines[key]
            clash = _first_clash(line, taken, facts)
            if clash is Clash.TABLE_TAKEN and (free := _free_table(line, taken, facts)) is not None:
                line = lines[key] = replace(line, table=free)
                clash = None
            if clash is not None:
                lines[key] = _back(line, clash)
                again = again or line.meeting is not None
                continue
            for cell in cells_of(line, facts):
                taken[cell] = key
        if not again:
            return


def _first_clash(line: Line, taken: Mapping[tuple[str, int, int], str], facts: Facts) -> Clash | None:
    names = {"person": Clash.PERSON_BUSY, "interpreter": Clash.INTERPRETER_TAKEN, "table": Clash.TABLE_TAKEN}
    found = {names[cell[0]] for cell in cells_of(line, facts) if taken.get(cell, line.key) != line.key}
    return next((clash for clash in names.values() if clash in found), None)


def _free_table(line: Line, taken: Mapping[tuple[str, int, int], str], facts: Facts) -> int | None:
    return next((table.pk for table in facts.tables if ("table", table.pk, line.slot) not in taken), None)


def cells_of(line: Line, facts: Facts) -> list[tuple[str, int, int]]:
    """What a line occupies. A meeting of more than two people occupies all of them."""
    meeting = facts.meetings.get(line.meeting) if line.meeting is not None else None
    people = list(meeting.people) if meeting is not None else list(line.people)
    cells = [("person", person, line.slot) for person in people]
    if line.interpreter is not None:
        cells.append(("interpreter", line.interpreter, line.slot))
    return [*cells, ("table", line.table, line.slot)]


def _meetings_first(key: str) -> tuple[bool, int]:
    return not key.startswith("m"), int(key[1:])


def _index(facts: Facts, slot_id: int) -> int:
    slot = facts.slot_of.get(slot_id)
    return slot.index if slot is not None else -1


def _name(lines: list[Line], facts: Facts) -> str:
    """A table that is only assumed goes by its number: that is what was looked at."""
    number = {table.pk: f"T{table.number}" for table in facts.tables if table.pk < 0}
    told = [
        (x.key, x.kind.value, x.slot, number.get(x.table, x.table), x.interpreter, x.clash)
        for x in lines
        if x.kind is not Kind.KEPT
    ]
    return hashlib.sha256(json.dumps(sorted(told, key=str)).encode()).hexdigest()[:24]
