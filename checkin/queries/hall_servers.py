"""Servers at the venue as the organiser sees them."""

import datetime as dt
from dataclasses import dataclass

from checkin.models import HallServer
from checkin.queries.devices import state_of
from fairs.models import Fair

CLOCK_IS_WRONG_MS = 30_000


def minutes_wrong(offset_ms: int | None) -> int:
    """Of a clock: whole minutes, at least one; 0 for one that is right, or was never measured."""
    return max(1, round(abs(offset_ms) / 60_000)) if offset_ms and abs(offset_ms) >= CLOCK_IS_WRONG_MS else 0


@dataclass(frozen=True, slots=True)
class HallServerNow:
    hall: HallServer
    state: str  # as a device's


def hall_servers_of(fair: Fair, *, now: dt.datetime) -> list[HallServerNow]:
    """By name. One query."""
    return [HallServerNow(hall, state_of(hall, now=now)) for hall in HallServer.objects.filter(fair=fair)]
