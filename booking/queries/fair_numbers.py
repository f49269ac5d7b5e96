"""The numbers a fair shows on its first page, each with its whole."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Q

from booking.models import Meeting
from booking.queries.booths import count_states
from booking.queries.participants import buying_companies
from booking.states import LIVE_BOOKING_STATES, LIVE_MEETING_STATES
from directory.models import Need, NeedState
from fairs.models import Booth, BoothStatus, Fair, Hall, HostedBuyer, MeetingSlot, MeetingTable


@dataclass(frozen=True, slots=True)
class FairNumbers:
    booths: int
    booths_free: int
    booths_contracted: int
    buyers: int
    buyers_hosted: int
    needs: int
    needs_new: int
    meetings: int
    meeting_places: int


@dataclass(frozen=True, slots=True)
class ZoneLine:
    """One line of the sign at the entrance: what is shown, in which rows, how many of the booths are taken."""

    rows: tuple[str, ...]
    zone_vi: str
    zone_en: str
    zone_ja: str
    taken: int
    booths: int


def fair_numbers(fair: Fair, *, now: dt.datetime) -> FairNumbers:
    """Six queries. `needs_new` are those of the last seven days; `meeting_places` is tables times slots."""
    states = count_states(fair)
    buyers = buying_companies(fair)
    coming = HostedBuyer.objects.filter(fair=fair).aggregate(all=Count("pk"), hosted=Count("pk", filter=Q(hosted=True)))
    needs = Need.objects.filter(state=NeedState.OPEN, company__in=buyers.values("pk")).aggregate(
        all=Count("pk"), new=Count("pk", filter=Q(created_at__gte=now - dt.timedelta(days=7)))
    )
    return FairNumbers(
        booths=sum(states.values()),
        booths_free=states["available"],
        booths_contracted=states["contracted"],
        buyers=coming["all"],
        buyers_hosted=coming["hosted"],
        needs=needs["all"],
        needs_new=needs["new"],
        meetings=Meeting.objects.filter(fair=fair, state__in=LIVE_MEETING_STATES).count(),
        meeting_places=MeetingSlot.objects.filter(fair=fair).count() * MeetingTable.objects.filter(fair=fair).count(),
    )


def zones_by_hall(fair: Fair) -> list[tuple[Hall, list[ZoneLine]]]:
    """Every hall with its zones in the order of their rows; two queries."""
    live = [state for state in LIVE_BOOKING_STATES if state != "draft"]
    taken = Count("pk", filter=Q(bookings__state__in=live), distinct=True)
    rows = Booth.objects.filter(fair=fair, status=BoothStatus.AVAILABLE)
    counted = rows.values_list("hall", "zone_vi", "zone_en", "zone_ja", "row").annotate(
        sold=taken, number=Count("pk", distinct=True)
    )
    zones: dict[int, dict[tuple[str, str, str], list[tuple[str, int, int]]]] = defaultdict(lambda: defaultdict(list))
    for hall, vi, en, ja, row, sold, number in counted.order_by("row"):
        zones[hall][vi, en, ja].append((row, sold, number))
    return [
        (
            hall,
            [
                ZoneLine(
                    rows=tuple(row for row, _, _ in lines),
                    zone_vi=vi,
                    zone_en=en,
                    zone_ja=ja,
                    taken=sum(sold for _, sold, _ in lines),
                    booths=sum(number for _, _, number in lines),
                )
                for (vi, en, ja), lines in zones[hall.pk].items()
            ],
        )
        for hall in Hall.objects.filter(fair=fair)
    ]
