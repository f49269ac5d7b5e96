"""The organiser's desk: what waits for a decision, bookings and people. The live board has its own file."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from billing.queries.quotes import price_of
from billing.wording import line_sentence, line_title, vat_sentence
from booking.access.bookings import booking_for, booking_to_cancel, booking_to_decide
from booking.models import Booking, RegistrationRole
from booking.queries.bookings import bookings_for
from booking.queries.booths import count_states
from booking.queries.people import registrations_found
from booking.services.booth_decisions import approve_booking, cancel_booking, decline_booking, mark_paid
from booking.states import BookingState, RegistrationState
from checkin.queries.presence import midnight
from fairday.queries.live_counts import live_counts
from fairs.access import SELLERS, fair_to_run, is_organiser
from fairs.models import Fair
from kernel.clock import now
from kernel.errors import Conflict, NotFound
from kernel.history import history_of
from web.pages import FairRequest, fair_page

PER_PAGE = 40
TABS = (
    ("submitted", _("Awaiting approval"), ("submitted", "offered", "approved")),
    ("unpaid", _("Awaiting payment"), ("awaiting_deposit", "confirmed")),
    ("paid", _("Paid"), ("paid",)),
    ("held", _("On hold"), ("draft",)),
    ("ended", _("Ended"), ("declined", "cancelled", "expired")),
)


def _fair(request: FairRequest) -> Fair:
    return fair_to_run(request.user, request.fair.slug)


def _page_of(request: FairRequest, rows: Any) -> Any:
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))


@require_GET
@login_required
@fair_page
def desk(request: FairRequest) -> HttpResponse:
    """What waits for the organiser, and the state of the whole fair in one look."""
    fair, moment = _fair(request), now()
    waiting = bookings_for(request.user, fair, ("submitted", "offered", "approved"))
    overdue = bookings_for(request.user, fair, ("confirmed", "awaiting_deposit")).filter(pay_until__lt=moment)
    context = {
        "nav": "desk",
        "tab": "desk",
        "counts": live_counts(fair, since=midnight(fair, moment), now=moment),
        "states": count_states(fair),
        "waiting": waiting[:6],
        "waiting_count": waiting.count(),
        "overdue": overdue[:6],
        "overdue_count": overdue.count(),
        "may_decide": is_organiser(request.user, fair, SELLERS),
    }
    return render(request, "organiser/desk.html", context)


@require_GET
@login_required
@fair_page
def bookings(request: FairRequest) -> HttpResponse:
    """The approval list, and every other state behind its tab."""
    fair = _fair(request)
    key = request.GET.get("state", "submitted")
    states = next((states for name, _label, states in TABS if name == key), TABS[0][2])
    all_rows = bookings_for(request.user, fair)
    context = {
        "nav": "desk",
        "tab": "bookings",
        "key": key,
        "tabs": [(name, label, all_rows.filter(state__in=listed).count()) for name, label, listed in TABS],
        "page": _page_of(request, bookings_for(request.user, fair, states)),
        "may_decide": is_organiser(request.user, fair, SELLERS),
    }
    return render(request, "organiser/bookings.html", context)


@require_GET
@login_required
@fair_page
def booking(request: FairRequest, booking: str) -> HttpResponse:
    """One booking with its price, its firm and its history."""
    fair = _fair(request)
    found, _side = booking_for(request.user, booking)
    if found.fair_id != fair.pk:
        raise NotFound
    context = {
        "nav": "desk",
        "tab": "bookings",
        "booking": found,
        **_price(found),
        "history": history_of(found),
        "may_decide": is_organiser(request.user, fair, SELLERS),
    }
    return render(request, "organiser/booking.html", context)


def _price(found: Booking) -> dict[str, Any]:
    if found.quote is None:
        return {"lines": []}
    price = price_of(found.quote)
    lines = [
        {"title": line_title(line), "amount": line.amount, "why": line_sentence(line, price.currency)}
        for line in price.lines
    ]
    return {"lines": lines, "vat_why": vat_sentence(price.net, price.currency)}


@require_POST
@login_required
@fair_page
def decide(request: FairRequest, booking: str, move: str) -> HttpResponse:
    """approve, decline (with a reason), paid, cancel; then back to where the button stood, with a sentence."""
    fair = _fair(request)
    assert isinstance(request.user, User)
    reason = " ".join(request.POST.get("reason", "").split())[:300]
    if move not in _AFTER:
        raise NotFound
    if move == "decline" and not reason:
        messages.error(request, _("Say why: the company reads the reason."))
        return redirect("web:desk_booking", fair.slug, booking)
    found, side = booking_to_cancel(request.user, booking)
    if move != "cancel":
        found = booking_to_decide(request.user, booking)
    actor_id = request.user.pk
    try:
        if move == "approve":
            approve_booking(found, actor_id=actor_id)
        elif move == "decline":
            decline_booking(found, reason=reason, actor_id=actor_id)
        elif move == "paid":
            mark_paid(found, actor_id=actor_id)
        else:
            cancel_booking(found, side=side, actor_id=actor_id, reason=reason)
    except Conflict as refusal:
        messages.error(request, f"{found.booth.code}: {refusal.title}")
    else:
        messages.success(request, f"{found.booth.code}: {BookingState(_AFTER[move]).label}")
    return redirect(_way_back(request, fair, booking))


_AFTER = {"approve": "confirmed", "decline": "declined", "paid": "paid", "cancel": "cancelled"}


def _way_back(request: FairRequest, fair: Fair, booking: str) -> str:
    """To the list the button stood in, or to the booking."""
    if request.POST.get("back") == "list":
        return reverse("web:desk_bookings", args=[fair.slug])
    return reverse("web:desk_booking", args=[fair.slug, booking])


@require_GET
@login_required
@fair_page
def registrations(request: FairRequest) -> HttpResponse:
    """Everybody registered: search by name without marks, company, phone, e-mail or printed code."""
    fair = fair_to_run(request.user, request.fair.slug, SELLERS)
    text = request.GET.get("q", "").strip()[:100]
    role = request.GET.get("role", "") if request.GET.get("role") in RegistrationRole.values else ""
    context = {
        "nav": "desk",
        "tab": "registrations",
        "q": text,
        "role_filter": role,
        "roles": RegistrationRole.choices,
        "states": dict(RegistrationState.choices),
        "page": _page_of(request, registrations_found(fair, text=text, role=role)),
    }
    return render(request, "organiser/registrations.html", context)
