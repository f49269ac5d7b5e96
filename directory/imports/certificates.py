import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from directory.imports.firms import Firms, as_tax_code
from directory.imports.terms import Vocabulary
from directory.models import Certificate, CertificateState, TermKind
from kernel.sheets import Table, cell, cells
from kernel.upsert import Upserted, upsert


@dataclass(frozen=True, slots=True)
class CertificateRow:
    at: int
    tax_code: str = cell(as_tax_code)
    standard: str = cell(cells.slug(60))
    number: str = cell(cells.text(60))
    issued_on: dt.date = cell(cells.day)
    expires_on: dt.date = cell(cells.day)
    issuer: str = cell(cells.text(120), default="")
    state: str = cell(cells.one_of(CertificateState.values), default=CertificateState.DECLARED)


def bring_certificates(table: Table[CertificateRow], firms: Firms, words: Vocabulary) -> Upserted[Certificate]:
    def is_in_order(row: CertificateRow) -> bool:
        if row.issued_on <= row.expires_on:
            return True
        table.bad(row, "expires_on", "order", _("The certificate ends before it was issued."))
        return False

    table.keep(is_in_order)
    table.refuse_doubles("tax_code", "standard", "number")
    key, fields = ("company_id", "standard_id", "number"), ("issuer", "issued_on", "expires_on", "state")
    wanted, aside = [], set()
    for row in table.rows:
        company = firms.of(table, row, "tax_code", row.tax_code)
        standard = words.one(table, row, "standard", TermKind.STANDARD, row.standard)
        if company is None or standard is None:
            continue
        if company.pk in firms.claimed:
            aside.add((company.pk, standard.pk, row.number))
            continue
        values = {name: getattr(row, name) for name in fields}
        wanted.append(Certificate(company=company, standard=standard, number=row.number, **values))
    existing = Certificate.objects.filter(company__in={row.company_id for row in wanted})
    done = upsert(existing, wanted, key=key, fields=fields)
    done.unchanged |= aside
    return done
