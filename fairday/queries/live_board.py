"""What the board shows beside the counts: the meetings of this and the next slot, the gates' last scans."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Max, Q

from booking.models import Meeting
from booking.states import LIVE_MEETING_STATES
from checkin.models import Gate
from fairs.models import Fair


@dataclass(frozen=True, slots=True)
class GateWork:
    code: str
    name_vi: str
    name_en: str
    name_ja: str
    scans: int
    refused: int
    last_scan_at: dt.datetime | None


def meetings_around(fair: Fair, *, now: dt.datetime, most: int = 8) -> list[Meeting]:
    """The meetings that run now or begin next, by time and table; one query."""
    rows = Meeting.objects.select_related("slot", "table", "company_low", "company_high")
    rows = rows.filter(fair=fair, state__in=LIVE_MEETING_STATES, slot__ends_at__gt=now)
    return list(rows.order_by("slot__starts_at", "table__number")[:most])


def gates_at_work(fair: Fair, *, since: dt.datetime) -> list[GateWork]:
    """Each gate with its scans since then; one query."""
    recent = Q(scans__scanned_at__gte=since)
    rows = Gate.objects.filter(fair=fair).annotate(
        scan_count=Count("scans", filter=recent),
        refused_count=Count("scans", filter=recent & ~Q(scans__verdict="ok")),
        last_at=Max("scans__scanned_at", filter=recent),
    )
    return [
        GateWork(gate.code, gate.name_vi, gate.name_en, gate.name_ja, gate.scan_count, gate.refused_count, gate.last_at)
        for gate in rows.order_by("code")
    ]
