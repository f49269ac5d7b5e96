"""Finds a slot and a table for people who are already locked. Inner steps of accepting, moving and scheduling meetings."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from booking.errors.meetings import NoCommonSlot, PersonBusy, SlotTaken, TableTaken
from booking.locks.meetings import lock_slots
from booking.models import Meeting, MeetingParticipant
from booking.queries.free_times import Hindrance, hindrances
from booking.states import LIVE_MEETING_STATES
from fairs.models import Fair, MeetingSlot, MeetingTable

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
) -> Place:
    """The earliest slot in which all are free and a table too; the table asked for, or the nearest to where they sit.

    Nearest: a table at which one of them sits just before or after, then one in that hall, then the lowest number.
    Locks the slots in question, in primary key order, and reads the tables afterwards. Raises PersonBusy, SlotTaken or
    TableTaken when only one slot was asked for, NoCommonSlot (with every hindrance) otherwise.
    """
    in_the_way: dict[int, str] = {}
    for (_, slot_id), hindrance in hindrances(fair, person_ids, slots, now=now, but_meeting_id=but_meeting_id).items():
        in_the_way.setdefault(slot_id, hindrance)
    open_slots = sorted((slot for slot in slots if slot.pk not in in_the_way), key=lambda slot: slot.index)
    lock_slots([slot.pk for slot in open_slots])
    tables = list(MeetingTable.objects.filter(fair=fair).order_by("number"))
    taken = _taken_tables(open_slots, but_meeting_id=but_meeting_id)
    for slot in open_slots:
        free = [each for each in tables if (slot.pk, each.pk) not in taken]
        if table is None and free:
            return Place(slot, _nearest(free, fair, person_ids, slot))
        if table is not None and table in free:
            return Place(slot, table)
        in_the_way[slot.pk] = "table"
    if len(slots) != 1:
        raise NoCommonSlot(hindrances={slot.public_id: in_the_way[slot.pk] for slot in slots})
    (slot,) = slots
    reason = in_the_way[slot.pk]
    if reason in _BUSY:
        raise PersonBusy(slot=slot.public_id)
    if reason == "table" and table is not None:
        free = [each for each in tables if (slot.pk, each.pk) not in taken]
        raise TableTaken(slot=slot.public_id, free_tables=[each.number for each in free[:5]])
    raise SlotTaken(slot=slot.public_id, hindrance=reason)


def _taken_tables(slots: Sequence[MeetingSlot], *, but_meeting_id: int | None) -> set[tuple[int, int]]:
    meetings = Meeting.objects.filter(slot__in=[slot.pk for slot in slots], state__in=LIVE_MEETING_STATES)
    if but_meeting_id is not None:
        meetings = meetings.exclude(pk=but_meeting_id)
    return set(meetings.values_list("slot_id", "table_id"))


def _nearest(free: Sequence[MeetingTable], fair: Fair, person_ids: Collection[int], slot: MeetingSlot) -> MeetingTable:
    beside = MeetingParticipant.objects.filter(
        person__in=person_ids, live=True, slot__fair=fair, slot__index__in=[slot.index - 1, slot.index + 1]
    ).values_list("meeting__table_id", "meeting__table__hall_id")
    tables = {table_id for table_id, _ in beside}
    halls = {hall_id for _, hall_id in beside if hall_id is not None}
    return min(free, key=lambda each: (each.pk not in tables, each.hall_id not in halls, each.number))
