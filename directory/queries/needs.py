"""Needs as different readers may see them."""

from collections.abc import Collection

from django.db.models import Exists, ExpressionWrapper, F, IntegerField, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest

from directory.models import Capability, Company, Confidentiality, Need, NeedState


def listed_needs(companies: Collection[Company]) -> QuerySet[Need]:
    """Open needs of everybody and all of one's own; the details of some may still be hidden."""
    return Need.objects.filter(Q(state=NeedState.OPEN) | Q(company__in=companies))


def visible_needs(companies: Collection[Company]) -> QuerySet[Need]:
    """Those whose details people of `companies` may read."""
    return listed_needs(companies).filter(details_visible(companies))


def details_visible(companies: Collection[Company]) -> Q:
    """One's own, open ones, and `matched_only` ones that one of the firms says it can make.

    A firm that says nothing about a tolerance or size the need asks for has not said that it can make it.
    """
    return Q(confidentiality=Confidentiality.OPEN) | Q(company__in=companies) | Q(_can_make(companies))


def _can_make(companies: Collection[Company]) -> Exists:
    """The same process, tolerance and largest side within reach, and one of the materials asked for."""
    largest = Greatest(*(Coalesce(OuterRef(side), 0) for side in ("length_mm", "width_mm", "height_mm")))
    worked = Capability.materials.through.objects.filter(capability=OuterRef(OuterRef("pk")), term=OuterRef("term"))
    wanted = Need.materials.through.objects.filter(need=OuterRef(OuterRef("pk")))
    return Exists(
        Capability.objects.filter(company__in=companies, process=OuterRef("process"))
        .alias(
            largest=ExpressionWrapper(largest, output_field=IntegerField()),
            wanted_um=ExpressionWrapper(OuterRef("tolerance_um"), output_field=IntegerField()),
        )
        .filter(Q(largest=0) | Q(size_max_mm__gte=F("largest")))
        .filter(Q(wanted_um__isnull=True) | Q(tolerance_um__lte=F("wanted_um")))
        .filter(~Exists(wanted) | Exists(wanted.filter(Exists(worked))))
    )
