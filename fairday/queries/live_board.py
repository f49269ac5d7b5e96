"""What the board shows beside the counts: meetings of this and the next slot, gates with their devices, full halls, queues."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from booking.models import Meeting
from booking.states import LIVE_MEETING_STATES
from checkin.models import Device, Gate, Room
from checkin.queries.devices import FRESH
from checkin.rules.queues import STRETCHES, Advice, GateLoad, queue_advice
from fairday.queries.live_counts import GateScans, LiveCounts
from fairs.models import Fair


@dataclass(slots=True)
class GateWork:
    """A gate with its scans since midnight and its devices. `here` of `devices` were heard of lately.

    `unsent` and `battery` (the lowest, percent) are what its devices last told; `seen_at` is the latest word of one.
    """

    gate: Gate
    seen: GateScans
    devices: int = 0
    here: int = 0
    unsent: int = 0
    battery: int | None = None
    seen_at: dt.datetime | None = None

    @property
    def silent(self) -> int:
        return self.devices - self.here

    def load(self) -> GateLoad:
        arrivals = [0] * STRETCHES
        for _device, minutes_ago, looks in self.seen.recent:
            arrivals[STRETCHES - 1 - minutes_ago // 5] += looks
        scanners = max(self.here, len({device for device, ago, _looks in self.seen.recent if ago < 5}))
        best = max((looks for _device, _ago, looks in self.seen.recent), default=0)
        return GateLoad(self.gate.code, self.gate.hall_id, scanners, tuple(arrivals), best)


def meetings_around(fair: Fair, *, now: dt.datetime, most: int = 8) -> list[Meeting]:
    """The meetings that run now or begin next, by time and table; one query."""
    rows = Meeting.objects.select_related("slot", "table", "company_low", "company_high")
    rows = rows.filter(fair=fair, state__in=LIVE_MEETING_STATES, slot__ends_at__gt=now)
    return list(rows.order_by("slot__starts_at", "table__number")[:most])


def gates_at_work(fair: Fair, counts: LiveCounts, *, now: dt.datetime) -> list[GateWork]:
    """Each gate with its scans of those counts, and its devices that are not shut out; two queries."""
    gates = {
        gate.pk: GateWork(gate, counts.gates.get(gate.pk) or GateScans())  # a gate may be new since
        for gate in Gate.objects.filter(fair=fair).order_by("code")
    }
    since = counts.since
    enrolled = Device.objects.filter(fair=fair, revoked_at=None, key_digest__isnull=False)
    devices = enrolled.filter(Q(seen_at__gte=since) | Q(enrolled_at__gte=since) | Q(unsent__gt=0))
    for gate, seen_at, unsent, battery in devices.values_list("gate_id", "seen_at", "unsent", "battery"):
        work = gates[gate]
        work.devices += 1
        work.here += seen_at is not None and now - seen_at <= FRESH
        work.unsent += unsent or 0
        work.battery = min((one for one in (work.battery, battery) if one is not None), default=None)
        work.seen_at = max((one for one in (work.seen_at, seen_at) if one is not None), default=None)
    return list(gates.values())


def advice_of(gates: list[GateWork], *, now: dt.datetime) -> list[Advice]:
    return queue_advice([work.load() for work in gates], now=now)


def rooms_now(fair: Fair, *, now: dt.datetime) -> list[Room]:
    """How many are inside each list with a capacity that is open now; one query."""
    rooms = Room.objects.select_related("checkin_list__hall").filter(checkin_list__fair=fair)
    rooms = rooms.filter(checkin_list__opens_at__lte=now, checkin_list__closes_at__gt=now)
    return list(rooms.order_by("checkin_list__opens_at", "checkin_list_id"))
