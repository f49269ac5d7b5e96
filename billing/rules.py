"""What a booth costs and why. Pure: values in, a price with reasoned lines out; no query, no clock.

A price is rent by the square metre, what is missing to the minimum area, a surcharge for open sides, less one support
scheme; VAT is taken once, on the net after support. Amounts are minor units of the fair's currency.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from kernel.money import Money, round_half_up

CM2_PER_SQM = 10_000

RENT = "rent"
MINIMUM_AREA = "minimum_area"
CORNER = "corner"
PENINSULA = "peninsula"
ISLAND = "island"
SUPPORT = "support"
SUPPORT_CAPPED = "support_capped"
SUPPORT_ELSEWHERE = "support_elsewhere"
SUPPORT_USED = "support_used"

REASONS = (
    RENT,
    MINIMUM_AREA,
    CORNER,
    PENINSULA,
    ISLAND,
    SUPPORT,
    SUPPORT_CAPPED,
    SUPPORT_ELSEWHERE,
    SUPPORT_USED,
)
GRANTED_SUPPORT = (SUPPORT, SUPPORT_CAPPED)
_POSITIONS = {2: CORNER, 3: PENINSULA, 4: ISLAND}

Fact = int | str


@dataclass(frozen=True, slots=True)
class Space:
    """What is rented: `area_cm2` on the floor, 1 to 4 open sides."""

    kind: str
    area_cm2: int
    open_sides: int


@dataclass(frozen=True, slots=True)
class Tariff:
    """What a kind of booth costs; percentages are surcharges on the rent."""

    per_sqm: int
    minimum_sqm: int = 0
    corner_percent: Decimal = Decimal(0)
    peninsula_percent: Decimal = Decimal(0)
    island_percent: Decimal = Decimal(0)

    def surcharge_percent(self, open_sides: int) -> Decimal:
        return {2: self.corner_percent, 3: self.peninsula_percent, 4: self.island_percent}.get(open_sides, Decimal(0))


@dataclass(frozen=True, slots=True)
class Scheme:
    """Public support: `percent` of the booth's money, at most `cap`, for firms seated in `provinces` (none named: all)."""

    code: str
    name: str
    percent: Decimal
    cap: int | None
    provinces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Firm:
    """Who rents: its province, and the codes of the schemes it has already used at this fair."""

    province: str
    used_schemes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Line:
    reason: str
    amount: int
    facts: dict[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Price:
    """`net + vat == total`, and the lines sum to `net`."""

    currency: str
    lines: tuple[Line, ...]
    net: int
    vat_percent: Decimal
    vat: int
    total: int


def price_booth(
    space: Space,
    tariff: Tariff,
    *,
    currency: str,
    vat_percent: Decimal,
    schemes: Collection[Scheme] = (),
    firm: Firm | None = None,
) -> Price:
    """The whole price. Without a firm nothing is said of support: it depends on who asks."""
    lines = rent_lines(space, tariff, currency)
    if firm is not None:
        lines += support_lines(sum(line.amount for line in lines), schemes, firm, currency)
    net = Money(sum(line.amount for line in lines), currency)
    vat = net.percent(vat_percent)
    return Price(
        currency=currency,
        lines=tuple(lines),
        net=net.amount,
        vat_percent=vat_percent,
        vat=vat.amount,
        total=(net + vat).amount,
    )


def rent_lines(space: Space, tariff: Tariff, currency: str) -> list[Line]:
    """Rent, the rest to the minimum area, the surcharge for the open sides; a line that costs nothing is not written."""
    rent = Money(round_half_up(Decimal(tariff.per_sqm) * space.area_cm2 / CM2_PER_SQM), currency)
    lines = [
        Line(
            RENT,
            rent.amount,
            {
                "kind": space.kind,
                "area_cm2": space.area_cm2,
                "per_sqm": tariff.per_sqm,
                "open_sides": space.open_sides,
            },
        )
    ]
    minimum = Money(tariff.per_sqm * tariff.minimum_sqm, currency)
    if minimum > rent:
        missing = minimum - rent
        lines.append(
            Line(
                MINIMUM_AREA,
                missing.amount,
                {"minimum_sqm": tariff.minimum_sqm, "area_cm2": space.area_cm2, "per_sqm": tariff.per_sqm},
            )
        )
        rent = minimum
    percent = tariff.surcharge_percent(space.open_sides)
    surcharge = rent.percent(percent)
    if surcharge.amount:
        lines.append(
            Line(
                _POSITIONS[space.open_sides],
                surcharge.amount,
                {"percent": plain(percent), "open_sides": space.open_sides, "base": rent.amount},
            )
        )
    return lines


def support_lines(base: int, schemes: Collection[Scheme], firm: Firm, currency: str) -> list[Line]:
    """The one scheme that pays most (ties: by code), or a line of nothing for each scheme that says why not."""
    granted = [_granted(base, scheme, currency) for scheme in schemes if _refusal(scheme, firm) is None]
    if granted:
        return [min(granted, key=lambda line: (line.amount, str(line.facts["scheme"])))]
    return [
        Line(reason, 0, _facts(scheme))
        for scheme in sorted(schemes, key=lambda scheme: scheme.code)
        if (reason := _refusal(scheme, firm)) is not None
    ]


def used_support(lines: Sequence[Line]) -> frozenset[str]:
    """The codes of the schemes these lines were paid from."""
    return frozenset(str(line.facts["scheme"]) for line in lines if line.reason in GRANTED_SUPPORT)


def _refusal(scheme: Scheme, firm: Firm) -> str | None:
    if scheme.provinces and firm.province not in scheme.provinces:
        return SUPPORT_ELSEWHERE
    if scheme.code in firm.used_schemes:
        return SUPPORT_USED
    return None


def _granted(base: int, scheme: Scheme, currency: str) -> Line:
    full = Money(base, currency).percent(scheme.percent)
    paid = full if scheme.cap is None else min(full, Money(scheme.cap, currency))
    facts = _facts(scheme) | {"base": base}
    return Line(SUPPORT if paid == full else SUPPORT_CAPPED, (-paid).amount, facts)


def _facts(scheme: Scheme) -> dict[str, Fact]:
    facts: dict[str, Fact] = {
        "scheme": scheme.code,
        "name": scheme.name,
        "percent": plain(scheme.percent),
        "provinces": ", ".join(scheme.provinces),
    }
    return facts if scheme.cap is None else facts | {"cap": scheme.cap}


def plain(percent: Decimal) -> str:
    """A percentage as text without idle zeros: 8.00 is "8", 7.50 is "7.5"."""
    return f"{percent.normalize():f}"
