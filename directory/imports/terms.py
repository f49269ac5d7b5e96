from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from directory.models import Term, TermKind
from kernel.sheets import Known, Table, cell, cells
from kernel.sheets.tables import R
from kernel.upsert import Upserted, upsert


@dataclass(frozen=True, slots=True)
class TermRow:
    at: int
    kind: str = cell(cells.one_of(TermKind.values))
    code: str = cell(cells.slug(60))
    name_vi: str = cell(cells.text(120))
    name_en: str = cell(cells.text(120))
    name_ja: str = cell(cells.text(120), default="")


@dataclass(slots=True)
class Vocabulary:
    """Every term there is, after the folder's own were brought in."""

    known: Known[tuple[str, str], Term] = field(default_factory=Known)

    def one(self, table: Table[R], row: R, column: str, kind: str, code: str) -> Term | None:
        """The term, or None after reporting that no such code exists."""
        term = self.known.found.get((kind, code))
        is_doubtful = self.known.is_blind or (kind, code) in self.known.doubtful
        if term is None and not is_doubtful:
            reason = _("No %(kind)s has the code “%(code)s”.") % {"kind": TermKind(kind).label, "code": code}
            table.bad(row, column, "unknown_term", reason)
        return term

    def some(self, table: Table[R], row: R, column: str, kind: str, codes: tuple[str, ...]) -> list[int]:
        """The ids of the terms that exist; each other one is reported."""
        found = [self.one(table, row, column, kind, code) for code in codes]
        return [term.pk for term in found if term is not None]


def bring_terms(table: Table[TermRow], *, may_update: bool) -> tuple[Vocabulary, Upserted[Term]]:
    table.refuse_doubles("kind", "code")
    wanted = [
        Term(kind=row.kind, code=row.code, name_vi=row.name_vi, name_en=row.name_en, name_ja=row.name_ja)
        for row in table.rows
    ]
    names = ("name_vi", "name_en", "name_ja")
    done = upsert(Term.objects.all(), wanted, key=("kind", "code"), fields=names, may_update=may_update)
    words = Vocabulary()
    words.known.found = {(term.kind, term.code): term for term in Term.objects.all()}
    words.known.doubtful = {(row["kind"], row["code"]) for row in table.doubtful if "kind" in row and "code" in row}
    words.known.is_blind = table.is_blind or bool({"kind", "code"} & table.bad_columns)
    return words, done
