"""Passes that firms give out, at the organiser's desk: the rule of the fair, each firm's places, more of them with a reason."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from booking.access.exhibitors import exhibitor_to_run
from booking.errors.passes import AlreadyComing
from booking.queries.invitations import allowance_of, extra_invitations, invitations_left, invitations_of
from booking.queries.passes import all_places, holders_of, organisers_contractors, places_of, rules_of
from booking.services.exhibitor_passes import RulesGiven, add_places, give_contractor_pass, set_rules
from booking.services.invitations import allow_invitations
from booking.states import PassKind
from checkin.queries.door import crew_lists_of
from fairs.access import MANAGERS, fair_to_run
from kernel.clock import now
from kernel.errors import NotFound
from kernel.text import fold
from web.fields import LineField
from web.pages import FairRequest, fair_page
from web.views.exhibitor.passes import CrewForm

MOST = 1000
PER_PAGE = 50


def _number(label: Any, least: int = 0, most: int = MOST) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"inputmode": "numeric"})
    return forms.IntegerField(label=label, min_value=least, max_value=most, widget=widget)


class RulesForm(forms.Form):
    unit_m2 = _number(_("For each begun area of (m²)"), 1)
    staff_per_unit = _number(_("Staff badges for it"))
    staff_least = _number(_("Staff badges at least"))
    crew_per_unit = _number(_("Contractors' passes for it"))
    crew_least = _number(_("Contractors' passes at least"))
    invitations = _number(_("Visitors each exhibitor may invite"), most=100_000)


class AllowanceForm(forms.Form):
    extra = _number(_("Visitors beyond the rule"), most=100_000)
    reason = LineField(label=_("Why"), max_length=200)


class ExtraForm(forms.Form):
    extra = _number(_("Places beyond the rule"))
    reason = LineField(label=_("Why"), max_length=200)


@require_http_methods(["GET", "POST"])
@login_required
@fair_page
def passes(request: FairRequest) -> HttpResponse:
    """Firms with their places, all or those of that name; posting sets the rule."""
    fair = fair_to_run(request.user, request.fair.slug, MANAGERS)
    rules = rules_of(fair)
    initial = {name: getattr(rules, name) for name in RulesForm.base_fields}
    form = RulesForm(request.POST or None, initial=initial, label_suffix="")
    if request.method == "POST" and form.is_valid():
        set_rules(fair, given=RulesGiven(**form.cleaned_data), actor_id=_user_id(request))
        messages.success(request, gettext("The rule is kept. Nobody lost a badge by it."))
        return redirect("web:desk_passes", fair.slug)
    of_kind = {kind: dict(all_places(fair, kind)) for kind in PassKind}
    more = extra_invitations(fair)
    sought = request.GET.get("q", "").strip()[:100]
    firms = [
        (firm, [(kind, of_kind[kind][firm]) for kind in PassKind], rules.invitations + more.get(firm.pk, 0))
        for firm in of_kind[PassKind.STAFF]
        if fold(sought) in fold(firm.fascia_name)
    ]
    page = Paginator(firms, PER_PAGE).get_page(request.GET.get("page"))
    context = {"nav": "desk", "tab": "passes", "form": form, "q": sought, "page": page}
    return render(request, "organiser/passes.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@login_required
@fair_page
def contractors(request: FairRequest) -> HttpResponse:
    """Contractors of the organiser's own, who take no firm's place; and when the lists of the door let contractors in."""
    fair = fair_to_run(request.user, request.fair.slug, MANAGERS)
    form = CrewForm(request.POST or None, initial={"language": "vi"})
    if request.method == "POST" and form.is_valid():
        try:
            made = give_contractor_pass(fair, form.given(), actor_id=_user_id(request))
        except AlreadyComing as refusal:
            form.add_error("email", str(refusal.title))
        else:
            messages.success(request, gettext("%(name)s has a pass.") % {"name": made.person.full_name})
            return redirect("web:desk_contractors", fair.slug)
    context = {
        "nav": "desk",
        "tab": "passes",
        "form": form,
        "people": organisers_contractors(fair),
        "crew_hours": crew_lists_of(fair.pk),
    }
    return render(request, "organiser/contractors.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@login_required
@fair_page
def extra(request: FairRequest, exhibitor: str, kind: str) -> HttpResponse:
    """One firm: who has its places, and more of them."""
    found = exhibitor_to_run(request.user, exhibitor)
    if found.fair_id != request.fair.pk or kind not in PassKind.values:
        raise NotFound
    which = PassKind(kind)
    places = places_of(found, which)
    form = ExtraForm(request.POST or None, initial={"extra": places.extra, "reason": places.reason}, label_suffix="")
    if request.method == "POST" and form.is_valid():
        add_places(found, kind=which, actor_id=_user_id(request), **form.cleaned_data)
        messages.success(request, gettext("%(name)s has its places.") % {"name": found.company.short_name})
        return redirect("web:desk_passes", request.fair.slug)
    context = {
        "nav": "desk",
        "tab": "passes",
        "exhibitor": found,
        "kind": which,
        "places": places,
        "people": holders_of(found, which),
        "form": form,
    }
    return render(request, "organiser/pass_extra.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@login_required
@fair_page
def more_invitations(request: FairRequest, exhibitor: str) -> HttpResponse:
    """One firm: how many visitors it may invite, and more of them."""
    found = exhibitor_to_run(request.user, exhibitor)
    if found.fair_id != request.fair.pk:
        raise NotFound
    allowed = allowance_of(found)
    form = AllowanceForm(
        request.POST or None, initial={"extra": allowed.extra, "reason": allowed.reason}, label_suffix=""
    )
    if request.method == "POST" and form.is_valid():
        allow_invitations(found, actor_id=_user_id(request), **form.cleaned_data)
        messages.success(request, gettext("%(name)s has its invitations.") % {"name": found.company.short_name})
        return redirect("web:desk_passes", request.fair.slug)
    moment = now()
    context = {
        "nav": "desk",
        "tab": "passes",
        "exhibitor": found,
        "allowed": allowed,
        "left": invitations_left(found, now=moment),
        "codes": invitations_of(found, now=moment),
        "form": form,
    }
    return render(request, "organiser/more_invitations.html", context, status=422 if form.errors else 200)


def _user_id(request: FairRequest) -> int:
    assert isinstance(request.user, User)
    return request.user.pk
