"""The page of one booking: details, approval, payment, what happens next; and the company's moves."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.queries import member_names
from badges.qr import QUIET_ZONE, matrix
from billing.errors import NoPrice
from billing.queries.quotes import price_of
from booking.access.bookings import booking_for, own_booking
from booking.models import Booking
from booking.queries.payments import payment_of
from booking.queries.prices import price_for
from booking.rules.bookings import Side, may_cancel
from booking.services.booth_decisions import cancel_booking
from booking.services.booths import extend_hold, release_hold, submit_booking
from booking.states import BookingState
from directory.rules import is_tax_code
from fairs.models import ApprovalMode
from fairs.queries.fairs import days_of
from kernel.clock import local, now
from kernel.errors import DomainError, NotFound
from kernel.history import history_of
from kernel.money import Money
from web import wording
from web.pages import FairRequest, fair_page
from web.views.exhibitor.clock import clock_of
from web.views.exhibitor.forms import FASCIA_LENGTH, CancelForm, DetailsForm
from web.views.exhibitor.money import bill_of
from web.views.exhibitor.plan import panel_answer
from web.views.exhibitor.progress import OVER, TO_PAY, WITH_ORGANISER, coming_of, past_of, steps_of, with_today


@login_required
@require_safe
@never_cache
@fair_page
def booking(request: FairRequest, booking: str) -> HttpResponse:
    """For the company, and to read for the fair's organiser."""
    found, side = booking_for(request.user, booking)
    _check_fair(request, found)
    return booking_page(request, found, side)


def booking_page(
    request: FairRequest,
    found: Booking,
    side: Side,
    *,
    form: Form | None = None,
    refusal: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    fair, moment = request.fair, now()
    clock = clock_of(found, moment)
    is_expired = found.state == BookingState.DRAFT and clock is None
    if is_expired:  # nobody has swept it yet; on the page it is over
        found.state = BookingState.EXPIRED
    payment = payment_of(found)
    due = wording.money(Money(payment.amount, payment.currency), _language()) if payment else ""
    days = days_of(fair)
    zone = ZoneInfo(fair.timezone)
    stops = past_of(found, history_of(found), member_names(found.company.organisation_id))
    stops += coming_of(found, amount=due, opens_at=days[0].opens_at if days else None)
    code = matrix(payment.vietqr) if payment and payment.vietqr else None
    context: dict[str, Any] = {
        "nav": "plan",
        "booking": found,
        "booth": found.booth,
        "company": found.company,
        "is_company": side is Side.COMPANY,
        "step": _step(found),
        "steps": steps_of(found),
        "clock": clock,
        "form": form or DetailsForm(initial={"fascia_name": found.fascia_name or found.company.short_name[:60]}),
        "cancel_form": CancelForm(),
        "fascia_length": FASCIA_LENGTH,
        "is_committee": found.booth.approval == ApprovalMode.COMMITTEE,
        "bill": _bill(found),
        "payment": payment,
        "due": due,
        "qr": code,
        "qr_side": code.size + 2 * QUIET_ZONE if code else 0,
        "stops": with_today(stops, local(moment, fair.timezone).date(), zone),
        "can_cancel": side is Side.COMPANY and may_cancel(found.state, side),
        "tax_code_is_right": is_tax_code(found.company.tax_code, country=found.company.country),
        "refusal": refusal,
    }
    return render(request, "exhibitor/booking.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@fair_page
def move(request: FairRequest, booking: str, act: str) -> HttpResponse:
    """`submit`, `extend`, `release`, `cancel`; who comes here without a form is shown the booking."""
    step = MOVES.get(act)
    if step is None:
        raise NotFound
    found = own_booking(request.user, booking)
    _check_fair(request, found)
    if request.method != "POST":
        return _to_booking(request, found)
    return step(request, found)


def _submit(request: FairRequest, found: Booking) -> HttpResponse:
    form = DetailsForm(request.POST)
    if not form.is_valid():
        return booking_page(request, found, Side.COMPANY, form=form, status=422)
    words = form.cleaned_data
    try:
        done = submit_booking(
            found, fascia_name=words["fascia_name"], note=words["note"], actor_id=_actor(request)
        )  # fmt: skip
    except DomainError as refusal:
        return _refused(request, found, refusal, form=form)
    if done.state == BookingState.SUBMITTED:
        messages.success(request, _("Sent. The organiser has your booking and answers by mail."))
    return _to_booking(request, found)


def _extend(request: FairRequest, found: Booking) -> HttpResponse:
    try:
        extend_hold(found, actor_id=_actor(request))
    except DomainError as refusal:
        return _refused(request, found, refusal)
    return panel_answer(request, found.booth) if _from_plan(request) else _to_booking(request, found)


def _release(request: FairRequest, found: Booking) -> HttpResponse:
    try:
        release_hold(found, actor_id=_actor(request))
    except DomainError as refusal:
        return _refused(request, found, refusal)
    return panel_answer(request, found.booth) if _from_plan(request) else _to_booking(request, found)


def _cancel(request: FairRequest, found: Booking) -> HttpResponse:
    form = CancelForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        cancel_booking(found, side=Side.COMPANY, reason=reason, actor_id=_actor(request))
    except DomainError as refusal:
        return _refused(request, found, refusal)
    return _to_booking(request, found)


MOVES: dict[str, Callable[[FairRequest, Booking], HttpResponse]] = {
    "submit": _submit,
    "extend": _extend,
    "release": _release,
    "cancel": _cancel,
}


def _refused(
    request: FairRequest, found: Booking, refusal: DomainError, *, form: Form | None = None
) -> HttpResponse:  # fmt: skip
    if _from_plan(request):
        return panel_answer(request, found.booth, refusal=refusal)
    fresh, side = booking_for(request.user, found.public_id)
    return booking_page(request, fresh, side, form=form, refusal=refusal, status=refusal.status)


def _check_fair(request: FairRequest, found: Booking) -> None:
    if found.fair_id != request.fair.pk:
        raise NotFound


def _from_plan(request: FairRequest) -> bool:
    return request.POST.get("back") == "plan"


def _to_booking(request: FairRequest, found: Booking) -> HttpResponse:
    return redirect("web:booking", fair=request.fair.slug, booking=found.public_id)


def _actor(request: FairRequest) -> int:
    assert request.user.pk is not None
    return request.user.pk


def _language() -> str:
    return (get_language() or "vi")[:2]


def _step(found: Booking) -> str:
    """Which part of the page stands first: details, approval, payment, paid, or how it ended."""
    if found.state in OVER:
        return str(found.state)
    if found.state in WITH_ORGANISER:
        return "approval"
    if found.state in TO_PAY:
        return "payment"
    return "paid" if found.state == BookingState.PAID else "details"


def _bill(found: Booking) -> object:
    """The frozen quote; before it, what the booth would cost now."""
    if found.quote is not None:
        return bill_of(price_of(found.quote))
    if found.state in OVER:
        return None
    try:
        return bill_of(price_for(found.booth, found.company))
    except NoPrice:
        return None
