"""The grid of meeting times with what is free in it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Count, Q

from booking.queries.free_times import hindrances
from booking.states import LIVE_MEETING_STATES
from directory.models import Person
from fairs.models import Fair, MeetingSlot, MeetingTable


class SlotState(StrEnum):
    """`free`, or what stands in the way (`Hindrance`)."""

    FREE = "free"
    PAST = "past"
    AWAY = "away"
    MEETING = "meeting"
    WORKSHOP = "workshop"
    DUTY = "duty"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class SlotRow:
    slot: MeetingSlot
    tables_free: int


def slots_of(fair: Fair) -> list[SlotRow]:
    """All slots in the order of time; two queries."""
    tables = MeetingTable.objects.filter(fair=fair).count()
    taken = Count("meetings", filter=Q(meetings__state__in=LIVE_MEETING_STATES))
    slots = MeetingSlot.objects.filter(fair=fair).annotate(taken=taken).order_by("index")
    return [SlotRow(slot, max(0, tables - slot.taken)) for slot in slots]


def slot_states(fair: Fair, person: Person, slots: Sequence[MeetingSlot], *, now: dt.datetime) -> dict[int, SlotState]:
    """slot -> the person's state in it; one query."""
    found = hindrances(fair, [person.pk], slots, now=now)
    return {slot.pk: SlotState(found.get((person.pk, slot.pk), "free")) for slot in slots}
