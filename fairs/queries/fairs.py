"""The fairs a visitor of the site may choose from, and who shows and buys at one."""

from django.db.models import Q, QuerySet

from directory.models import Company
from fairs.models import Exhibitor, Fair, FairState, HostedBuyer


def open_fairs() -> QuerySet[Fair]:
    """Every fair that is not a draft by its days; those that are closed last."""
    return (
        Fair.objects.exclude(state=FairState.DRAFT)
        .select_related("organisation")
        .annotate(is_over=Q(state=FairState.CLOSED))
        .order_by("is_over", "starts_on", "pk")
    )


def exhibiting(fair: Fair) -> QuerySet[Company]:
    """The companies that show at the fair."""
    return Company.objects.filter(pk__in=Exhibitor.objects.filter(fair=fair).values("company"))


def buying(fair: Fair) -> QuerySet[Company]:
    """The companies that come to source."""
    return Company.objects.filter(pk__in=HostedBuyer.objects.filter(fair=fair).values("company"))
