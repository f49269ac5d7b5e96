import datetime as dt
from dataclasses import dataclass

from directory.imports.firms import Firms, as_tax_code
from directory.imports.terms import Vocabulary
from directory.models import Confidentiality, Need, NeedState, TermKind
from kernel.sheets import Table, cell, cells
from kernel.upsert import Upserted, link, upsert

FIELDS = (
    "title_vi", "title_en", "title_ja", "note", "process_id", "length_mm", "width_mm", "height_mm", "weight_g", "tolerance_um",
    "annual_quantity", "target_date", "confidentiality", "state",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NeedRow:
    at: int
    buyer: str = cell(as_tax_code)
    code: str = cell(cells.text(40))
    title_vi: str = cell(cells.text(200))
    process: str = cell(cells.slug(60))
    title_en: str = cell(cells.text(200), default="")
    title_ja: str = cell(cells.text(200), default="")
    note: str = cell(cells.text(5000), default="")
    materials: tuple[str, ...] = cell(cells.many(cells.slug(60)), default=())
    standards: tuple[str, ...] = cell(cells.many(cells.slug(60)), default=())
    length_mm: int | None = cell(cells.whole(), default=None)
    width_mm: int | None = cell(cells.whole(), default=None)
    height_mm: int | None = cell(cells.whole(), default=None)
    weight_g: int | None = cell(cells.whole(), default=None)
    tolerance_um: int | None = cell(cells.whole(), default=None)
    annual_quantity: int | None = cell(cells.whole(), default=None)
    target_date: dt.date | None = cell(cells.day, default=None)
    confidentiality: str = cell(cells.one_of(Confidentiality.values), default=Confidentiality.OPEN)
    state: str = cell(cells.one_of(NeedState.values), default=NeedState.OPEN)


def bring_needs(table: Table[NeedRow], firms: Firms, words: Vocabulary) -> Upserted[Need]:
    """Wanted parts by buyer and code; a buyer with log-ins keeps its own."""
    table.refuse_doubles("buyer", "code")
    wanted, materials, standards, aside = [], {}, {}, set()
    for row in table.rows:
        company = firms.of(table, row, "buyer", row.buyer)
        process = words.one(table, row, "process", TermKind.PROCESS, row.process)
        of = words.some(table, row, "materials", TermKind.MATERIAL, row.materials)
        under = words.some(table, row, "standards", TermKind.STANDARD, row.standards)
        if company is None or process is None:
            continue
        if company.pk in firms.claimed:
            aside.add((company.pk, row.code))
            continue
        values = {name: getattr(row, name) for name in FIELDS if name != "process_id"}
        wanted.append(Need(company=company, code=row.code, process=process, **values))
        materials[company.pk, row.code], standards[company.pk, row.code] = of, under
    existing = Need.objects.filter(company__in={need.company_id for need in wanted})
    done = upsert(existing, wanted, key=("company_id", "code"), fields=FIELDS)
    by_pk = {need.pk: key for key, need in done.rows.items()}
    for through, lists in ((Need.materials.through, materials), (Need.standards.through, standards)):
        changed = link(through, "need_id", "term_id", {pk: lists[key] for pk, key in by_pk.items()})
        done.touch([by_pk[pk] for pk in changed])
    done.unchanged |= aside
    return done
