"""A price as a page shows it: lines that say why."""

from dataclasses import dataclass

from billing.rules import Price, plain
from billing.wording import decimal_text, line_sentence, line_title, vat_sentence
from kernel.money import Money


@dataclass(frozen=True, slots=True)
class BillLine:
    title: str
    why: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Bill:
    lines: list[BillLine]
    vat_percent: str
    vat: Money
    vat_why: str
    total: Money


def bill_of(price: Price) -> Bill:
    currency = price.currency
    return Bill(
        lines=[
            BillLine(line_title(line), line_sentence(line, currency), Money(line.amount, currency))
            for line in price.lines
        ],
        vat_percent=decimal_text(plain(price.vat_percent)),
        vat=Money(price.vat, currency),
        vat_why=vat_sentence(price.net, currency),
        total=Money(price.total, currency),
    )
