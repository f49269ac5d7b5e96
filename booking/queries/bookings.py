"""Bookings as their company and the fair's organiser read them."""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from accounts.access import AnyUser
from booking.models import Booking
from directory.access import companies_of
from fairs.access import is_organiser
from fairs.models import Booth, Fair


def bookings_for(user: AnyUser, fair: Fair, states: Collection[str] | None = None) -> QuerySet[Booking]:
    """All of the fair for its organiser, those of the user's companies else; the newest first."""
    rows = Booking.objects.select_related("fair", "company", "booth__hall", "quote").prefetch_related("quote__lines")
    rows = rows.filter(fair=fair)
    if not is_organiser(user, fair):
        rows = rows.filter(company_id__in=[company.pk for company in companies_of(user)])
    if states is not None:
        rows = rows.filter(Q(state__in=states))
    return rows.order_by("-pk")


def latest_own_booking(booth: Booth, company_ids: Collection[int]) -> Booking | None:
    """The last claim of these companies on the booth, live or over; one query, none without a company."""
    if not company_ids:
        return None
    rows = Booking.objects.select_related("fair", "company", "booth__hall", "quote")
    return rows.filter(booth=booth, company_id__in=company_ids).order_by("-pk").first()


def bookings_of_companies(fair: Fair, company_ids: Collection[int]) -> QuerySet[Booking]:
    """All claims of these companies at the fair, the newest first; one query."""
    rows = Booking.objects.select_related("fair", "company", "booth__hall", "quote")
    return rows.filter(fair=fair, company_id__in=company_ids).order_by("-pk")
