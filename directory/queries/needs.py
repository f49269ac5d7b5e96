"""Needs as different readers may see them."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Case, Exists, ExpressionWrapper, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Greatest

from directory.models import Capability, Company, Confidentiality, Need, NeedState
from directory.rules import search_words


@dataclass(frozen=True, slots=True)
class NeedsWanted:
    words: str = ""
    process: str = ""
    material: str = ""
    standard: str = ""
    state: str = ""


def listed_needs(companies: Collection[Company]) -> QuerySet[Need]:
    """Open needs of everybody and all of one's own; the details of some may be hidden from people of `companies`."""
    return Need.objects.filter(Q(state=NeedState.OPEN) | Q(company__in=companies))


def visible_needs(companies: Collection[Company]) -> QuerySet[Need]:
    """Those whose details people of `companies` may read."""
    return listed_needs(companies).filter(details_visible(companies))


def found_needs(among: QuerySet[Need], wanted: NeedsWanted, companies: Collection[Company]) -> QuerySet[Need]:
    """Newest first. Words, material and standard only find needs whose details the reader may see: a search must not tell
    what the page hides. Two queries with their terms."""
    needs = among
    for word in search_words(wanted.words):
        needs = needs.filter(search_text__contains=word)
    if wanted.process:
        needs = needs.filter(process__code=wanted.process)
    if wanted.material:
        needs = needs.filter(materials__code=wanted.material)
    if wanted.standard:
        needs = needs.filter(standards__code=wanted.standard)
    if wanted.state:
        needs = needs.filter(state=wanted.state)
    if wanted.words or wanted.material or wanted.standard:
        needs = needs.filter(details_visible(companies))
    return needs.order_by("-pk")


def with_need_parts(needs: QuerySet[Need], companies: Collection[Company]) -> QuerySet[Need]:
    """What a list shows, with `details_shown` for people of `companies`; three queries for any number."""
    return (
        needs.select_related("company", "process")
        .prefetch_related("materials", "standards")
        .annotate(details_shown=Case(When(details_visible(companies), then=Value(True)), default=Value(False)))
    )


def details_visible(companies: Collection[Company]) -> Q:
    """One's own, open ones, and `matched_only` ones that one of the firms says it can make.

    A firm that has said nothing about a tolerance, size or material asked for has not said that it can make it:
    the criteria are those `matching.scores` calls met.
    """
    return Q(confidentiality=Confidentiality.OPEN) | Q(company__in=companies) | Q(_can_make(companies))


def _can_make(companies: Collection[Company]) -> Exists:
    worked = Capability.materials.through.objects.filter(capability=OuterRef(OuterRef("pk")), term=OuterRef("term"))
    not_worked = Need.materials.through.objects.filter(need=OuterRef(OuterRef("pk"))).exclude(Exists(worked))
    largest = Greatest(OuterRef("length_mm"), OuterRef("width_mm"), OuterRef("height_mm"))
    at_least = Q(size_min_mm__isnull=True) | Q(size_min_mm__lte=F("largest"))
    at_most = Q(size_max_mm__isnull=True) | Q(size_max_mm__gte=F("largest"))
    said = Q(size_min_mm__isnull=False) | Q(size_max_mm__isnull=False)
    return Exists(
        Capability.objects.filter(company__in=companies, process=OuterRef("process"))
        .alias(
            largest=ExpressionWrapper(largest, output_field=IntegerField()),
            wanted_um=ExpressionWrapper(OuterRef("tolerance_um"), output_field=IntegerField()),
        )
        .filter(Q(largest__isnull=True) | (said & at_least & at_most))
        .filter(Q(wanted_um__isnull=True) | Q(tolerance_um__lte=F("wanted_um")))
        .exclude(Exists(not_worked))
    )
