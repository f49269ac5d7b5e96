"""How this server at the venue stands: with its fair's server, and with its devices."""

import datetime as dt
from dataclasses import dataclass

from booking.models import Badge
from checkin.models import Upstream
from checkin.queries.devices import DeviceNow, devices_of
from checkin.queries.unsent import unsent
from fairs.models import Fair


@dataclass(frozen=True, slots=True)
class Standing:
    """`upstream` and `fair` are None before it has joined, and before its first rows have come."""

    upstream: Upstream | None
    fair: Fair | None
    badges: int
    unsent: int
    devices: list[DeviceNow]


def standing_here(*, now: dt.datetime) -> Standing:
    upstream = Upstream.objects.first()
    fair = Fair.objects.filter(pk=upstream.fair_number).first() if upstream else None
    if upstream is None or fair is None:
        return Standing(upstream, None, 0, 0, [])
    return Standing(
        upstream,
        fair,
        badges=Badge.objects.filter(fair=fair).count(),
        unsent=unsent(upstream),
        devices=devices_of(fair, now=now),
    )
