"""Finds a slot and a table for people who are already locked. Inner steps of accepting, moving and scheduling meetings."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from booking.errors.meetings import NoCommonSlot, PersonBusy, SlotTaken, TableTaken
from booking.locks.meetings import lock_slots
from booking.queries.free_times import PARTY, SLOTS_OF_WISH, Hindrance, hindrances
from booking.states import LIVE_MEETING_STATES
from fairs.models import Fair, MeetingSlot, MeetingTable
from kernel.lookups import Instances
from kernel.statements import Gathered, Rows, gathered

_BUSY = frozenset({Hindrance.MEETING, Hindrance.WORKSHOP, Hindrance.DUTY})


@dataclass(frozen=True, slots=True)
class Place:
    slot: MeetingSlot
    table: MeetingTable


def best_place(
    fair: Fair,
    person_ids: Collection[int],
    slots: Sequence[MeetingSlot],
    *,
    table: MeetingTable | None,
    now: dt.datetime,
    but_meeting_id: int | None = None,
    known: Mapping[tuple[int, int], Hindrance] | None = None,
    told_tables: Rows | None = None,
) -> Place:
    """The earliest slot in which all are free and a table too; the table asked for, or the nearest to where they sit.

    Nearest: a table at which one of them sits just before or after, then one in that hall, then the lowest number.
    Locks the slots in question, in primary key order, and reads the tables afterwards. `known` is what stands in the
    way, where the caller has read it behind the people's locks; `told_tables` are the tables (`ask_tables_of_wish`), where
    it has read them behind the slots'. Raises PersonBusy, SlotTaken or TableTaken when only one slot was asked for,
    NoCommonSlot (with every hindrance) otherwise.
    """
    in_the_way: dict[int, str] = {}
    if known is None:
        known = hindrances(fair, person_ids, slots, now=now, but_meeting_id=but_meeting_id)
    for (_, slot_id), hindrance in known.items():
        in_the_way.setdefault(slot_id, hindrance)
    open_slots = sorted((slot for slot in slots if slot.pk not in in_the_way), key=lambda slot: slot.index)
    if told_tables is None:
        with gathered() as behind:
            lock_slots([slot.pk for slot in open_slots])
            told_tables = _ask_tables(behind, fair, person_ids, open_slots, but_meeting_id=but_meeting_id)
    tables = [_Table(row[0], row[1], row[2], row[3] or (), row[4] or (), row) for row in told_tables]
    for slot in open_slots:
        free = [each for each in tables if slot.pk not in each.taken]
        if table is None and free:
            return Place(slot, _nearest(free, tables, slot).instance())
        if table is not None and any(each.pk == table.pk for each in free):
            return Place(slot, table)
        in_the_way[slot.pk] = "table"
    if len(slots) != 1:
        raise NoCommonSlot(hindrances={slot.public_id: in_the_way[slot.pk] for slot in slots})
    (slot,) = slots
    reason = in_the_way[slot.pk]
    if reason in _BUSY:
        raise PersonBusy(slot=slot.public_id)
    if reason == "table" and table is not None:
        free = [each for each in tables if slot.pk not in each.taken]
        raise TableTaken(slot=slot.public_id, free_tables=[each.number for each in free[:5]])
    raise SlotTaken(slot=slot.public_id, hindrance=reason)


@dataclass(frozen=True, slots=True)
class _Table:
    """A table with the slots (of those in question) in which it is taken, and the indexes at which one of the people sits there."""

    pk: int
    number: int
    hall_id: int | None
    taken: Collection[int]
    sat_at: Collection[int]
    row: tuple[Any, ...]

    def instance(self) -> MeetingTable:
        """Only the table that is chosen becomes one: a large fair has hundreds."""
        found: MeetingTable = next(_TABLE.of(self.row[5:]))
        return found


def _ask_tables(
    behind: Gathered,
    fair: Fair,
    person_ids: Collection[int],
    slots: Sequence[MeetingSlot],
    *,
    but_meeting_id: int | None,
) -> Rows:
    """By number."""
    return behind.rows(
        _tables_statement(),
        {
            "fair": fair.pk,
            "people": list(person_ids),
            "slots": [slot.pk for slot in slots],
            "live": list(LIVE_MEETING_STATES),
            "but": but_meeting_id,
        },
    )


def ask_tables_of_wish(
    together: Gathered, fair: Fair, person_ids: Collection[int], user_id: int | None, request_id: int
) -> Rows:
    """The tables with who sits where at any time of a wish: for `best_place`, behind the slots' locks."""
    return together.rows(
        _tables_statement(SLOTS_OF_WISH, PARTY),
        {
            "fair": fair.pk,
            "people": list(person_ids),
            "user": user_id,
            "wish": request_id,
            "live": list(LIVE_MEETING_STATES),
            "but": None,
        },
    )


@cache
def _tables_statement(slots: str = "%(slots)s", people: str = "%(people)s") -> str:
    return _TABLES.format(columns=_TABLE.columns, slots=slots, people=people)


_TABLE = Instances(t=MeetingTable)
_TABLES = """
WITH taken AS MATERIALIZED (
    SELECT table_id, array_agg(slot_id) AS slots FROM booking_meeting
    WHERE slot_id = ANY ({slots}) AND state = ANY (%(live)s) AND id IS DISTINCT FROM %(but)s GROUP BY table_id
), sat AS MATERIALIZED (
    SELECT table_id, array_agg(index) AS indexes FROM (
        SELECT (SELECT m.table_id FROM booking_meeting m WHERE m.id = p.meeting_id) AS table_id,
               (SELECT s.index FROM fairs_meetingslot s WHERE s.id = p.slot_id AND s.fair_id = %(fair)s) AS index
        FROM booking_meetingparticipant p WHERE p.person_id = ANY ({people}) AND p.live OFFSET 0
    ) AS seat WHERE index IS NOT NULL GROUP BY table_id
)
SELECT t.id, t.number, t.hall_id, taken.slots, sat.indexes, {columns} FROM fairs_meetingtable t
LEFT JOIN taken ON taken.table_id = t.id
LEFT JOIN sat ON sat.table_id = t.id
WHERE t.fair_id = %(fair)s ORDER BY t.number
"""


def _nearest(free: Sequence[_Table], tables: Sequence[_Table], slot: MeetingSlot) -> _Table:
    beside = {slot.index - 1, slot.index + 1}
    near = [table for table in tables if not beside.isdisjoint(table.sat_at)]
    ids, halls = {table.pk for table in near}, {table.hall_id for table in near} - {None}
    return min(free, key=lambda table: (table.pk not in ids, table.hall_id not in halls, table.number))
