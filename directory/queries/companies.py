"""Firms found by words without diacritics, by what they make, by certificates valid on a day; with counts for each choice."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Literal

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from directory.models import Capability, Certificate, CertificateState, Company, TermKind
from directory.rules import search_words

NOT_COUNTED = (CertificateState.REJECTED, CertificateState.EXPIRED)
FACET_SIZE = 60
Facet = Literal["process", "material", "standard", "province"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the reader looks for. `on` is the day certificates must be valid; process, material and tolerance (µm) are
    asked of one and the same capability."""

    on: dt.date
    words: str = ""
    process: str = ""
    material: str = ""
    standard: str = ""
    province: str = ""
    country: str = ""
    tolerance_um: int | None = None


def found_companies(among: QuerySet[Company], wanted: Wanted) -> QuerySet[Company]:
    """Best match of the words first, then by name without diacritics; a stable order."""
    companies = among
    words = search_words(wanted.words)
    if words:
        every = Q()
        for word in words:
            every &= Q(search_text__contains=word)
        typed = " ".join(words)
        companies = companies.filter(every | Q(search_text__trigram_word_similar=typed)).annotate(
            likeness=TrigramWordSimilarity(typed, "search_text")
        )
    capabilities = _capabilities(wanted)
    if capabilities is not None:
        companies = companies.filter(Exists(capabilities.filter(company=OuterRef("pk"))))
    if wanted.standard:
        certificates = valid_certificates(wanted.on).filter(standard__code=wanted.standard)
        companies = companies.filter(Exists(certificates.filter(company=OuterRef("pk"))))
    if wanted.province:
        companies = companies.filter(province=wanted.province)
    if wanted.country:
        companies = companies.filter(country=wanted.country)
    order = ("-likeness", "search_text", "pk") if words else ("search_text", "pk")
    return companies.order_by(*order)


def valid_certificates(on: dt.date) -> QuerySet[Certificate]:
    """Issued by that day, not ended before it, not rejected."""
    return Certificate.objects.filter(issued_on__lte=on, expires_on__gte=on).exclude(state__in=NOT_COUNTED)


def facets(among: QuerySet[Company], wanted: Wanted) -> dict[Facet, dict[str, int]]:
    """How many firms each choice would leave, the other choices kept; the most frequent first. Four queries."""
    return {
        "process": _count_terms(
            Capability.objects.filter(company__in=_others(among, wanted, "process")), "process__code"
        ),
        "material": _count_terms(
            Capability.objects.filter(company__in=_others(among, wanted, "material"), materials__isnull=False),
            "materials__code",
        ),
        "standard": _count_terms(
            valid_certificates(wanted.on).filter(company__in=_others(among, wanted, "standard")), "standard__code"
        ),
        "province": dict(
            _others(among, wanted, "province")
            .exclude(province="")
            .order_by()
            .values_list("province")
            .annotate(firms=Count("pk"))
            .order_by("-firms", "province")[:FACET_SIZE]
        ),
    }


def with_list_parts(companies: QuerySet[Company], *, on: dt.date) -> QuerySet[Company]:
    """What a list shows; three queries for any number of firms."""
    return companies.prefetch_related(
        Prefetch("capabilities", queryset=Capability.objects.select_related("process").order_by("process__code")),
        Prefetch(
            "certificates",
            queryset=valid_certificates(on).select_related("standard").order_by("standard__code", "pk"),
            to_attr="valid_certificates",
        ),
    )


def with_page_parts(companies: QuerySet[Company]) -> QuerySet[Company]:
    """Everything a firm's own page shows; seven queries."""
    return companies.prefetch_related(
        Prefetch("industries"),
        Prefetch(
            "capabilities",
            queryset=Capability.objects.select_related("process")
            .prefetch_related("materials")
            .order_by("process__code"),
        ),
        Prefetch("certificates", queryset=Certificate.objects.select_related("standard").order_by("standard__code")),
        Prefetch("machines"),
        Prefetch("products"),
    )


def _capabilities(wanted: Wanted) -> QuerySet[Capability] | None:
    if not (wanted.process or wanted.material or wanted.tolerance_um is not None):
        return None
    capabilities = Capability.objects.all()
    if wanted.process:
        capabilities = capabilities.filter(process__code=wanted.process, process__kind=TermKind.PROCESS)
    if wanted.material:
        capabilities = capabilities.filter(materials__code=wanted.material, materials__kind=TermKind.MATERIAL)
    if wanted.tolerance_um is not None:
        capabilities = capabilities.filter(tolerance_um__lte=wanted.tolerance_um)
    return capabilities


def _others(among: QuerySet[Company], wanted: Wanted, facet: Facet) -> QuerySet[Company]:
    found = found_companies(among, replace(wanted, **{facet: ""}))
    return Company.objects.filter(pk__in=found.order_by().values("pk"))


def _count_terms(rows: QuerySet, name: str) -> dict[str, int]:
    counted = rows.order_by().values_list(name).annotate(firms=Count("company", distinct=True))
    return dict(counted.order_by("-firms", name)[:FACET_SIZE])
