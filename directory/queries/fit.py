"""Firms and needs as the plain facts `matching.scores` compares."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db.models import QuerySet

from directory.models import Capability, Company, Need, Person
from directory.queries.companies import valid_certificates
from matching import scores


def makers(companies: QuerySet[Company], *, on: dt.date) -> dict[int, scores.Maker]:
    """company -> what it says of itself, with the certificates valid on that day; five queries for any number of firms."""
    capabilities: dict[int, list[scores.Capability]] = defaultdict(list)
    rows = Capability.objects.filter(company__in=companies).select_related("process").prefetch_related("materials")
    for row in rows.order_by("company_id", "pk"):
        capabilities[row.company_id].append(
            scores.Capability(
                process=row.process.code,
                materials=tuple(sorted(term.code for term in row.materials.all())),
                tolerance_um=row.tolerance_um,
                size_min_mm=row.size_min_mm,
                size_max_mm=row.size_max_mm,
                batch_min=row.batch_min,
                batch_max=row.batch_max,
            )
        )
    certificates: dict[int, list[scores.Certificate]] = defaultdict(list)
    for company_id, standard, expires_on in (
        valid_certificates(on)
        .filter(company__in=companies)
        .order_by("standard__code", "pk")
        .values_list("company_id", "standard__code", "expires_on")
    ):
        certificates[company_id].append(scores.Certificate(standard, expires_on))
    languages = _languages(Person.objects.filter(company__in=companies))
    return {
        company_id: scores.Maker(
            capabilities=tuple(capabilities[company_id]),
            certificates=tuple(certificates[company_id]),
            languages=languages.get(company_id, ()),
            province=province,
        )
        for company_id, province in companies.order_by("pk").values_list("pk", "province")
    }


def wanted(needs: Iterable[Need]) -> dict[int, scores.Need]:
    """need -> what it asks for. The rows come from `with_need_parts`; one more query, for the languages of the buyers."""
    rows = list(needs)
    languages = _languages(Person.objects.filter(company__in={need.company_id for need in rows}))
    return {
        need.pk: scores.Need(
            process=need.process.code,
            materials=tuple(sorted(term.code for term in need.materials.all())),
            length_mm=need.length_mm,
            width_mm=need.width_mm,
            height_mm=need.height_mm,
            tolerance_um=need.tolerance_um,
            annual_quantity=need.annual_quantity,
            standards=tuple(sorted(term.code for term in need.standards.all())),
            languages=languages.get(need.company_id, ()),
            province=need.company.province if need.company.country == "VN" else "",
        )
        for need in rows
    }


def _languages(people: QuerySet[Person]) -> Mapping[int, tuple[str, ...]]:
    """The languages of each firm's people."""
    spoken: dict[int, tuple[str, ...]] = {}
    rows = people.order_by("company_id", "language").values_list("company_id", "language").distinct()
    for company_id, language in rows:
        if company_id is not None:
            spoken[company_id] = (*spoken.get(company_id, ()), language)
    return spoken
