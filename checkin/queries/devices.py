"""Devices as the organiser sees them: where they stand, what they tell of themselves, which of their scans are missing."""

import datetime as dt
from dataclasses import dataclass

from django.db import connection
from django.db.models import Max

from checkin.models import Device, HallServer, Scan
from checkin.rules.merging import gaps
from fairs.models import Fair

STATES = ("waiting", "here", "silent", "revoked")
FRESH = dt.timedelta(seconds=45)
"""A device tells of itself every fifteen seconds; three missed words are silence."""


@dataclass(frozen=True, slots=True)
class DeviceNow:
    """`missing` are the stretches of its numbers that have not come in, up to the highest that has."""

    device: Device
    scans: int
    last_scan_at: dt.datetime | None
    missing: list[tuple[int, int]]
    state: str  # one of STATES

    @property
    def missing_count(self) -> int:
        return sum(last - first + 1 for first, last in self.missing)


_SCANS = """
SELECT device_id, count(*), max(scanned_at), max(device_seq) FROM checkin_scan WHERE device_id = ANY (%s) GROUP BY 1
"""
_NUMBERS = "SELECT device_id, array_agg(device_seq) FROM checkin_scan WHERE device_id = ANY (%s) GROUP BY 1"


def devices_of(fair: Fair, *, now: dt.datetime) -> list[DeviceNow]:
    """By gate and name. Four queries at most: numbers are read only of devices that have a gap."""
    devices = list(Device.objects.select_related("gate").prefetch_related("checkin_lists").filter(fair=fair))
    with connection.cursor() as cursor:
        cursor.execute(_SCANS, [[device.pk for device in devices]])
        told = {row[0]: row[1:] for row in cursor.fetchall()}
        cursor.execute(_NUMBERS, [[pk for pk, (number, _, highest) in told.items() if highest != number]])
        missing = {row[0]: gaps(row[1]) for row in cursor.fetchall()}
    return [
        DeviceNow(
            device=device,
            scans=told.get(device.pk, (0, None, 0))[0],
            last_scan_at=told.get(device.pk, (0, None, 0))[1],
            missing=missing.get(device.pk, []),
            state=state_of(device, now=now),
        )
        for device in devices
    ]


def next_number(device_id: int) -> int:
    """The first number that is surely free: above all that have come in."""
    highest = Scan.objects.filter(device_id=device_id).aggregate(highest=Max("device_seq"))["highest"]
    return (highest or 0) + 1


def state_of(one: Device | HallServer, *, now: dt.datetime) -> str:
    if one.revoked_at is not None:
        return "revoked"
    if one.key_digest is None:
        return "waiting"
    return "here" if one.seen_at and now - one.seen_at <= FRESH else "silent"
