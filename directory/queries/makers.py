"""The search for makers: words without marks, facets over what they can make, certificates valid on a day.

What is asked of a capability (process, material, tolerance, size) must hold for one and the same capability: a firm
that turns to 5 µm and welds to 1 mm does not weld to 5 µm. A maker is a listed company with at least one capability.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Count, Exists, F, Func, OuterRef, Q, QuerySet, Value
from django.db.models.functions import StrIndex

from directory.models import Capability, Certificate, CertificateState, Company, Term, TermKind
from directory.rules import search_words
from kernel.text import fold

TOLERANCES_UM = (5, 10, 50, 100)
SIZES_MM = (100, 500, 1000, 2000)
# words that say "firm" or "find": they narrow nothing when others stand beside them
FILLERS = frozenset({"cong", "ty", "gia", "nha", "may", "san", "xuat", "tim", "can"})


@dataclass(frozen=True, slots=True, kw_only=True)
class MakerSearch:
    """Codes of terms; sizes in mm, tolerance in µm. Values of one group are alternatives, groups add up."""

    text: str = ""
    processes: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    standards: tuple[str, ...] = ()
    provinces: tuple[str, ...] = ()
    markets: tuple[str, ...] = ()
    tolerance_um: int | None = None
    size_mm: int | None = None

    @property
    def asks_capability(self) -> bool:
        return bool(self.processes or self.materials or self.tolerance_um or self.size_mm)

    @property
    def is_empty(self) -> bool:
        return self == MakerSearch()


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet and how many makers it would leave. `term` is None where the value is no term."""

    value: str
    count: int
    term: Term | None = None


@dataclass(frozen=True, slots=True)
class Facets:
    processes: Sequence[Choice]
    materials: Sequence[Choice]
    tolerances: Sequence[Choice]
    sizes: Sequence[Choice]
    standards: Sequence[Choice]
    provinces: Sequence[Choice]
    markets: Sequence[Choice]


def valid_on(day: dt.date) -> Q:
    """Certificates that hold on that day and were not rejected."""
    return Q(issued_on__lte=day, expires_on__gte=day) & ~Q(state=CertificateState.REJECTED)


def makers(search: MakerSearch, *, on: dt.date, among: QuerySet[Company] | None = None) -> QuerySet[Company]:
    """Who fits, unordered; `among` narrows to a fair's exhibitors or the like."""
    rows = firms(search, on=on, among=among)
    return rows if search.asks_capability else rows.filter(Exists(Capability.objects.filter(company=OuterRef("pk"))))


def firms(search: MakerSearch, *, on: dt.date, among: QuerySet[Company] | None = None) -> QuerySet[Company]:
    """As `makers`, with the firms that have not said what they can make, unless a capability is asked for."""
    rows = Company.objects.filter(is_listed=True) if among is None else among.filter(is_listed=True)
    if search.asks_capability:
        rows = rows.filter(Exists(Capability.objects.filter(_capability_asks(search), company=OuterRef("pk"))))
    for word in _words(search.text):
        # a word begins where a word begins (`anh` is not `banh`); one of two letters is whole (`5` is not `50`)
        end = r"\M" if len(word) < 3 else ""
        rows = rows.filter(search_text__regex=rf"\m{re.escape(word)}{end}")
    if search.standards:
        held = Certificate.objects.filter(valid_on(on), company=OuterRef("pk"), standard__code__in=search.standards)
        rows = rows.filter(Exists(held))
    if search.provinces:
        rows = rows.filter(province__in=search.provinces)
    if search.markets:
        rows = rows.filter(export_markets__overlap=list(search.markets))
    return rows


def alike(text: str, among: QuerySet[Company]) -> QuerySet[Company]:
    """For a search that found nothing: firms with words that look like these (a letter wrong or missing), nearest first."""
    typed = " ".join(_words(text))
    near = among.filter(search_text__trigram_word_similar=typed)
    return near.annotate(likeness=TrigramWordSimilarity(typed, "search_text")).order_by(
        "-likeness", "search_text", "pk"
    )


def in_order(rows: QuerySet[Company], search: MakerSearch, sort: str, *, first: QuerySet[Company]) -> QuerySet[Company]:
    """`best`: whose name begins with what was typed, then those of `first` (the fair's exhibitors), then by name;
    `name`: by name; `size`: most people first. Names sort by their folded text, so marks do not scatter them."""
    if sort == "name":
        return rows.order_by("search_text", "pk")
    if sort == "size":
        return rows.order_by(F("employees").desc(nulls_last=True), "search_text", "pk")
    preferred = Exists(first.filter(pk=OuterRef("pk")))
    typed = " ".join(_words(search.text))
    if not typed:
        return rows.annotate(preferred=preferred).order_by("-preferred", "search_text", "pk")
    rows = rows.annotate(preferred=preferred, place=StrIndex("search_text", Value(typed)))
    return rows.annotate(named=Q(place__range=(1, 60))).order_by("-named", "-preferred", "search_text", "pk")


def facets(
    search: MakerSearch,
    *,
    on: dt.date,
    among: QuerySet[Company] | None = None,
    of: Callable[..., QuerySet[Company]] = makers,
) -> Facets:
    """How many makers (or `firms`) each choice would leave, the other groups held fast; eight queries."""
    terms = {term.pk: term for term in Term.objects.exclude(kind=TermKind.INDUSTRY)}

    def rows(**without: object) -> QuerySet[Company]:
        return of(replace(search, **without), on=on, among=among)  # type: ignore[arg-type]

    def capabilities(**without: object) -> QuerySet[Capability]:
        asks = _capability_asks(replace(search, **without))  # type: ignore[arg-type]
        return Capability.objects.filter(asks, company__in=rows(**without).values("pk"))

    def by_term(pairs: Iterable[tuple[int, int]]) -> list[Choice]:
        found = [Choice(terms[pk].code, count, terms[pk]) for pk, count in pairs if pk in terms]
        return sorted(found, key=lambda choice: (-choice.count, choice.value))

    each = Count("company", distinct=True)
    tolerances = capabilities(tolerance_um=None).aggregate(
        **{str(limit): Count("company", distinct=True, filter=Q(tolerance_um__lte=limit)) for limit in TOLERANCES_UM}
    )
    sizes = capabilities(size_mm=None).aggregate(
        **{str(edge): Count("company", distinct=True, filter=Q(size_max_mm__gte=edge)) for edge in SIZES_MM}
    )
    materials = Capability.materials.through.objects.filter(capability__in=capabilities(materials=()).values("pk"))
    held = Certificate.objects.filter(valid_on(on), company__in=rows(standards=()).values("pk"))
    provinces = rows(provinces=()).exclude(province="").values_list("province").annotate(n=Count("pk"))
    markets = rows(markets=()).annotate(market=Func(F("export_markets"), function="unnest"))
    return Facets(
        processes=by_term(capabilities(processes=()).values_list("process").annotate(n=each)),
        materials=by_term(materials.values_list("term").annotate(n=Count("capability__company", distinct=True))),
        tolerances=[Choice(limit, count) for limit, count in tolerances.items()],
        sizes=[Choice(edge, count) for edge, count in sizes.items()],
        standards=by_term(held.values_list("standard").annotate(n=each)),
        provinces=[Choice(name, count) for name, count in provinces.order_by("-n", "province")],
        markets=[
            Choice(c, n) for c, n in markets.values_list("market").annotate(n=Count("pk")).order_by("-n", "market")
        ],
    )


def with_card_parts(rows: QuerySet[Company]) -> QuerySet[Company]:
    """What a card of the list shows; four queries more, whatever the number of rows."""
    return rows.prefetch_related("capabilities__process", "certificates__standard", "machines")


def understood(text: str) -> list[Term]:
    """The processes, materials and standards somebody meant by what was typed, marks or not; one query."""
    typed = fold(text)
    if not typed:
        return []
    words = set(typed.split())
    meant: dict[frozenset[str], Term] = {}
    for term in Term.objects.exclude(kind=TermKind.INDUSTRY):
        for name in (term.name_vi, term.name_en):
            key = frozenset(fold(name).split()) - FILLERS - {"cnc"}
            if key and key <= words:
                meant[key] = term
    # the closest only: who typed `phay 5 truc` did not also ask for plain milling
    closest = [term for key, term in meant.items() if not any(key < other for other in meant)]
    return list(dict.fromkeys(closest))


def _words(text: str) -> list[str]:
    words = search_words(text)
    return [word for word in words if word not in FILLERS] or words


def _capability_asks(search: MakerSearch) -> Q:
    asks = Q()
    if search.processes:
        asks &= Q(process__code__in=search.processes)
    if search.materials:
        on_material = Capability.materials.through.objects.filter(term__code__in=search.materials)
        asks &= Q(pk__in=on_material.values("capability"))
    if search.tolerance_um:
        asks &= Q(tolerance_um__lte=search.tolerance_um)
    if search.size_mm:
        asks &= Q(size_max_mm__gte=search.size_mm)
    return asks
