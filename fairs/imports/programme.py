"""Workshops, meeting slots and meeting tables."""

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _

from fairs.imports.fair import moment
from fairs.models import Fair, Hall, MeetingSlot, MeetingTable, Workshop
from kernel.sheets import Known, Table, cell, cells
from kernel.upsert import Upserted, upsert


@dataclass(frozen=True, slots=True)
class WorkshopRow:
    at: int
    code: str = cell(cells.text(20))
    title_vi: str = cell(cells.text(200))
    room: str = cell(cells.text(80))
    date: dt.date = cell(cells.day)
    starts_at: int = cell(cells.clock)
    ends_at: int = cell(cells.clock)
    seats: int = cell(cells.whole(0, 100_000))
    title_en: str = cell(cells.text(200), default="")
    title_ja: str = cell(cells.text(200), default="")
    speaker: str = cell(cells.text(200), default="")


@dataclass(frozen=True, slots=True)
class SlotRow:
    at: int
    date: dt.date = cell(cells.day)
    starts_at: int = cell(cells.clock)
    ends_at: int = cell(cells.clock)


@dataclass(frozen=True, slots=True)
class TableRow:
    at: int
    number: int = cell(cells.whole(0, 9999))
    hall: str = cell(cells.text(12), default="")
    zone: str = cell(cells.text(60), default="")


def bring_workshops(table: Table[WorkshopRow], fair: Fair) -> Upserted[Workshop]:
    """Seats never fall below those already taken."""
    table.keep(lambda row: _is_timed(table, row, fair))
    table.refuse_doubles("code")
    taken = dict(Workshop.objects.filter(fair=fair).values_list("code", "seats_taken"))

    def has_room(row: WorkshopRow) -> bool:
        if row.seats >= taken.get(row.code, 0):
            return True
        reason = _("%(count)s seats are taken already.") % {"count": taken[row.code]}
        table.bad(row, "seats", "seats_taken", reason)
        return False

    table.keep(has_room)
    fields = ("title_vi", "title_en", "title_ja", "speaker", "room", "starts_at", "ends_at", "seats")
    wanted = [
        Workshop(
            fair=fair,
            code=row.code,
            title_vi=row.title_vi,
            title_en=row.title_en,
            title_ja=row.title_ja,
            speaker=row.speaker,
            room=row.room,
            starts_at=moment(fair, row.date, row.starts_at),
            ends_at=moment(fair, row.date, row.ends_at),
            seats=row.seats,
        )
        for row in table.rows
    ]
    return upsert(Workshop.objects.filter(fair=fair), wanted, key=("code",), fields=fields)


def bring_slots(table: Table[SlotRow], fair: Fair) -> Upserted[MeetingSlot]:
    """Slots that do not overlap, numbered in order of time. New ones may only follow those that are here: numbers are kept."""
    table.keep(lambda row: _is_timed(table, row, fair))
    table.refuse_doubles("date", "starts_at")
    rows = sorted(table.rows, key=lambda row: (row.date, row.starts_at))
    for before, row in pairwise(rows):
        if before.date == row.date and row.starts_at < before.ends_at:
            table.bad(
                row,
                "starts_at",
                "overlap",
                _("The slot begins before the one of row %(row)s ends.") % {"row": before.at},
            )
    present = list(MeetingSlot.objects.filter(fair=fair))
    numbers = {slot.starts_at: slot.index for slot in present}
    last = max(numbers, default=None)
    following = max(numbers.values(), default=-1) + 1
    wanted = []
    for row in rows:
        starts, ends = moment(fair, row.date, row.starts_at), moment(fair, row.date, row.ends_at)
        if starts not in numbers and last is not None and starts < last:
            reason = _("A new slot can only follow the slots that are here already.")
            table.bad(row, "starts_at", "slot_order", reason)
            continue
        index = numbers.get(starts, following)
        following += starts not in numbers
        wanted.append(MeetingSlot(fair=fair, index=index, starts_at=starts, ends_at=ends))
    return upsert(MeetingSlot.objects.filter(fair=fair), wanted, key=("starts_at",), fields=("ends_at",))


def bring_tables(table: Table[TableRow], fair: Fair, halls: Known[str, Hall]) -> Upserted[MeetingTable]:
    table.refuse_doubles("number")
    wanted = []
    for row in table.rows:
        hall = halls.resolve(table, row, "hall", row.hall, _("There is no hall “%(value)s”.")) if row.hall else None
        wanted.append(MeetingTable(fair=fair, number=row.number, hall=hall, zone=row.zone))
    return upsert(MeetingTable.objects.filter(fair=fair), wanted, key=("number",), fields=("hall_id", "zone"))


def _is_timed(table: Table[WorkshopRow] | Table[SlotRow], row: WorkshopRow | SlotRow, fair: Fair) -> bool:
    if not fair.starts_on <= row.date <= fair.ends_on:
        reason = _("%(date)s is not a day of the fair.") % {"date": row.date}
        table.complain(row.at, "date", "outside", reason)
        return False
    if row.starts_at >= row.ends_at:
        reason = _("The end is not after the start.")
        table.complain(row.at, "ends_at", "order", reason)
        return False
    return True
