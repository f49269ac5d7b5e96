"""Who shows at a fair, as the public may know it: an application nobody has approved tells nobody anything."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from booking.models import Booking
from booking.rules.bookings import CONTRACTED_STATES
from directory.models import Company
from fairs.models import Exhibitor, Fair
from kernel.folding import Folded
from kernel.text import fold


def exhibitors(fair: Fair, *, see_all: bool = False, text: str = "", hall: str | None = None) -> QuerySet[Exhibitor]:
    """By the name above the booth, marks aside: Ép stands before Khách. The organiser (`see_all`) also sees who only applied.

    Shown are those with a contracted booth, co-exhibitors, and those whose booth the organiser has not placed yet.
    """
    rows = Exhibitor.objects.select_related("company", "host", "fair").filter(fair=fair)
    contracted = Booking.objects.filter(
        fair_id=OuterRef("fair_id"), company_id=OuterRef("company_id"), state__in=CONTRACTED_STATES
    )
    if not see_all:
        rows = rows.filter(_is_shown(contracted))
    if text:
        rows = rows.alias(fascia_folded=Folded("fascia_name")).filter(
            Q(company__search_text__contains=fold(text)) | Q(fascia_folded__contains=fold(text))
        )
    if hall is not None:
        rows = rows.filter(Exists(contracted.filter(booth__hall__code=hall)))
    return rows.order_by(Folded("fascia_name"), "fascia_name", "pk")


def shown_companies(fair: Fair) -> QuerySet[Company]:
    """The companies the public may know to show at the fair."""
    return Company.objects.filter(pk__in=exhibitors(fair).order_by().values("company"))


def is_shown(exhibitor: Exhibitor) -> bool:
    """Whether the public may know that this company shows; one query."""
    return exhibitors(exhibitor.fair).filter(pk=exhibitor.pk).exists()


def _is_shown(contracted: QuerySet[Booking]) -> Q:
    any_booking = Booking.objects.filter(fair_id=OuterRef("fair_id"), company_id=OuterRef("company_id"))
    return Q(Exists(contracted)) | ~Q(Exists(any_booking))
