"""The board of wanted parts: the open needs of a fair's buyers, searched and counted; who may read the details."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from directory.models import Company, Need, NeedState, Term
from directory.queries.needs import details_visible
from directory.rules import search_words


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedSearch:
    """Codes of processes, a buyer's public id, words without marks."""

    text: str = ""
    processes: tuple[str, ...] = ()
    buyer: str = ""


def wanted_parts(search: NeedSearch, *, buyers: QuerySet[Company], readers: Collection[Company]) -> QuerySet[Need]:
    """The open needs of these buyers that fit the search, the soonest start first; `readable` says whose details
    the readers may see. Words and buyer are looked for only where they may be read: a search gives nothing away."""
    rows = Need.objects.filter(state=NeedState.OPEN, company__in=buyers.values("pk"))
    if search.processes:
        rows = rows.filter(process__code__in=search.processes)
    if search.buyer:
        rows = rows.filter(details_visible(readers), company__public_id=search.buyer)
    words = search_words(search.text)
    if words:
        rows = rows.filter(details_visible(readers))
    for word in words:
        rows = rows.filter(search_text__contains=word)
    return rows.annotate(readable=details_visible(readers)).order_by("target_date", "pk")


def with_board_parts(rows: QuerySet[Need]) -> QuerySet[Need]:
    """What a card of the board shows; two queries more whatever the number of rows."""
    return rows.select_related("process", "company").prefetch_related("materials", "standards")


def processes_wanted(rows: QuerySet[Need]) -> list[tuple[Term, int]]:
    """The processes of these needs and how often each is wanted, most wanted first; two queries."""
    counts = dict(rows.order_by().values_list("process").annotate(n=Count("pk")))
    terms = Term.objects.filter(pk__in=counts)
    return sorted(((term, counts[term.pk]) for term in terms), key=lambda pair: (-pair[1], pair[0].code))


def hidden_count(rows: QuerySet[Need]) -> int:
    """How many of these needs keep their details from the readers."""
    return rows.filter(Q(readable=False)).count()
