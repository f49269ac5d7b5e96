"""Which firms the other tables may speak of, and which of them keep their own profile."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from directory.models import Company
from directory.rules import normal_tax_code
from kernel.sheets import Known, Table
from kernel.sheets.tables import R


def as_tax_code(value: str) -> str:
    """The cell of a tax code, in the form it is kept."""
    return normal_tax_code(value)[:14]


@dataclass(slots=True)
class Firms:
    """`claimed` firms were here before and have log-ins of their own: an import leaves their profile to them."""

    known: Known[str, Company] = field(default_factory=Known)
    claimed: set[int] = field(default_factory=set)
    may_update: bool = True  # False: every firm that was here before counts as claimed
    changed: set[int] = field(default_factory=set)  # whose search text has to be written anew

    def of(self, table: Table[R], row: R, column: str, code: str) -> Company | None:
        """The firm, or None after reporting that the directory has none of this tax code."""
        reason = _("The directory has no firm with the tax code %(value)s.")
        return self.known.resolve(table, row, column, code, reason)

    def add_mentioned(self, codes: Iterable[str]) -> None:
        """Firms that stand in the directory already and only occur in the other tables."""
        missing = set(codes) - self.known.found.keys()
        self.known.found |= {company.tax_code: company for company in Company.objects.filter(tax_code__in=missing)}
        added = [self.known.found[code].pk for code in missing & self.known.found.keys()]
        self.claimed |= claimed_among(added) if self.may_update else set(added)


def claimed_among(company_ids: Iterable[int]) -> set[int]:
    claimed = Company.objects.filter(pk__in=list(company_ids), organisation__memberships__isnull=False)
    return set(claimed.values_list("pk", flat=True))
