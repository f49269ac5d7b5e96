"""What the day wants from one person: the meeting that is near, and a free time offered. Asked for again by itself."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from directory.models import Person
from fairday.models import OfferSeat
from fairday.queries.own_day import own_day
from fairday.services.refills import accept_offer, decline_offer
from fairday.states import OfferState
from kernel.clock import now as clock_now
from kernel.errors import DomainError, NotFound
from web.pages import FairRequest, fair_page
from web.views.visitor.passes import pass_at_hand


@never_cache
@require_GET
@fair_page
def own(request: FairRequest) -> HttpResponse:
    """The part that the pass and the planner show; the whole page for who comes without htmx."""
    person, now = _person(request), clock_now()
    context = {"nav": "pass", "day": own_day(request.fair, person, now=now) if person else None, "now": now}
    part = getattr(request, "htmx", False)
    return render(request, "day/own_part.html" if part else "day/own_page.html", context)


@never_cache
@require_GET
@fair_page
def offer(request: FairRequest, offer: str) -> HttpResponse:
    """Where the mail leads: the offer with its two buttons, or how it ended."""
    seat = _seat(request, offer)
    if seat.offer.state == OfferState.OPEN and seat.offer.expires_at > clock_now():
        return redirect("web:my_day", request.fair.slug)
    return render(request, "day/offer_over.html", {"nav": "pass", "offer": seat.offer})


@require_POST
@fair_page
def answer(request: FairRequest, offer: str, answer: str) -> HttpResponse:
    """accept or decline, in one tap."""
    seat = _seat(request, offer)
    actor_id = request.user.pk if request.user.is_authenticated else None
    decide = {"accept": accept_offer, "decline": decline_offer}.get(answer)
    if decide is None:
        raise NotFound
    try:
        done = decide(seat.offer, person_id=seat.person_id, actor_id=actor_id, now=clock_now())
    except NotFound:
        raise
    except DomainError as refusal:
        messages.error(request, str(refusal.title))
    else:
        messages.success(request, _said(done.state))
    return redirect("web:my_day", request.fair.slug)


def _said(state: str) -> str:
    if state == OfferState.ACCEPTED:
        return _("Fixed. Please go to the table; the other side is told.")
    if state == OfferState.OPEN:
        return _("Your yes is noted. It is fixed as soon as the other side accepts, too.")
    return _("Declined. The time is offered to others.")


def _person(request: FairRequest) -> Person | None:
    registration = pass_at_hand(request)
    return registration.person if registration else request.viewer.person


def _seat(request: FairRequest, offer: str) -> OfferSeat:
    person = _person(request)
    seats = OfferSeat.objects.select_related("offer__slot", "offer__table", "offer__fair")
    seat = seats.filter(offer__public_id=offer, offer__fair=request.fair, person=person).first() if person else None
    if seat is None:
        raise NotFound
    return seat
