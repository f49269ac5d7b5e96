"""The visitor's own list of booths: who scanned him, what each firm reads of him, and his word to each."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from booking.services.registrations import correct_registration
from booking.states import RegistrationState
from checkin.access.leads import lead_of_visitor
from checkin.queries.leads import booths_visited, contact_of
from checkin.services.lead_sharing import share_with_lead, withdraw_from_lead
from kernel.errors import NotFound
from web.pages import FairRequest, fair_page
from web.views.visitor.passes import pass_of_key

WORDS = {"withdraw": withdraw_from_lead, "share": share_with_lead}


@never_cache
@require_http_methods(["GET", "POST"])
@fair_page
def visited(request: FairRequest, manage_key: str) -> HttpResponse:
    """Posting says whether every booth that scans the pass may have the contact data."""
    registration = pass_of_key(request, manage_key)
    if registration.state != RegistrationState.COMPLETE:
        return redirect("web:pass_by_key", request.fair.slug, manage_key)
    if request.method == "POST":
        shares = request.POST.get("share_contact") == "on"
        correct_registration(registration, actor_id=_actor(request), share_contact=shares)
        messages.success(
            request,
            _("Booths that scan your pass get your contact data.")
            if shares
            else _("Booths get nothing of you unless you share it with them here."),
        )
        return redirect("web:booths_visited", request.fair.slug, manage_key)
    mine = contact_of(registration)
    context = {
        "nav": "pass",
        "registration": registration,
        "visited": booths_visited(registration),
        "shared": ", ".join(filter(None, (mine.full_name, mine.company, mine.job_title, mine.email, mine.phone))),
    }
    return render(request, "visitor/booths_visited.html", context)


@require_POST
@fair_page
def say(request: FairRequest, manage_key: str, lead: str, word: str) -> HttpResponse:
    """`word` is withdraw or share: to this firm alone."""
    registration = pass_of_key(request, manage_key)
    found = lead_of_visitor(registration, lead)
    if word not in WORDS:
        raise NotFound
    WORDS[word](found, actor_id=_actor(request))
    name = found.exhibitor.company.short_name
    if word == "withdraw":
        messages.success(request, _("%(company)s no longer reads your contact data.") % {"company": name})
    else:
        messages.success(request, _("%(company)s now has your contact data.") % {"company": name})
    return redirect("web:booths_visited", request.fair.slug, manage_key)


def _actor(request: FairRequest) -> int | None:
    return request.user.pk if request.user.is_authenticated else None
