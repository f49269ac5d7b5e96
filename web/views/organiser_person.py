"""One registered person at the organiser's desk: the badge as it is printed, its history, printing it and replacing it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from badges.designs import Paper
from badges.fonts import undrawable
from badges.render import badge_svg
from booking.access.registrations import registration_for, registration_to_print, registration_to_run
from booking.errors.registrations import NotRegistered
from booking.models import Registration
from booking.passes import face_to_print
from booking.queries.badge_designs import design_of
from booking.queries.badge_prints import issues_of
from booking.queries.registrations import live_badge
from booking.services.badge_prints import print_badge
from booking.services.badges import reissue_badge
from booking.states import ErasureReason, PrintCause, RegistrationState, ReissueReason
from fairday.services.erasure import erase_person
from fairs.access import DOOR_STAFF, MANAGERS, fair_to_run, is_organiser
from kernel.errors import Conflict, NotFound
from web.badge_forms import PAPERS, EraseForm, PrintForm, ReplaceForm
from web.pages import FairRequest, fair_page


@never_cache
@require_GET
@login_required
@fair_page
def person(request: FairRequest, registration: str) -> HttpResponse:
    """For every desk of the organiser; printing is for managers and the door, replacing for managers."""
    return _page(request, _found(request, registration_for(request.user, registration)))


@require_POST
@login_required
@fair_page
def person_print(request: FairRequest, registration: str) -> HttpResponse:
    """The badge as PDF, noted as printed."""
    assert isinstance(request.user, User)
    found = _found(request, registration_to_print(request.user, registration))
    form = PrintForm(request.POST)
    if not form.is_valid():
        return _page(request, found, printing=form, status=422)
    paper = form.cleaned_data["paper"]
    try:
        content = print_badge(
            found,
            cause=PrintCause.SINGLE,
            paper=Paper(paper) if paper else None,
            language=form.cleaned_data["language"],
            actor_id=request.user.pk,
        )
    except NotRegistered as refusal:
        messages.error(request, str(refusal.title))
        return redirect("web:desk_person", request.fair.slug, registration)
    return HttpResponse(content, content_type="application/pdf", headers={"Cache-Control": "private, no-store"})


@require_POST
@login_required
@fair_page
def person_replace(request: FairRequest, registration: str) -> HttpResponse:
    """A new badge; the old one ends now."""
    assert isinstance(request.user, User)
    found = _found(request, registration_to_run(request.user, registration))
    form = ReplaceForm(request.POST)
    if not form.is_valid():
        return _page(request, found, replacing=form, status=422)
    try:
        badge = reissue_badge(
            found,
            actor_id=request.user.pk,
            reason=ReissueReason(form.cleaned_data["reason"]),
            **form.names(_names(found)),
        )
    except NotRegistered as refusal:
        messages.error(request, str(refusal.title))
    else:
        said = _(
            "Badge %(number)d is valid now. The door refuses the old one and says when it was replaced. Print the new one."
        )
        messages.success(request, said % {"number": badge.version})
    return redirect("web:desk_person", request.fair.slug, registration)


@require_POST
@login_required
@fair_page
def person_erase(request: FairRequest, registration: str) -> HttpResponse:
    """On the person's wish: what tells who it was goes for good."""
    assert isinstance(request.user, User)
    found = _found(request, registration_to_run(request.user, registration))
    form = EraseForm(request.POST)
    if not form.is_valid():
        return _page(request, found, erasing=form, status=422)
    try:
        erase_person(found, actor_id=request.user.pk, reason=ErasureReason(form.cleaned_data["reason"]))
    except Conflict as refusal:
        messages.error(request, str(refusal.title))
    else:
        messages.success(request, _("The person's data are erased. Scans and counts stay, and name nobody."))
    return redirect("web:desk_person", request.fair.slug, registration)


def _found(request: FairRequest, registration: Registration) -> Registration:
    """Of the page's fair, and seen as its organiser: not through an own registration."""
    fair_to_run(request.user, request.fair.slug)
    if registration.fair_id != request.fair.pk:
        raise NotFound
    return registration


def _names(registration: Registration) -> dict[str, str]:
    return {"full_name": registration.person.full_name, "other_name": registration.person.other_name}


def _page(
    request: FairRequest,
    found: Registration,
    *,
    printing: PrintForm | None = None,
    replacing: ReplaceForm | None = None,
    erasing: EraseForm | None = None,
    status: int = 200,
) -> HttpResponse:
    badge = live_badge(found)
    context: dict[str, Any] = {
        "nav": "desk",
        "tab": "registrations",
        "one": found,
        "badge": badge,
        "issues": issues_of(found),
        "may_print": is_organiser(request.user, request.fair, DOOR_STAFF),
        "may_replace": is_organiser(request.user, request.fair, MANAGERS),
        "printing": printing or PrintForm(),
        "replacing": replacing or ReplaceForm(initial=_names(found)),
        "may_erase": is_organiser(request.user, request.fair, MANAGERS) and found.state != RegistrationState.ERASED,
        "erasing": erasing or EraseForm(),
        "letters": undrawable(found.person.full_name + found.person.other_name),
    }
    if badge is not None:
        look = design_of(request.fair)
        shown = look.on(Paper.A6) if look.design.paper is Paper.A4 else look
        drawing = badge_svg(face_to_print(badge, shown), shown.design)
        context |= {
            "drawing": mark_safe(drawing),  # noqa: S308 -- outlines; what a person typed is escaped in its label
            "paper": PAPERS[look.design.paper],
            "paper_key": shown.design.paper.value,
        }
    return render(request, "organiser/person.html", context, status=status)
