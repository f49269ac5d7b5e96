"""The end card of a meeting: by log-in, at the table, by the link of the mail; and the questions months later."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from booking.models import Meeting
from directory.models import Company
from fairday.access import meeting_of_key, meeting_with_side, side_named, step_of_key
from fairday.errors import LinkExpired
from fairday.models import Became, FollowUpStep, OutcomeKind, OutcomeSource, ValueBand
from fairday.queries.outcomes import outcome_of, outcomes_of
from fairday.services.follow_ups import answer_follow_up, stop_follow_up
from fairday.services.outcomes import check_to_tell, record_outcome
from kernel.clock import now as clock_now
from kernel.errors import DomainError, NotFound
from web.pages import FairRequest, fair_page
from web.views.visitor.outcome_forms import RATINGS, FollowUpForm, OutcomeForm, initial_of

ICONS = {"sample": "cube", "quotation": "coin", "audit": "firm", "mou": "doc", "none": "x"}


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
@fair_page
def outcome(request: FairRequest, meeting: str) -> HttpResponse:
    """One's own side by log-in. Who serves at the tables names the side (`?side=`) and hands the tablet over."""
    found, side = meeting_with_side(request.user, meeting)
    if found.fair_id != request.fair.pk:
        raise NotFound
    if side is not None:
        way_back = f"{reverse('web:meetings', args=[request.fair.slug])}#meetings"
        return _card(request, found, side, OutcomeSource.OWN, way_back)
    here = reverse("web:outcome", args=[request.fair.slug, found.public_id])
    if named := request.GET.get("side", ""):
        return _card(request, found, side_named(found, named), OutcomeSource.TABLE, here)
    told = {one.company_id for one in outcomes_of(found)}
    sides = [(company, company.pk in told) for company in (found.company_low, found.company_high)]
    return render(request, "visitor/outcome_sides.html", {"nav": "meetings", "meeting": found, "sides": sides})


@never_cache
@require_http_methods(["GET", "POST"])
@fair_page
def outcome_by_key(request: FairRequest, key: str) -> HttpResponse:
    """By the link of the mail after the meeting, without a log-in."""
    try:
        found, side = meeting_of_key(key, now=clock_now())
    except LinkExpired as refusal:
        return _run_out(request, refusal)
    if found.fair_id != request.fair.pk:
        raise NotFound
    return _card(request, found, side, OutcomeSource.LINK, request.path)


@never_cache
@require_http_methods(["GET", "POST"])
@fair_page
def follow_up(request: FairRequest, key: str) -> HttpResponse:
    """What has become of it: one answer; or no more questions, when `stop` is sent."""
    try:
        step = step_of_key(key, now=clock_now())
    except LinkExpired as refusal:
        return _run_out(request, refusal)
    if step.follow_up.outcome.meeting.fair_id != request.fair.pk:
        raise NotFound
    form = FollowUpForm(request.POST or None)
    if request.method == "POST":
        try:
            if "stop" in request.POST:
                stop_follow_up(step.follow_up)
                return redirect(request.path)
            if form.is_valid():
                answer_follow_up(step, became=form.cleaned_data["became"], value_band=form.value())
                return redirect(request.path)
        except DomainError as refusal:
            messages.error(request, str(refusal.title))
            return redirect(request.path)
    status = 422 if request.method == "POST" else 200
    return render(request, "visitor/follow_up.html", _follow_up_context(step, form), status=status)


def _card(request: FairRequest, meeting: Meeting, side: Company, source: OutcomeSource, way_back: str) -> HttpResponse:
    told = outcome_of(meeting, side)
    context: dict[str, Any] = {
        "nav": "meetings",
        "meeting": meeting,
        "side": side,
        "other": meeting.company_high if side.pk == meeting.company_low_id else meeting.company_low,
        "told": told,
        "at_table": source == OutcomeSource.TABLE,
        "kinds": [(value, label, ICONS[value]) for value, label in OutcomeKind.choices],
        "bands": ValueBand.choices,
        "ratings": RATINGS,
    }
    try:
        check_to_tell(meeting, now=clock_now())
    except DomainError as refusal:
        return render(request, "visitor/outcome_none.html", {**context, "refusal": refusal}, status=refusal.status)
    form = OutcomeForm(request.POST) if request.method == "POST" else None
    status = 200
    if form is not None and form.is_valid():
        try:
            record_outcome(
                meeting,
                company=side,
                card=form.card(),
                actor_id=request.user.pk if source != OutcomeSource.LINK and request.user.is_authenticated else None,
                source=source,
                seen=form.cleaned_data["revision"] or 0,
            )
        except DomainError as refusal:
            told = outcome_of(meeting, side)
            context |= {"told": told, "trouble": refusal.title}
            return render(
                request, "visitor/outcome.html", {**context, "shown": initial_of(told)}, status=refusal.status
            )
        messages.success(request, _("Thank you. It is noted: %(company)s.") % {"company": context["other"].short_name})
        return redirect(way_back)
    if form is not None:
        status = 422
        shown = {
            **initial_of(told),
            **{name: request.POST.get(name, "") for name in ("value_band", "rating", "note")},
            "kinds": request.POST.getlist("kinds"),
            "revision": request.POST.get("revision", "0"),
        }
    else:
        shown = initial_of(told)
    return render(request, "visitor/outcome.html", {**context, "form": form, "shown": shown}, status=status)


def _follow_up_context(step: FollowUpStep, form: FollowUpForm) -> dict[str, Any]:
    told = step.follow_up.outcome
    meeting = told.meeting
    return {
        "nav": "meetings",
        "step": step,
        "meeting": meeting,
        "other": meeting.company_high if told.company_id == meeting.company_low_id else meeting.company_low,
        "kinds": [OutcomeKind(kind).label for kind in told.kinds],
        "form": form,
        "answers": Became.choices,
        "bands": ValueBand.choices,
        "answer": Became(step.became).label if step.became else "",
    }


def _run_out(request: FairRequest, refusal: LinkExpired) -> HttpResponse:
    return render(request, "visitor/link_run_out.html", {"nav": "meetings", "refusal": refusal}, status=refusal.status)
