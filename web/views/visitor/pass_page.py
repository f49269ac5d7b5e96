"""The pass: shown by log-in or by the key of the mail; seats kept and given back; withdrawing."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from booking.access.registrations import workshop_for
from booking.models import Registration
from booking.queries.agenda import Appointment, agenda_of
from booking.queries.registrations import live_badge, workshops_of
from booking.services.registrations import correct_registration, send_pass_again, withdraw_registration
from booking.services.seats import release_seat, take_seat
from booking.states import RegistrationState
from checkin.queries.leads import booths_count
from fairs.models import Workshop
from kernel.clock import now as clock_now
from kernel.errors import DomainError
from web.limits import count_attempt
from web.pages import FairRequest, fair_page
from web.views.visitor.agenda import days_of
from web.views.visitor.card import card_of
from web.views.visitor.feeds import feed_of
from web.views.visitor.forms import AddressForm
from web.views.visitor.passes import pass_at_hand, pass_of_key, remember_pass


@dataclass(frozen=True, slots=True)
class Session:
    """A workshop as somebody with a pass sees it; `clash` is what he has at that time."""

    workshop: Workshop
    is_mine: bool
    clash: Appointment | None

    @property
    def seats_left(self) -> int:
        return self.workshop.seats - self.workshop.seats_taken


@never_cache
@require_http_methods(["GET", "POST"])
@fair_page
def own_pass(request: FairRequest) -> HttpResponse:
    """The pass at hand; else the ways to it: log in, or have it sent again. Whether an address is known is not told."""
    registration = pass_at_hand(request)
    if registration is not None and request.method == "GET":
        return _page(request, registration)
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        count_attempt("pass_again", request.META.get("REMOTE_ADDR", ""), most=30, seconds=900)
        send_pass_again(request.fair, form.cleaned_data["email"])
        messages.success(request, _("If this address is registered, its pass is on the way there."))
        return redirect("web:pass", request.fair.slug)
    status = 422 if request.method == "POST" else 200
    return render(request, "visitor/no_pass.html", {"nav": "pass", "form": form}, status=status)


@never_cache
@require_GET
@fair_page
def pass_by_key(request: FairRequest, manage_key: str) -> HttpResponse:
    registration = pass_of_key(request, manage_key)
    remember_pass(request, registration)
    return _page(request, registration)


@require_POST
@fair_page
def seat(request: FairRequest, manage_key: str, workshop: str) -> HttpResponse:
    """Keeps a seat, or gives it back when `release` is sent."""
    return _change_seat(request, pass_of_key(request, manage_key), workshop)


@require_POST
@fair_page
def take_seat_here(request: FairRequest, workshop: str) -> HttpResponse:
    """From the programme. Who has no pass at hand gets one first."""
    registration = pass_at_hand(request)
    if registration is None:
        messages.info(request, _("Seats are kept for people with a pass. Register first, it takes a minute."))
        return redirect("web:register", request.fair.slug)
    return _change_seat(request, registration, workshop)


@require_POST
@fair_page
def withdraw(request: FairRequest, manage_key: str) -> HttpResponse:
    registration = pass_of_key(request, manage_key)
    actor_id = request.user.pk if request.user.is_authenticated else None
    try:
        withdraw_registration(registration, actor_id=actor_id)
    except DomainError as refusal:
        messages.error(request, str(refusal.title))
    else:
        messages.success(request, _("You are withdrawn from the fair. Your pass no longer opens the door."))
    return redirect("web:pass_by_key", request.fair.slug, manage_key)


@require_POST
@fair_page
def inviter(request: FairRequest, manage_key: str) -> HttpResponse:
    """Whether the firm that invited may know who came: said anew at any time."""
    registration = pass_of_key(request, manage_key)
    if registration.invitation is not None:
        may_know = request.POST.get("may_know") == "yes"
        actor_id = request.user.pk if request.user.is_authenticated else None
        correct_registration(registration, actor_id=actor_id, inviter_told=may_know)
        words = _("%(firm)s sees your name and whether you came.") if may_know else _("%(firm)s sees a number only.")
        messages.success(request, words % {"firm": registration.invitation.exhibitor.fascia_name})
    return redirect(_address(request, registration))


def _change_seat(request: FairRequest, registration: Registration, workshop_id: str) -> HttpResponse:
    workshop = workshop_for(request.user, workshop_id)
    try:
        if "release" in request.POST:
            release_seat(workshop, registration)
            messages.success(request, _("The seat is given back."))
        else:
            take_seat(workshop, registration)
            messages.success(request, _("A seat is kept for you. It stands in your agenda."))
    except DomainError as refusal:
        messages.error(request, str(refusal.title))
    return redirect(f"{_address(request, registration)}#workshops")


def _address(request: FairRequest, registration: Registration) -> str:
    if request.user.is_authenticated and registration.person.user_id == request.user.pk:
        return reverse("web:pass", args=[request.fair.slug])
    return reverse("web:pass_by_key", args=[request.fair.slug, registration.manage_key])


def _page(request: FairRequest, registration: Registration) -> HttpResponse:
    fair, now = request.fair, clock_now()
    if registration.state != RegistrationState.COMPLETE:
        return render(request, "visitor/pass_ended.html", {"nav": "pass", "registration": registration})
    badge = live_badge(registration)
    agenda = agenda_of(registration.person, fair)
    card = card_of(badge) if badge else None
    context = {
        "nav": "pass",
        "role": card.lanyard if card else request.role,
        "registration": registration,
        "card": card,
        "days": days_of(fair, agenda, registration.person, only=registration.days, now=now),
        "sessions": _sessions(request, registration, agenda, now=now),
        "meetings_ahead": sum(line.meeting is not None and line.ends_at > now for line in agenda),
        "calendar": feed_of(request, registration),
        "pdf": f"{reverse('api_badge_pdf', args=[registration.public_id])}?key={registration.manage_key}",
        "may_meet": bool(request.viewer.companies),
        "asked_at": now,
        "booths_count": booths_count(registration),
    }
    return render(request, "visitor/pass.html", context)


def _sessions(
    request: FairRequest, registration: Registration, agenda: list[Appointment], *, now: dt.datetime
) -> list[Session]:
    """What is still to come on the days of the pass."""
    zone = ZoneInfo(request.fair.timezone)
    mine = {line.seat.workshop_id for line in agenda if line.seat}
    found = []
    for workshop in workshops_of(request.fair):
        day = workshop.starts_at.astimezone(zone).date()
        if workshop.starts_at <= now or (registration.days and day not in registration.days):
            continue
        is_mine = workshop.pk in mine
        clash = next(
            (line for line in agenda if line.starts_at < workshop.ends_at and workshop.starts_at < line.ends_at), None
        )
        found.append(Session(workshop, is_mine, None if is_mine else clash))
    return found
