"""Times as a grid: a day of one's own, and the days of two sides beside each other."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from zoneinfo import ZoneInfo

from booking.models import MeetingRequest
from booking.queries.agenda import Appointment
from booking.queries.free_times import Hindrance, hindrances
from booking.queries.slots import SlotRow
from directory.models import Company, Person
from fairs.models import Fair, MeetingSlot

CHANGEABLE = frozenset({"", Hindrance.UNAVAILABLE})


@dataclass(frozen=True, slots=True)
class OwnRow:
    """A slot of one's own day: free (no `state`), or what stands in it (`goes_on` from the slot before); who asks for it,
    whom one has asked."""

    slot: MeetingSlot
    state: str
    line: Appointment | None = None
    asked_by: Sequence[MeetingRequest] = ()
    asked: Sequence[MeetingRequest] = ()
    goes_on: bool = False

    @property
    def may_change(self) -> bool:
        return self.state in CHANGEABLE

    @property
    def is_open(self) -> bool:
        return self.state == ""


@dataclass(frozen=True, slots=True)
class CommonRow:
    """A slot of both sides. `mine` says what stands in one's way; `is_common` that both could meet then."""

    slot: MeetingSlot
    mine: str
    line: Appointment | None
    theirs_free: bool
    tables_free: int
    is_common: bool
    is_chosen: bool = False
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class CommonDay:
    date: dt.date
    rows: list[CommonRow] = field(default_factory=list)

    @property
    def common(self) -> int:
        return sum(row.is_common for row in self.rows)


def dates_of(fair: Fair, slots: Iterable[MeetingSlot]) -> list[dt.date]:
    zone = ZoneInfo(fair.timezone)
    return sorted({slot.starts_at.astimezone(zone).date() for slot in slots})


def slots_on(fair: Fair, slots: Iterable[MeetingSlot], date: dt.date) -> list[MeetingSlot]:
    zone = ZoneInfo(fair.timezone)
    return [slot for slot in slots if slot.starts_at.astimezone(zone).date() == date]


def own_rows(
    fair: Fair,
    person: Person,
    slots: Sequence[MeetingSlot],
    *,
    agenda: Sequence[Appointment],
    waiting: Sequence[MeetingRequest],
    company: Company,
    now: dt.datetime,
) -> list[OwnRow]:
    """`waiting` are the open wishes of the company, with their slots; four queries."""
    found = hindrances(fair, [person.pk], slots, now=now)
    wanted: dict[int, list[MeetingRequest]] = {}
    for wish in waiting:
        for requested in wish.requested_slots.all():
            wanted.setdefault(requested.slot_id, []).append(wish)
    rows: list[OwnRow] = []
    for slot in slots:
        line = _line_at(agenda, slot)
        rows.append(
            OwnRow(
                slot=slot,
                state=str(found.get((person.pk, slot.pk), "")),
                line=line,
                asked_by=[w for w in wanted.get(slot.pk, []) if w.awaiting_company_id == company.pk],
                asked=[w for w in wanted.get(slot.pk, []) if w.awaiting_company_id != company.pk],
                goes_on=line is not None and bool(rows) and rows[-1].line is line,
            )
        )
    return rows


def common_days(
    fair: Fair,
    rows: Sequence[SlotRow],
    *,
    mine: Collection[Person],
    theirs: Collection[Person],
    agenda: Sequence[Appointment],
    chosen: Collection[str] = (),
    now: dt.datetime,
    but_meeting_id: int | None = None,
    current_slot_id: int | None = None,
    all_of_them: bool = False,
) -> list[CommonDay]:
    """Days of the fair with every slot. Of `theirs` one free person is enough, or everybody with `all_of_them`;
    nobody known there counts as free. Four queries."""
    slots = [row.slot for row in rows]
    people = {person.pk for person in (*mine, *theirs)}
    found = hindrances(fair, people, slots, now=now, but_meeting_id=but_meeting_id)
    zone = ZoneInfo(fair.timezone)
    enough = all if all_of_them else any
    days = []
    for date, group in groupby(rows, key=lambda row: row.slot.starts_at.astimezone(zone).date()):
        day = CommonDay(date)
        for row in group:
            slot = row.slot
            in_my_way = next((found[p.pk, slot.pk] for p in mine if (p.pk, slot.pk) in found), "")
            theirs_free = not theirs or enough((p.pk, slot.pk) not in found for p in theirs)
            is_current = slot.pk == current_slot_id
            day.rows.append(
                CommonRow(
                    slot=slot,
                    mine=str(in_my_way),
                    line=_line_at(agenda, slot),
                    theirs_free=theirs_free,
                    tables_free=row.tables_free,
                    is_common=not in_my_way and theirs_free and row.tables_free > 0 and not is_current,
                    is_chosen=slot.public_id in chosen,
                    is_current=is_current,
                )
            )
        days.append(day)
    return days


def _line_at(agenda: Sequence[Appointment], slot: MeetingSlot) -> Appointment | None:
    return next((line for line in agenda if line.starts_at < slot.ends_at and slot.starts_at < line.ends_at), None)
