"""Acts of the planner, each a POST that leads back to it: accept, decline, withdraw, cancel, answer a proposal, keep times free."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from booking.access.meetings import meeting_for, party_at, proposal_for, request_for
from booking.access.references import slot_named
from booking.models import Meeting, UnavailableSlot
from booking.services.availability import set_unavailable
from booking.services.meetings import accept_request, cancel_meeting
from booking.services.proposals import agree_proposal, refuse_proposal, withdraw_proposal
from booking.services.requests import decline_request, withdraw_request
from fairs.models import MeetingSlot
from kernel.clock import local
from kernel.errors import DomainError, NotFound
from web import wording
from web.pages import FairRequest, fair_page
from web.views.visitor.forms import ReasonForm
from web.views.visitor.refusals import refusal_words


@require_POST
@login_required
@fair_page
def accept(request: FairRequest, wish: str) -> HttpResponse:
    """At the time chosen, or the earliest that suits both."""
    user = _user(request)

    def act() -> str:
        found = request_for(user, request.fair, wish)
        slot = slot_named(request.fair, request.POST.get("slot") or None)
        read = request.POST.get("revision", "")
        revision = int(read) if read.isdecimal() and len(read) < 10 else None
        return _fixed_words(accept_request(found, user=user, slot=slot, revision=revision))

    return done(request, act, part="meetings")


@require_POST
@login_required
@fair_page
def decline(request: FairRequest, wish: str) -> HttpResponse:
    user = _user(request)

    def act() -> str:
        decline_request(request_for(user, request.fair, wish), user=user, reason=_reason(request))
        return _("Declined. The other side is told.")

    return done(request, act)


@require_POST
@login_required
@fair_page
def withdraw(request: FairRequest, wish: str) -> HttpResponse:
    user = _user(request)

    def act() -> str:
        withdraw_request(request_for(user, request.fair, wish), user=user)
        return _("The wish is taken back.")

    return done(request, act)


@require_POST
@login_required
@fair_page
def cancel(request: FairRequest, meeting: str) -> HttpResponse:
    user = _user(request)

    def act() -> str:
        cancel_meeting(meeting_for(user, meeting), user=user, reason=_reason(request))
        return _("The meeting is cancelled; the other side is told and both calendars change.")

    return done(request, act)


@require_POST
@login_required
@fair_page
def answer(request: FairRequest, meeting: str, proposal: str) -> HttpResponse:
    """`act` says how a proposal to move a meeting is answered: agree (to one time or the best), keep, or take back."""
    user = _user(request)

    def act() -> str:
        found = proposal_for(user, meeting, proposal)
        if request.POST.get("act") == "agree":
            slot = slot_named(request.fair, request.POST.get("slot") or None)
            return _fixed_words(agree_proposal(found, user=user, slot=slot))
        if request.POST.get("act") == "back":
            withdraw_proposal(found, user=user)
            return _("Your proposal is taken back. The meeting stands as it was.")
        refuse_proposal(found, user=user, reason=_reason(request))
        return _("The meeting stays where it is. The other side is told.")

    return done(request, act, part="meetings")


@require_POST
@login_required
@fair_page
def keep_times(request: FairRequest) -> HttpResponse:
    """The day's ticked slots are open for meetings, its others are kept free. Other days stay as they are."""
    user, fair = _user(request), request.fair
    slots = list(MeetingSlot.objects.filter(fair=fair).order_by("index"))
    day = request.POST.get("day", "")
    of_day = [slot for slot in slots if local(slot.starts_at, fair.timezone).date().isoformat() == day]
    offered, opened = set(request.POST.getlist("offered")), set(request.POST.getlist("open"))

    def act() -> str:
        party = party_at(user, fair)
        rows = UnavailableSlot.objects.filter(person=party.person, slot__fair=fair)
        kept = set(rows.values_list("slot_id", flat=True))
        for slot in of_day:
            if slot.public_id in offered:
                (kept.discard if slot.public_id in opened else kept.add)(slot.pk)
        set_unavailable(fair, user=user, slots=[slot for slot in slots if slot.pk in kept])
        return _("Your times are kept.")

    return done(request, act, part="day", day=day)


def done(request: FairRequest, act: Callable[[], str], *, part: str = "wishes", day: str = "") -> HttpResponse:
    """What happened, or why not, is said on the planner."""
    try:
        messages.success(request, act())
    except NotFound:
        raise
    except DomainError as refusal:
        messages.error(request, refusal_words(refusal, request.fair))
    query = f"?day={day}" if day else ""
    return redirect(f"{reverse('web:meetings', args=[request.fair.slug])}{query}#{part}")


def _fixed_words(meeting: Meeting) -> str:
    at = local(meeting.slot.starts_at, meeting.fair.timezone)
    day = wording.day(at, (get_language() or "vi")[:2])
    return _("Fixed: %(day)s %(hour)s, table %(table)s. It stands in both agendas.") % {
        "day": day,
        "hour": wording.hour(at),
        "table": meeting.table.number,
    }


def _user(request: FairRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _reason(request: FairRequest) -> str:
    form = ReasonForm(request.POST)
    return form.cleaned_data["reason"] if form.is_valid() else ""
