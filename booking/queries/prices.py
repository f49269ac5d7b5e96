"""What a booth costs a company now: the fair's prices, and which support the company has already used."""

from billing.models import QuoteLine
from billing.queries.prices import price_list, schemes_of
from billing.rules import GRANTED_SUPPORT, Firm, Price
from booking.states import LIVE_BOOKING_STATES
from directory.models import Company
from fairs.models import Booth, Fair


def price_for(booth: Booth, company: Company | None) -> Price:
    """Three queries; one without a company. Raises NoPrice."""
    prices = price_list(booth.fair)
    if company is None:
        return prices.price(booth)
    firm = Firm(province=company.province, used_schemes=used_schemes(booth.fair, company))
    return prices.price(booth, schemes_of(booth.fair), firm)


def used_schemes(fair: Fair, company: Company) -> frozenset[str]:
    """The schemes that pay for a live booking of the company at this fair; one query."""
    return frozenset(
        QuoteLine.objects.filter(
            reason__in=GRANTED_SUPPORT,
            quote__booking__fair_id=fair.pk,
            quote__booking__company_id=company.pk,
            quote__booking__state__in=LIVE_BOOKING_STATES,
        ).values_list("facts__scheme", flat=True)
    )
