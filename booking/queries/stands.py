"""Where a company is found at a fair: its contracted booths. A hold or an application tells nobody where it is."""

from collections import defaultdict
from collections.abc import Collection

from booking.models import Booking
from fairs.models import Booth, Fair

SEEN_STATES = ("approved", "awaiting_deposit", "confirmed", "paid")


def booths_of_companies(fair: Fair, company_ids: Collection[int]) -> dict[int, list[Booth]]:
    """The booths of each company, by code, with their halls; one query."""
    found: dict[int, list[Booth]] = defaultdict(list)
    bookings = Booking.objects.filter(fair=fair, company__in=company_ids, state__in=SEEN_STATES)
    for booking in bookings.select_related("booth__hall").order_by("booth__code"):
        found[booking.company_id].append(booking.booth)
    return dict(found)


def exhibitors_by_zone(fair: Fair) -> dict[tuple[str, str], int]:
    """How many booths of each (row, zone in Vietnamese) are taken; one query."""
    counts: dict[tuple[str, str], int] = defaultdict(int)
    taken = Booking.objects.filter(fair=fair, state__in=SEEN_STATES)
    for row, zone in taken.values_list("booth__row", "booth__zone_vi"):
        counts[row, zone] += 1
    return dict(counts)
