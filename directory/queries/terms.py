"""The vocabulary by its codes."""

from collections.abc import Sequence

from directory.errors import UnknownTerm
from directory.models import Term, TermKind


def terms_named(kind: TermKind, codes: Sequence[str], *, pointer: str) -> list[Term]:
    """Each once. Raises UnknownTerm with all codes the vocabulary does not have; one query."""
    terms = list(Term.objects.filter(kind=kind, code__in=codes).order_by("code"))
    unknown = sorted(set(codes) - {term.code for term in terms})
    if unknown:
        raise UnknownTerm(pointer=pointer, unknown=unknown)
    return terms
