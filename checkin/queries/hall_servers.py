"""Servers at the venue as the organiser sees them."""

import datetime as dt
from dataclasses import dataclass

from checkin.models import HallServer
from checkin.queries.devices import state_of
from fairs.models import Fair


@dataclass(frozen=True, slots=True)
class HallServerNow:
    hall: HallServer
    state: str  # as a device's


def hall_servers_of(fair: Fair, *, now: dt.datetime) -> list[HallServerNow]:
    """By name. One query."""
    return [HallServerNow(hall, state_of(hall, now=now)) for hall in HallServer.objects.filter(fair=fair)]
