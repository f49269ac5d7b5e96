"""A price's reasons as sentences, and money as people write it, in the reader's language."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from billing import rules
from billing.rules import CM2_PER_SQM, Fact, Line
from kernel.money import MINOR_DIGITS, Money

_SIGNS = {"VND": "₫", "JPY": "¥", "KRW": "₩", "USD": "$", "EUR": "€"}
_NO_BREAK = "\u00a0"

TITLES = {
    rules.RENT: gettext_lazy("Booth rent"),
    rules.MINIMUM_AREA: gettext_lazy("Minimum area"),
    rules.CORNER: gettext_lazy("Corner position"),
    rules.PENINSULA: gettext_lazy("Peninsula position"),
    rules.ISLAND: gettext_lazy("Island position"),
    rules.SUPPORT: gettext_lazy("Public support"),
    rules.SUPPORT_CAPPED: gettext_lazy("Public support"),
    rules.SUPPORT_ELSEWHERE: gettext_lazy("Public support"),
    rules.SUPPORT_USED: gettext_lazy("Public support"),
}


def money_text(money: Money) -> str:
    """`43.200.000 ₫` in Vietnamese, `43,200,000 ₫` in English: the sign after a no-break space."""
    digits = MINOR_DIGITS.get(money.currency, 2)
    amount = Decimal(abs(money.amount)).scaleb(-digits)
    number = number_format(amount, decimal_pos=digits, use_l10n=True, force_grouping=True)
    sign = _SIGNS.get(money.currency, money.currency)
    return f"{'−' if money.amount < 0 else ''}{number}{_NO_BREAK}{sign}"


def area_text(area_cm2: int) -> str:
    """`12 m²`, `13,5 m²`: in square metres, as exact as the floor is."""
    return f"{decimal_text(Decimal(area_cm2) / CM2_PER_SQM)}{_NO_BREAK}m²"


def decimal_text(value: Decimal | str) -> str:
    return str(number_format(f"{Decimal(value).normalize():f}", use_l10n=True, force_grouping=True))


def line_title(line: Line) -> str:
    """What the line is: the scheme's own name for support."""
    return str(line.facts.get("name") or TITLES[line.reason])


def line_sentence(line: Line, currency: str) -> str:
    """Why the line is there and how it was reckoned."""
    facts = line.facts
    if line.reason == rules.RENT:
        return _rent(facts, currency)
    if line.reason == rules.MINIMUM_AREA:
        return _("The smallest area that is charged is %(minimum)s m²; this booth has %(area)s.") % {
            "minimum": decimal_text(str(facts["minimum_sqm"])),
            "area": area_text(int(facts["area_cm2"])),
        }
    if line.reason in {rules.CORNER, rules.PENINSULA, rules.ISLAND}:
        sides = int(facts["open_sides"])
        return ngettext(
            "%(percent)s%% on the rent for %(sides)s open side.",
            "%(percent)s%% on the rent for %(sides)s open sides.",
            sides,
        ) % {"percent": decimal_text(str(facts["percent"])), "sides": sides}
    return _support(line.reason, facts, currency)


def vat_sentence(net: int, currency: str) -> str:
    return _("Reckoned on %(net)s.") % {"net": money_text(Money(net, currency))}


def _rent(facts: Mapping[str, Fact], currency: str) -> str:
    words = {
        "area": area_text(int(facts["area_cm2"])),
        "price": money_text(Money(int(facts["per_sqm"]), currency)),
    }
    if facts["open_sides"] == 1:
        return _("%(area)s at %(price)s per m²; one open side, so no surcharge for the position.") % words
    return _("%(area)s at %(price)s per m².") % words


def _support(reason: str, facts: Mapping[str, Fact], currency: str) -> str:
    words = {"percent": decimal_text(str(facts["percent"])), "provinces": str(facts["provinces"])}
    if "cap" in facts:
        words["cap"] = money_text(Money(int(facts["cap"]), currency))
    if reason == rules.SUPPORT_CAPPED:
        return _("%(percent)s%% of the booth's price, at most %(cap)s: the most that is paid.") % words
    if reason == rules.SUPPORT_ELSEWHERE:
        return _("Not for your firm: only for firms seated in %(provinces)s.") % words
    if reason == rules.SUPPORT_USED:
        return _("Already used for another booth: it is paid once per firm.")
    if "cap" in facts:
        return _("%(percent)s%% of the booth's price, at most %(cap)s.") % words
    return _("%(percent)s%% of the booth's price.") % words
