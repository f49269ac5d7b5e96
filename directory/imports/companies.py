import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import Organisation
from accounts.roles import OrganisationKind
from directory.imports.firms import Firms, as_tax_code, claimed_among
from directory.imports.terms import Vocabulary
from directory.models import Company, TermKind
from directory.rules import is_tax_code
from kernel.sheets import Table, cell, cells
from kernel.text import fold
from kernel.upsert import BATCH, Upserted, link, upsert

FIELDS = (
    "slug", "legal_name", "short_name", "name_en", "name_ja", "address_line", "ward", "province", "country", "website", "email",
    "phone", "founded_year", "employees", "export_markets", "about_vi", "about_en", "about_ja", "is_sample",
)  # fmt: skip


def as_country(value: str) -> str:
    """An ISO 3166 code of two letters."""
    if not re.fullmatch("[A-Za-z]{2}", value):
        raise cells.BadCell("country", _("“%(value)s” is not a country code of two letters.") % {"value": value[:40]})
    return value.upper()


@dataclass(frozen=True, slots=True)
class CompanyRow:
    at: int
    tax_code: str = cell(as_tax_code)
    legal_name: str = cell(cells.text(250))
    short_name: str = cell(cells.text(80))
    slug: str = cell(cells.slug(120), default="")
    name_en: str = cell(cells.text(250), default="")
    name_ja: str = cell(cells.text(250), default="")
    address_line: str = cell(cells.text(250), default="")
    ward: str = cell(cells.text(120), default="")
    province: str = cell(cells.text(60), default="")
    country: str = cell(as_country, default="VN")
    website: str = cell(cells.web_address, default="")
    email: str = cell(cells.email, default="")
    phone: str = cell(cells.phone, default="")
    founded_year: int | None = cell(cells.whole(1800, 2100), default=None)
    employees: int | None = cell(cells.whole(0, 5_000_000), default=None)
    industries: tuple[str, ...] = cell(cells.many(cells.slug(60)), default=())
    export_markets: tuple[str, ...] = cell(cells.many(as_country), default=())
    about_vi: str = cell(cells.text(5000), default="")
    about_en: str = cell(cells.text(5000), default="")
    about_ja: str = cell(cells.text(5000), default="")
    is_sample: bool = cell(cells.flag, default=False)


def bring_companies(
    table: Table[CompanyRow], words: Vocabulary, *, may_update: bool
) -> tuple[Firms, Upserted[Company]]:
    """New firms with their organisation; firms that are here already change only when nobody of theirs logs in."""
    _check_tax_codes(table)
    table.refuse_doubles("tax_code")
    present = {c.tax_code: c for c in Company.objects.filter(tax_code__in=[row.tax_code for row in table.rows])}
    slugs = _slugs(table, present)
    ids = {company.pk for company in present.values()}
    claimed = claimed_among(ids) if may_update else ids
    fresh = [row for row in table.rows if row.tax_code not in present]
    tenants = Organisation.objects.bulk_create(
        [Organisation(kind=OrganisationKind.COMPANY, name=row.legal_name) for row in fresh], batch_size=BATCH
    )
    tenant_of = {row.tax_code: tenant for row, tenant in zip(fresh, tenants, strict=True)}
    wanted, kept = [], []
    for row in table.rows:
        old = present.get(row.tax_code)
        if old is not None and old.pk in claimed:
            kept.append(old)
            continue
        values = {name: getattr(row, name) for name in FIELDS} | {"slug": slugs[row.tax_code]}
        values["export_markets"] = list(row.export_markets)
        tenant_id = old.organisation_id if old else tenant_of[row.tax_code].pk
        wanted.append(Company(tax_code=row.tax_code, organisation_id=tenant_id, **values))
    existing = Company.objects.filter(pk__in=ids - claimed)
    done = upsert(existing, wanted, key=("tax_code",), fields=FIELDS)
    _link_industries(table, words, done)
    for company in kept:
        done.rows[company.tax_code,] = company
        done.unchanged.add((company.tax_code,))
    firms = Firms(claimed=claimed, may_update=may_update)
    firms.known.found = {key[0]: company for key, company in done.rows.items()}
    firms.known.doubt(table, "tax_code")
    firms.changed = {done.rows[key].pk for key in done.created | done.updated}
    _rename_tenants([done.rows[key] for key in done.updated])
    return firms, done


def _check_tax_codes(table: Table[CompanyRow]) -> None:
    def is_good(row: CompanyRow) -> bool:
        if is_tax_code(row.tax_code, country=row.country):
            return True
        reason = _(
            "%(code)s is not a tax code: ten digits whose last one is the check digit, for a branch -NNN behind."
        )
        hint = _("Was a leading zero lost? Format the column as text.") if row.tax_code[:10].isdigit() else ""
        table.bad(row, "tax_code", "tax_code", f"{reason % {'code': row.tax_code}} {hint}".strip())
        return False

    table.keep(is_good)


def _slugs(table: Table[CompanyRow], present: dict[str, Company]) -> dict[str, str]:
    """The address of each firm's page: as written, as it was, or made of its short name. Doubles are reported."""
    elsewhere = set(Company.objects.exclude(tax_code__in=present.keys()).values_list("slug", flat=True))
    chosen: dict[str, str] = {}

    def is_good(row: CompanyRow) -> bool:
        old = present.get(row.tax_code)
        name = row.slug or (old.slug if old else _free(slugify(fold(row.short_name))[:110] or "firm", taken))
        if row.slug and name in taken:
            table.bad(row, "slug", "slug_taken", _("Another firm has the web name “%(slug)s”.") % {"slug": name})
            return False
        taken.add(name)
        chosen[row.tax_code] = name
        return True

    taken = elsewhere
    table.keep(is_good)
    return chosen


def _free(wish: str, taken: Iterable[str]) -> str:
    name, number = wish, 1
    while name in taken:
        number += 1
        name = f"{wish}-{number}"
    return name


def _link_industries(table: Table[CompanyRow], words: Vocabulary, done: Upserted[Company]) -> None:
    wanted = {}
    for row in table.rows:
        ids = words.some(table, row, "industries", TermKind.INDUSTRY, row.industries)
        company = done.rows.get((row.tax_code,))
        if company is not None:
            wanted[company.pk] = ids
    changed = link(Company.industries.through, "company_id", "term_id", wanted)
    done.touch([key for key, company in done.rows.items() if company.pk in changed])


def _rename_tenants(companies: list[Company]) -> None:
    tenants = list(Organisation.objects.filter(company__in=companies).select_related("company"))
    for tenant in tenants:
        tenant.name = tenant.company.legal_name
    Organisation.objects.bulk_update(tenants, ["name"], batch_size=BATCH)
