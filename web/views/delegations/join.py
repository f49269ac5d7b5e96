"""What the QR opens on a person's phone: a short form, and how one's entry stands. Nobody else's name is shown."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from booking.access.delegations import delegation_to_join, place_by_key
from booking.errors.delegations import AlreadyOnTheList, DelegationClosed, DelegationFull, LinkEnded
from booking.models import Delegation, DelegationPlace
from booking.services.delegation_people import join_delegation, leave_delegation
from booking.states import PlaceState, RegistrationState
from kernel.errors import DomainError, NotFound
from web.limits import count_attempt
from web.pages import FairRequest, fair_page
from web.views.delegations.forms import JoinForm

KEY = "delegation_places"
A_FACTORY = 600
"""A factory's people share one address on the net: so many of them may try within ten minutes."""


@never_cache
@require_http_methods(["GET", "POST"])
@fair_page
def join(request: FairRequest, join_key: str) -> HttpResponse:
    """Who is on the list already is told so and nothing else."""
    try:
        delegation = _of_fair(request, delegation_to_join(join_key))
    except (LinkEnded, DelegationClosed) as refusal:
        return render(request, "delegation/ended.html", {"refusal": refusal}, status=refusal.status)
    mine = _remembered(request, delegation)
    form = JoinForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        count_attempt("delegation_join", request.META.get("REMOTE_ADDR", ""), most=A_FACTORY, seconds=600)
    status, is_known = 422 if form.errors else 200, False
    if form.is_valid():
        try:
            place = join_delegation(delegation, form.guest())
        except AlreadyOnTheList as refusal:
            status, is_known = refusal.status, True
        except (DelegationFull, DelegationClosed) as refusal:
            form.add_error(None, str(refusal.title))
            status = refusal.status
        else:
            _remember(request, place)
            return redirect("web:delegation_place", request.fair.slug, place.manage_key)
    context = {"delegation": delegation, "form": form, "mine": mine, "is_known": is_known}
    return render(request, "delegation/join.html", context, status=status)


@never_cache
@require_GET
@fair_page
def place(request: FairRequest, place_key: str) -> HttpResponse:
    """Waiting, confirmed with the way to the pass, declined, or gone."""
    found = _place(request, place_key)
    registration = found.registration
    has_pass = registration is not None and registration.state == RegistrationState.COMPLETE
    may_open = has_pass and not found.has_own_pass and found.state == PlaceState.CONFIRMED
    context = {"place": found, "delegation": found.delegation, "may_open": may_open}
    return render(request, "delegation/place.html", context)


@require_POST
@fair_page
def leave(request: FairRequest, place_key: str) -> HttpResponse:
    try:
        leave_delegation(_place(request, place_key))
    except DomainError as refusal:
        messages.error(request, str(refusal.title))
    else:
        messages.success(request, _("You are off the list. Your name and contact are deleted from it."))
    return redirect("web:delegation_place", request.fair.slug, place_key)


def _of_fair(request: FairRequest, delegation: Delegation) -> Delegation:
    if delegation.fair_id != request.fair.pk:
        raise NotFound
    return delegation


def _place(request: FairRequest, place_key: str) -> DelegationPlace:
    found = place_by_key(place_key)
    _of_fair(request, found.delegation)
    return found


def _remember(request: FairRequest, place: DelegationPlace) -> None:
    """So that the same phone finds its own entry again."""
    request.session[KEY] = {**request.session.get(KEY, {}), place.delegation.public_id: place.manage_key}


def _remembered(request: FairRequest, delegation: Delegation) -> str:
    return str(request.session.get(KEY, {}).get(delegation.public_id, ""))
