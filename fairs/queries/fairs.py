"""The fairs somebody may choose from, their days and halls, and who shows and buys at one."""

from django.db.models import Q, QuerySet

from accounts.access import AnyUser, organiser_organisations
from directory.models import Company
from fairs.models import Exhibitor, Fair, FairDay, FairState, Hall, HostedBuyer


def open_fairs() -> QuerySet[Fair]:
    """Every fair that is not a draft by its days; those that are closed last."""
    return (
        Fair.objects.exclude(state=FairState.DRAFT)
        .select_related("organisation")
        .annotate(is_over=Q(state=FairState.CLOSED))
        .order_by("is_over", "starts_on", "pk")
    )


def fairs_for(user: AnyUser) -> QuerySet[Fair]:
    """Published fairs, and the user's own drafts; the last to start first. Two queries, one without a log-in."""
    own = [organisation.pk for organisation in organiser_organisations(user)]
    shown = ~Q(state=FairState.DRAFT) | Q(organisation_id__in=own)
    return Fair.objects.select_related("organisation").filter(shown).order_by("-starts_on", "slug")


def fair_run_by(user: AnyUser) -> Fair | None:
    """The next fair of the user's own organisation, or its last one."""
    own = [organisation.pk for organisation in organiser_organisations(user)]
    fairs = Fair.objects.filter(organisation_id__in=own).annotate(is_over=Q(state=FairState.CLOSED))
    return fairs.order_by("is_over", "starts_on", "pk").first()


def days_of(fair: Fair) -> list[FairDay]:
    return list(FairDay.objects.filter(fair=fair))


def halls_of(fair: Fair) -> list[Hall]:
    return list(Hall.objects.filter(fair=fair))


def exhibiting(fair: Fair) -> QuerySet[Company]:
    """The companies that show at the fair."""
    return Company.objects.filter(pk__in=Exhibitor.objects.filter(fair=fair).values("company"))


def buying(fair: Fair) -> QuerySet[Company]:
    """The companies that come to source."""
    return Company.objects.filter(pk__in=HostedBuyer.objects.filter(fair=fair).values("company"))
