from dataclasses import dataclass
from decimal import Decimal

from billing.models import PriceRule, SupportScheme
from fairs.models import BoothKind, Fair
from kernel.sheets import Table, cell, cells
from kernel.upsert import Upserted, upsert

MOST_MONEY = 10**12


@dataclass(frozen=True, slots=True)
class PriceRow:
    at: int
    kind: str = cell(cells.one_of(BoothKind.values))
    per_sqm: int = cell(cells.whole(0, MOST_MONEY))
    corner_percent: Decimal = cell(cells.decimal(0, 500), default=Decimal(0))
    peninsula_percent: Decimal = cell(cells.decimal(0, 500), default=Decimal(0))
    island_percent: Decimal = cell(cells.decimal(0, 500), default=Decimal(0))
    minimum_sqm: int = cell(cells.whole(0, 10_000), default=0)


@dataclass(frozen=True, slots=True)
class SupportRow:
    at: int
    code: str = cell(cells.text(20))
    name_vi: str = cell(cells.text(200))
    percent: Decimal = cell(cells.decimal(1, 100))
    provinces: tuple[str, ...] = cell(cells.many(cells.text(60)))
    name_en: str = cell(cells.text(200), default="")
    name_ja: str = cell(cells.text(200), default="")
    cap: int | None = cell(cells.whole(0, MOST_MONEY), default=None)


def bring_prices(table: Table[PriceRow], fair: Fair) -> Upserted[PriceRule]:
    """What new quotes cost; quotes that are frozen already stay as they are."""
    table.refuse_doubles("kind")
    fields = ("per_sqm", "corner_percent", "peninsula_percent", "island_percent", "minimum_sqm")
    wanted = [
        PriceRule(fair=fair, kind=row.kind, **{name: getattr(row, name) for name in fields}) for row in table.rows
    ]
    return upsert(PriceRule.objects.filter(fair=fair), wanted, key=("kind",), fields=fields)


def bring_support(table: Table[SupportRow], fair: Fair) -> Upserted[SupportScheme]:
    table.refuse_doubles("code")
    fields = ("name_vi", "name_en", "name_ja", "percent", "cap", "provinces")
    wanted = [
        SupportScheme(
            fair=fair,
            code=row.code,
            name_vi=row.name_vi,
            name_en=row.name_en,
            name_ja=row.name_ja,
            percent=row.percent,
            cap=row.cap,
            provinces=list(row.provinces),
        )
        for row in table.rows
    ]
    return upsert(SupportScheme.objects.filter(fair=fair), wanted, key=("code",), fields=fields)
