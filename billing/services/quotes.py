"""Freezing a price into rows. Steps of a booking's unit of work: they open no transaction of their own."""

from billing.models import Quote, QuoteLine
from billing.rules import Price
from directory.models import Company
from fairs.models import Booth


def freeze_quote(price: Price, *, booth: Booth, company: Company) -> Quote:
    """The quote and its lines, in the caller's transaction; the database checks at commit that they add up."""
    quote = Quote.objects.create(
        fair_id=booth.fair_id,
        company=company,
        booth=booth,
        currency=price.currency,
        net=price.net,
        vat_percent=price.vat_percent,
        vat=price.vat,
        total=price.total,
    )
    QuoteLine.objects.bulk_create(
        QuoteLine(quote=quote, position=position, reason=line.reason, facts=line.facts, amount=line.amount)
        for position, line in enumerate(price.lines, 1)
    )
    return quote
