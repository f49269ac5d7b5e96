"""Where a company is found at a fair: its contracted booths. A hold or an application tells nobody where it is."""

from collections import defaultdict
from collections.abc import Collection

from booking.models import Booking
from booking.rules.bookings import CONTRACTED_STATES
from fairs.models import Booth, Fair


def booths_of_companies(fair: Fair, company_ids: Collection[int]) -> dict[int, list[Booth]]:
    """The booths of each company, by code, with their halls; one query."""
    found: dict[int, list[Booth]] = defaultdict(list)
    bookings = Booking.objects.filter(fair=fair, company__in=company_ids, state__in=CONTRACTED_STATES)
    for booking in bookings.select_related("booth__hall").order_by("booth__code"):
        found[booking.company_id].append(booking.booth)
    return dict(found)
