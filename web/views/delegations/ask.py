"""A factory asks for a delegation; an exhibitor opens one for its own guests; a contact has his link sent once more."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from booking.access.delegations import host_of
from booking.queries.delegations import delegations_of
from booking.services.delegations import ask_for_delegation, open_delegation, send_link_again
from fairs.models import FairState
from kernel.errors import DomainError
from web.limits import count_attempt
from web.pages import FairRequest, Viewer, fair_page
from web.views.delegations.forms import DelegationForm
from web.views.visitor.forms import AddressForm


@never_cache
@require_http_methods(["GET", "POST"])
@fair_page
def ask(request: FairRequest) -> HttpResponse:
    """Twenty tries an address and ten minutes. The organiser answers; an exhibitor's own is open at once."""
    fair = request.fair
    if fair.state not in {FairState.OPEN, FairState.RUNNING}:
        return render(request, "visitor/closed.html", {"nav": ""})
    host = host_of(request.user, fair)
    form = DelegationForm(request.POST if request.method == "POST" else None, fair=fair, initial=_known(request.viewer))
    if request.method == "POST":
        count_attempt("delegation_ask", request.META.get("REMOTE_ADDR", ""), most=20, seconds=600)
    if form.is_valid():
        try:
            if host is not None:
                made = open_delegation(fair, form.wanted(), host=host, actor_id=request.user.pk)
                return redirect("web:delegation", fair.slug, made.public_id)
            ask_for_delegation(fair, form.wanted())
        except DomainError as refusal:
            form.add_error(None, str(refusal.title))
        else:
            return redirect("web:delegation_asked", fair.slug)
    own = delegations_of(fair, host=host) if host else ()
    context = {"form": form, "host": host, "own": own}
    return render(request, "delegation/ask.html", context, status=422 if form.errors else 200)


@require_GET
@fair_page
def asked(request: FairRequest) -> HttpResponse:
    return render(request, "delegation/asked.html")


@never_cache
@require_http_methods(["GET", "POST"])
@fair_page
def link(request: FairRequest) -> HttpResponse:
    """Whether an address is known is not told."""
    form = AddressForm(request.POST if request.method == "POST" else None)
    form.fields["email"].label = _("The e-mail of the contact")
    if form.is_valid():
        count_attempt("delegation_link", request.META.get("REMOTE_ADDR", ""), most=30, seconds=900)
        send_link_again(request.fair, form.cleaned_data["email"])
        messages.success(request, _("If this address brings a delegation, its link is on the way there."))
        return redirect("web:delegation_link", request.fair.slug)
    return render(request, "delegation/link.html", {"form": form}, status=422 if form.errors else 200)


def _known(viewer: Viewer) -> dict[str, Any]:
    """What we know already is not asked again."""
    company = viewer.company.short_name if viewer.company else ""
    person = viewer.person
    return {
        "company_name": company,
        "contact_name": person.full_name if person else "",
        "contact_email": getattr(viewer.user, "email", ""),
        "contact_phone": person.phone if person else "",
    }
