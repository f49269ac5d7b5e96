"""What firms can make: processes, machines, products."""

from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model
from django.utils.translation import gettext as _

from directory.imports.firms import Firms, as_tax_code
from directory.imports.terms import Vocabulary
from directory.models import Capability, Machine, Product, TermKind
from kernel.sheets import Table, cell, cells
from kernel.upsert import Upserted, link, upsert

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class CapabilityRow:
    at: int
    tax_code: str = cell(as_tax_code)
    process: str = cell(cells.slug(60))
    materials: tuple[str, ...] = cell(cells.many(cells.slug(60)), default=())
    tolerance_um: int | None = cell(cells.whole(), default=None)
    size_min_mm: int | None = cell(cells.whole(), default=None)
    size_max_mm: int | None = cell(cells.whole(), default=None)
    batch_min: int | None = cell(cells.whole(), default=None)
    batch_max: int | None = cell(cells.whole(), default=None)
    monthly_capacity: int | None = cell(cells.whole(), default=None)
    free_capacity_percent: int | None = cell(cells.whole(0, 100), default=None)
    note: str = cell(cells.text(300), default="")


@dataclass(frozen=True, slots=True)
class MachineRow:
    at: int
    tax_code: str = cell(as_tax_code)
    name: str = cell(cells.text(160))
    maker: str = cell(cells.text(80), default="")
    count: int = cell(cells.whole(1, 10_000), default=1)
    year: int | None = cell(cells.whole(1900, 2100), default=None)


@dataclass(frozen=True, slots=True)
class ProductRow:
    at: int
    tax_code: str = cell(as_tax_code)
    name_vi: str = cell(cells.text(200))
    name_en: str = cell(cells.text(200), default="")
    name_ja: str = cell(cells.text(200), default="")
    note: str = cell(cells.text(300), default="")


def bring_capabilities(table: Table[CapabilityRow], firms: Firms, words: Vocabulary) -> Upserted[Capability]:
    numbers = (
        "tolerance_um",
        "size_min_mm",
        "size_max_mm",
        "batch_min",
        "batch_max",
        "monthly_capacity",
        "free_capacity_percent",
        "note",
    )
    table.keep(lambda row: _is_in_order(table, row))
    table.refuse_doubles("tax_code", "process")
    wanted, materials = [], {}
    for row in table.rows:
        company = firms.of(table, row, "tax_code", row.tax_code)
        process = words.one(table, row, "process", TermKind.PROCESS, row.process)
        on = words.some(table, row, "materials", TermKind.MATERIAL, row.materials)
        if company is not None and process is not None:
            values = {name: getattr(row, name) for name in numbers}
            wanted.append(Capability(company=company, process=process, **values))
            materials[company.pk, process.pk] = on
    done = _of_firms(Capability, wanted, firms, key=("company_id", "process_id"), fields=numbers)
    lists = {row.pk: materials[key] for key, row in done.rows.items() if row.company_id not in firms.claimed}
    changed = link(Capability.materials.through, "capability_id", "term_id", lists)
    done.touch([key for key, row in done.rows.items() if row.pk in changed])
    firms.changed |= {key[0] for key in done.created | done.updated}
    return done


def bring_machines(table: Table[MachineRow], firms: Firms) -> Upserted[Machine]:
    table.refuse_doubles("tax_code", "name", "maker")
    wanted = []
    for row in table.rows:
        company = firms.of(table, row, "tax_code", row.tax_code)
        if company is not None:
            wanted.append(Machine(company=company, name=row.name, maker=row.maker, count=row.count, year=row.year))
    return _of_firms(Machine, wanted, firms, key=("company_id", "name", "maker"), fields=("count", "year"))


def bring_products(table: Table[ProductRow], firms: Firms) -> Upserted[Product]:
    table.refuse_doubles("tax_code", "name_vi")
    wanted = []
    for row in table.rows:
        company = firms.of(table, row, "tax_code", row.tax_code)
        if company is not None:
            names = {name: getattr(row, name) for name in ("name_vi", "name_en", "name_ja", "note")}
            wanted.append(Product(company=company, **names))
    fields = ("name_en", "name_ja", "note")
    done = _of_firms(Product, wanted, firms, key=("company_id", "name_vi"), fields=fields)
    firms.changed |= {key[0] for key in done.created | done.updated}
    return done


def _of_firms(
    model: type[M], wanted: list[M], firms: Firms, *, key: tuple[str, ...], fields: tuple[str, ...]
) -> Upserted[M]:
    """Rows of claimed firms stand aside and count as unchanged."""
    ours: list[Any] = [row for row in wanted if row.company_id not in firms.claimed]  # type: ignore[attr-defined]
    existing = model._default_manager.filter(company_id__in={row.company_id for row in ours})
    done = upsert(existing, ours, key=key, fields=fields)
    aside: list[Any] = [row for row in wanted if row.company_id in firms.claimed]  # type: ignore[attr-defined]
    done.unchanged |= {tuple(getattr(row, name) for name in key) for row in aside}
    return done


def _is_in_order(table: Table[CapabilityRow], row: CapabilityRow) -> bool:
    for low, high in (("size_min_mm", "size_max_mm"), ("batch_min", "batch_max")):
        least, most = getattr(row, low), getattr(row, high)
        if least is not None and most is not None and least > most:
            reason = _("%(high)s in %(column)s is less than the %(low)s in %(other)s.")
            table.bad(row, high, "order", reason % {"high": most, "column": high, "low": least, "other": low})
            return False
    return True
