"""Asking for a meeting, changing the wish, naming other times, proposing to move a meeting: one grid of common times for all."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from booking.access.meetings import Party, meeting_for, party_at, request_for
from booking.access.references import slots_named
from booking.errors.meetings import NotAParticipant
from booking.models import MeetingRequest
from booking.queries.agenda import agenda_of
from booking.queries.meetings import with_meeting_parts, with_request_parts
from booking.queries.participants import participating_companies, people_to_meet
from booking.queries.slots import slots_of
from booking.queries.stands import booths_of_companies
from booking.services.proposals import propose_times
from booking.services.requests import change_request, counter_request, make_request
from booking.states import OPEN_REQUEST_STATES
from directory.access import visible_companies
from directory.models import Company, Need, NeedState, Person
from directory.queries.fit import makers, wanted
from directory.queries.needs import visible_needs, with_need_parts
from kernel.clock import now as clock_now
from kernel.errors import DomainError, NotFound
from matching.scores import score
from web.pages import FairRequest, fair_page
from web.templatetags.phien import pick
from web.views.visitor.agenda import others_of
from web.views.visitor.grids import CommonDay, common_days
from web.views.visitor.reasons import Tip, lines_about_maker, lines_about_us
from web.views.visitor.refusals import refusal_words
from web.views.visitor.wish_forms import TimesForm, WishForm

ALL_LANGUAGES = ("vi", "en", "ja")


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
@fair_page
def meeting_new(request: FairRequest, company: str = "") -> HttpResponse:
    """A wish to one company. Nothing is blocked by it before the other side accepts."""
    fair, user = request.fair, _user(request)
    try:
        party = party_at(user, fair)
    except NotAParticipant:
        return redirect("web:meetings", fair.slug)  # which says what is missing
    other = _company(request, party, company or request.GET.get("company", ""))
    needs = list(with_need_parts(_needs_between(party, other), [party.company]).order_by("-pk"))
    people = list(people_to_meet(fair, other))
    person = _one_of(people, request.POST.get("person") or request.GET.get("person", ""))
    chosen = request.POST.getlist("slots") if request.method == "POST" else request.GET.getlist("slot")
    days = _days(party, [person] if person else people, chosen=chosen)
    offered = [row.slot.public_id for day in days for row in day.rows if row.is_common]
    about = [(need.public_id, pick(need, "title")) for need in needs]
    if request.method == "POST":
        form = WishForm(request.POST, slots=offered, needs=about)
        if form.is_valid() and (answer := _send(request, form, other, person, needs)):
            return answer
    else:
        form = WishForm(initial=_first_guess(request, other, people, needs), slots=offered, needs=about)
    context = {
        "nav": "meetings",
        "form": form,
        "other": other,
        "people": people,
        "person": person,
        "kind": "checkbox",
        **_grid(days, party),
        "booths": booths_of_companies(fair, [other.pk]).get(other.pk, []),
        "tip": _tip(fair.ends_on, party, other, needs, form["need"].value() or ""),
        "query": _query_of(request),
    }
    return render(request, "visitor/wish.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
@fair_page
def wish_change(request: FairRequest, wish: str) -> HttpResponse:
    """An open wish of one's own, changed in place. Times that stay ticked as they were leave the turn where it is."""
    fair, user = request.fair, _user(request)
    mine = request_for(user, fair, wish)
    found = with_request_parts(MeetingRequest.objects.filter(pk=mine.pk)).get()
    party = party_at(user, fair, sides=(found.company_low_id, found.company_high_id))
    if party.company.pk != found.from_company_id or found.state not in OPEN_REQUEST_STATES:
        return redirect("web:wish_thread", fair.slug, found.public_id)
    other, person = found.to_company, found.to_person
    needs = list(with_need_parts(_needs_between(party, other), [party.company]).order_by("-pk"))
    stands = [requested.slot.public_id for requested in found.requested_slots.all()]
    chosen = request.POST.getlist("slots") if request.method == "POST" else stands
    theirs = [person] if person else list(people_to_meet(fair, other))
    days = _days(party, theirs, mine=[found.from_person], chosen=chosen)
    offered = {row.slot.public_id for day in days for row in day.rows if row.is_common} | set(stands)
    about = [(need.public_id, pick(need, "title")) for need in needs]
    said = {
        "need": found.need.public_id if found.need else "",
        "agenda_line": found.agenda_line,
        "message": found.message,
        "language": found.language,
        "priority": found.priority,
    }
    form = WishForm(request.POST or None, initial=said, slots=sorted(offered), needs=about)
    if form.is_valid() and (answer := _change(request, form, found, needs, set(stands))):
        return answer
    context = {
        "nav": "meetings",
        "form": form,
        "other": other,
        "people": [],
        "person": person,
        "kind": "checkbox",
        "wish": found,
        **_grid(days, party),
        "booths": booths_of_companies(fair, [other.pk]).get(other.pk, []),
        "tip": _tip(fair.ends_on, party, other, needs, form["need"].value() or ""),
    }
    return render(request, "visitor/wish.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
@fair_page
def other_times(request: FairRequest, wish: str) -> HttpResponse:
    """The awaited side names other times; the turn changes, the thread stays."""
    fair, user = request.fair, _user(request)
    mine = request_for(user, fair, wish)
    found = with_request_parts(MeetingRequest.objects.filter(pk=mine.pk)).get()
    party = party_at(user, fair, sides=(found.company_low_id, found.company_high_id))
    is_asked = party.company.pk == found.to_company_id
    other = found.from_company if is_asked else found.to_company
    known = found.from_person if is_asked else found.to_person
    theirs = [known] if known else list(people_to_meet(fair, other))
    days = _days(party, theirs, chosen=request.POST.getlist("slots"))
    offered = [row.slot.public_id for day in days for row in day.rows if row.is_common]
    form = TimesForm(request.POST or None, slots=offered)
    if form.is_valid():
        try:
            slots = slots_named(fair, form.cleaned_data["slots"])
            counter_request(found, user=user, slots=slots, message=form.cleaned_data["message"])
        except DomainError as refusal:
            form.add_error(None, refusal_words(refusal, fair))
        else:
            messages.success(request, _("Your times are sent to %(company)s.") % {"company": other.short_name})
            return redirect("web:meetings", fair.slug)
    context = {
        "nav": "meetings",
        "form": form,
        "other": other,
        "person": known,
        "kind": "checkbox",
        **_grid(days, party),
        "wish": found,
        "booths": booths_of_companies(fair, [other.pk]).get(other.pk, []),
    }
    return render(request, "visitor/other_times.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
@fair_page
def move(request: FairRequest, meeting: str) -> HttpResponse:
    """Other times proposed for a meeting: it stands until the other side agrees, then both calendars follow."""
    fair, user = request.fair, _user(request)
    mine = meeting_for(user, meeting)
    found = with_meeting_parts(type(mine).objects.filter(pk=mine.pk, fair=fair)).first()
    if found is None:
        raise NotFound
    party = party_at(user, fair, sides=(found.company_low_id, found.company_high_id))
    seats = list(found.participants.all())
    ours = [seat.person for seat in seats if seat.company_id == party.company.pk]
    theirs = [seat.person for seat in seats if seat.company_id != party.company.pk]
    days = _days(party, theirs, mine=ours, but_meeting_id=found.pk, current=found.slot_id)
    offered = [row.slot.public_id for day in days for row in day.rows if row.is_common]
    other = next(seat.company for seat in seats if seat.company_id != party.company.pk)
    form = TimesForm(request.POST or None, slots=offered)
    if form.is_valid():
        try:
            slots = slots_named(fair, form.cleaned_data["slots"])
            propose_times(found, user=user, slots=slots, words=form.cleaned_data["message"][:300])
        except DomainError as refusal:
            form.add_error(None, refusal_words(refusal, fair))
        else:
            words = _("Your proposal is sent to %(company)s. The meeting stands until they agree.")
            messages.success(request, words % {"company": other.short_name})
            return redirect(f"{reverse('web:meetings', args=[fair.slug])}#meetings")
    context = {
        "nav": "meetings",
        "form": form,
        "meeting": found,
        "others": others_of(found, party.person),
        "other": other,
        "person": theirs[0] if theirs else None,
        "kind": "checkbox",
        **_grid(days, party),
    }
    return render(request, "visitor/move.html", context, status=422 if form.errors else 200)


def _send(
    request: FairRequest, form: WishForm, other: Company, person: Person | None, needs: list[Need]
) -> HttpResponse | None:
    """The wish is made, or the form says why not."""
    said = form.cleaned_data
    try:
        slots = slots_named(request.fair, said["slots"])
        make_request(
            request.fair,
            user=_user(request),
            to_company=other,
            slots=slots,
            to_person=person,
            need=_need_said(said["need"], needs),
            agenda_line=said["agenda_line"],
            message=said["message"],
            language=said["language"],
            priority=said["priority"],
        )
    except DomainError as refusal:
        form.add_error(None, refusal_words(refusal, request.fair))
        return None
    words = ngettext(
        "Your wish for %(n)s time is sent to %(company)s. Nothing is blocked until they accept.",
        "Your wish over %(n)s times is sent to %(company)s. Nothing is blocked until they accept.",
        len(slots),
    )
    messages.success(request, words % {"n": len(slots), "company": other.short_name})
    return redirect("web:meetings", request.fair.slug)


def _change(
    request: FairRequest, form: WishForm, wish: MeetingRequest, needs: list[Need], stands: set[str]
) -> HttpResponse | None:
    """The wish as the form says it now, or the form says why not. Words that stay the same are not said again."""
    said = form.cleaned_data
    try:
        times = slots_named(request.fair, said["slots"])
        change_request(
            wish,
            user=_user(request),
            slots=None if set(said["slots"]) == stands else times,
            need=_need_said(said["need"], needs),
            agenda_line=said["agenda_line"],
            message=None if said["message"] == wish.message else said["message"],
            language=said["language"],
            priority=said["priority"],
        )
    except DomainError as refusal:
        form.add_error(None, refusal_words(refusal, request.fair))
        return None
    messages.success(request, _("The wish is changed. %(company)s is told.") % {"company": wish.to_company.short_name})
    return redirect("web:wish_thread", request.fair.slug, wish.public_id)


def _need_said(public_id: str, needs: list[Need]) -> Need | None:
    return next((need for need in needs if need.public_id == public_id), None)


def _days(
    party: Party,
    theirs: list[Person],
    *,
    mine: list[Person] | None = None,
    chosen: list[str] | None = None,
    but_meeting_id: int | None = None,
    current: int | None = None,
) -> list[CommonDay]:
    """For a new wish one free person of theirs is enough; a meeting that is moved needs everybody who sits in it."""
    fair = party.registration.fair
    return common_days(
        fair,
        slots_of(fair),
        mine=mine or [party.person],
        theirs=theirs,
        agenda=agenda_of(party.person, fair),
        chosen=chosen or (),
        now=clock_now(),
        but_meeting_id=but_meeting_id,
        current_slot_id=current,
        all_of_them=but_meeting_id is not None,
    )


def _grid(days: list[CommonDay], party: Party) -> dict[str, Any]:
    """What the grid needs beside its kind: the day in sight is the first with a ticked time, else with a common one."""
    chosen = (n for n, day in enumerate(days, 1) if any(row.is_chosen for row in day.rows))
    common = (n for n, day in enumerate(days, 1) if day.common)
    return {"days": days, "first_day": next(chosen, next(common, 1)), "party_company": party.company.pk}


def _company(request: FairRequest, party: Party, named: str) -> Company:
    """By its public id or its slug. One's own, or one that does not take part, cannot be asked (404)."""
    found = visible_companies(request.user).filter(Q(public_id=named) | Q(slug=named)).exclude(pk=party.company.pk)
    company = found.filter(pk__in=participating_companies(request.fair).values("pk")).first()
    if company is None:
        raise NotFound
    return company


def _needs_between(party: Party, other: Company) -> Any:
    return visible_needs([party.company]).filter(company__in=[party.company, other], state=NeedState.OPEN)


def _one_of(people: list[Person], public_id: str) -> Person | None:
    return next((person for person in people if person.public_id == public_id), None)


def _first_guess(request: FairRequest, other: Company, people: list[Person], needs: list[Need]) -> dict[str, Any]:
    """The part of the address; the only need there is; a language the other side speaks."""
    named = request.GET.get("need", "")
    theirs = [need.public_id for need in needs if need.company_id == other.pk]
    here = (get_language() or "vi")[:2]
    spoken = {person.language for person in people}
    language = here if here in spoken or not spoken else next(code for code in ALL_LANGUAGES if code in spoken)
    need = named if any(need.public_id == named for need in needs) else theirs[0] if len(theirs) == 1 else ""
    return {"need": need, "language": language, "priority": 2}


def _tip(on: dt.date, party: Party, other: Company, needs: list[Need], named: str) -> Tip | None:
    """Why the two fit, for the part that is named."""
    need = next((need for need in needs if need.public_id == named), None)
    if need is None:
        return None
    is_maker = need.company_id == party.company.pk
    maker_id = other.pk if is_maker else party.company.pk
    found = score(wanted([need])[need.pk], makers(Company.objects.filter(pk=maker_id), on=on)[maker_id], on=on)
    lines = lines_about_maker(found, need) if is_maker else lines_about_us(found, need)
    return Tip(other, need, found, lines, [], is_maker)


def _query_of(request: FairRequest) -> str:
    """What the links to single people keep of the address."""
    kept = request.GET.copy()
    kept.pop("person", None)
    return kept.urlencode()


def _user(request: FairRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
