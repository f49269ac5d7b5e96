"""The wanted parts of one's own company: published, changed, closed."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from booking.models import Meeting, MeetingRequest
from booking.queries.participants import buying_companies, exhibiting_companies
from booking.queries.suggestions import Suggested, makers_for_needs
from booking.states import LIVE_MEETING_STATES, OPEN_REQUEST_STATES
from directory.access import company_to_act_for, own_need
from directory.errors import NeedCodeTaken
from directory.models import Company, Confidentiality, Need, NeedState
from directory.queries.needs import with_need_parts
from directory.services.needs import change_need, close_need, publish_need
from kernel.errors import DomainError, NotFound
from web.pages import FairRequest, fair_page
from web.partsketch import Sketch, sketch
from web.views.visitor.need_form import NeedForm, said_of


@dataclass(frozen=True, slots=True)
class Card:
    """A part of one's own: its drawing, who could make it, what came of it at this fair."""

    need: Need
    sketch: Sketch | None
    makers: list[Suggested]
    wishes: int
    meetings: int


@never_cache
@require_GET
@login_required
@fair_page
def my_needs(request: FairRequest) -> HttpResponse:
    """Open ones first, newest first; for each open one the makers who fit best."""
    company = _company(request)
    fair = request.fair
    rows = with_need_parts(Need.objects.filter(company=company), [company]).order_by("-pk")
    needs = sorted(rows, key=lambda need: need.state == NeedState.CLOSED)
    wishes = _counted(MeetingRequest.objects.filter(fair=fair, state__in=OPEN_REQUEST_STATES, need__in=needs))
    meetings = _counted(Meeting.objects.filter(fair=fair, state__in=LIVE_MEETING_STATES, need__in=needs))
    open_needs = [need for need in needs if need.state == NeedState.OPEN]
    found: dict[int, list[Suggested]] = {}
    for one in makers_for_needs(open_needs, exhibiting_companies(fair), on=fair.ends_on, fair=fair):
        found.setdefault(one.need.pk, []).append(one)
    context = {
        "nav": "my_needs",
        "company": company,
        "cards": [
            Card(
                need,
                sketch(need.length_mm, need.width_mm, need.height_mm),
                found.get(need.pk, []),
                wishes.get(need.pk, 0),
                meetings.get(need.pk, 0),
            )
            for need in needs
        ],
        "open": len(open_needs),
        "is_buyer": buying_companies(fair).filter(pk=company.pk).exists(),
    }
    return render(request, "visitor/my_needs.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
@fair_page
def need_new(request: FairRequest) -> HttpResponse:
    company = _company(request)
    form = NeedForm(
        request.POST or None, initial={"code": _next_code(company), "confidentiality": Confidentiality.OPEN}
    )
    if request.method == "POST" and form.is_valid():
        state = NeedState.DRAFT if "draft" in request.POST else NeedState.OPEN
        try:
            publish_need(
                company,
                user=_user(request),
                facts={**form.facts(), "state": state},
                materials=form.asked_materials(),
                standards=form.asked_standards(),
            )
        except NeedCodeTaken as refusal:
            form.add_error("code", str(refusal.title))
        else:
            published, kept = _("The part is published."), _("The draft is kept. Nobody else sees it.")
            messages.success(request, kept if state == NeedState.DRAFT else published)
            return redirect("web:my_needs", request.fair.slug)
    return _form_page(request, form, None)


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
@fair_page
def need_edit(request: FairRequest, need: str) -> HttpResponse:
    found = own_need(request.user, need)
    if found.state == NeedState.CLOSED:
        messages.info(request, _("A closed part is not changed any more. Publish a new one."))
        return redirect("web:my_needs", request.fair.slug)
    form = NeedForm(request.POST or None, initial=said_of(found))
    if request.method == "POST" and form.is_valid():
        state = NeedState.DRAFT if "draft" in request.POST else NeedState.OPEN
        try:
            change_need(
                found,
                user=_user(request),
                facts={**form.facts(), "state": state},
                materials=form.asked_materials(),
                standards=form.asked_standards(),
            )
        except NeedCodeTaken as refusal:
            form.add_error("code", str(refusal.title))
        except DomainError as refusal:
            form.add_error(None, str(refusal.title))
        else:
            messages.success(request, _("The part is changed."))
            return redirect("web:my_needs", request.fair.slug)
    return _form_page(request, form, found)


@require_POST
@login_required
@fair_page
def need_close(request: FairRequest, need: str) -> HttpResponse:
    try:
        close_need(own_need(request.user, need), user=_user(request))
    except NotFound:
        raise
    except DomainError as refusal:
        messages.error(request, str(refusal.title))
    else:
        messages.success(request, _("The part is closed. Meetings about it stay."))
    return redirect("web:my_needs", request.fair.slug)


def _counted(rows: QuerySet[MeetingRequest] | QuerySet[Meeting]) -> dict[int | None, int]:
    """How many rows name each need."""
    return dict(rows.order_by().values_list("need").annotate(n=Count("pk")))


def _form_page(request: FairRequest, form: NeedForm, need: Need | None) -> HttpResponse:
    context = {"nav": "my_needs", "form": form, "need": need}
    return render(request, "visitor/need_edit.html", context, status=422 if form.errors else 200)


def _company(request: FairRequest) -> Company:
    return company_to_act_for(request.user)


def _next_code(company: Company) -> str:
    """A number nobody has to invent."""
    taken = set(Need.objects.filter(company=company).values_list("code", flat=True))
    n = len(taken) + 1
    while f"P{n:03}" in taken:
        n += 1
    return f"P{n:03}"


def _user(request: FairRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
