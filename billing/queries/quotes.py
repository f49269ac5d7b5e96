"""A frozen quote read back as the price it was."""

from billing.models import Quote
from billing.rules import Line, Price


def price_of(quote: Quote) -> Price:
    """One query for the lines, none when they are prefetched."""
    return Price(
        currency=quote.currency,
        lines=tuple(Line(line.reason, line.amount, line.facts) for line in quote.lines.all()),
        net=quote.net,
        vat_percent=quote.vat_percent,
        vat=quote.vat,
        total=quote.total,
    )
