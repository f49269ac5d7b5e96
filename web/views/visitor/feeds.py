"""The calendar feed and the papers of a person's agenda: their addresses, and a new address when the owner wants one."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from booking.models import Registration
from booking.queries.agenda import calendar_key
from booking.services.calendars import renew_calendar
from kernel.errors import DomainError
from web.pages import FairRequest, fair_page
from web.views.visitor.passes import pass_of_key


@dataclass(frozen=True, slots=True)
class Feed:
    """`webcal` opens the reader's calendar program, `address` is for those it does not open; `paper` is the A5 PDF."""

    address: str
    webcal: str
    renew: str
    paper: str


def feed_of(request: FairRequest, registration: Registration) -> Feed:
    address = request.build_absolute_uri(reverse("api_calendar", args=[calendar_key(registration)]))
    key = registration.manage_key
    return Feed(
        address=address,
        webcal=f"webcal://{address.partition('://')[2]}",
        renew=reverse("web:calendar_renew", args=[request.fair.slug, key]),
        paper=f"{reverse('api_agenda_pdf', args=[registration.public_id])}?key={key}",
    )


@require_POST
@fair_page
def renew(request: FairRequest, manage_key: str) -> HttpResponse:
    """Back to where the button stood: pass or planner."""
    registration = pass_of_key(request, manage_key)
    actor_id = request.user.pk if request.user.is_authenticated else None
    try:
        renew_calendar(registration, actor_id=actor_id)
    except DomainError as refusal:
        messages.error(request, str(refusal.title))
    else:
        messages.success(request, _("Your calendar has a new address. Subscribe again; the old one no longer works."))
    if request.POST.get("back") == "meetings":
        return redirect(f"{reverse('web:meetings', args=[request.fair.slug])}#calendar")
    return redirect(f"{reverse('web:pass_by_key', args=[request.fair.slug, manage_key])}#calendar")
