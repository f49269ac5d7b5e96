"""What a firm's people do among themselves: hand over, take duties, block another firm. Each a POST that leads back."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.models import User
from booking.access.meetings import block_to_lift, duty_for, meeting_for, party_at, request_for
from booking.access.references import colleague_named, company_named
from booking.services.blocks import block_company, lift_block
from booking.services.delegation import delegate_meeting, delegate_request
from booking.services.duties import add_duty, drop_duty
from kernel.errors import Rejected
from web.pages import FairRequest, fair_page
from web.views.visitor.forms import ReasonForm
from web.views.visitor.meeting_acts import done
from web.views.visitor.wish_forms import DutyForm


@require_POST
@login_required
@fair_page
def hand_over_wish(request: FairRequest, wish: str) -> HttpResponse:
    user = _user(request)

    def act() -> str:
        found = request_for(user, request.fair, wish)
        person = colleague_named(user, request.fair, request.POST.get("person", ""))
        delegate_request(found, user=user, to_person=person)
        return _("%(name)s stands for you from now on and is told.") % {"name": person.full_name}

    return done(request, act)


@require_POST
@login_required
@fair_page
def hand_over_meeting(request: FairRequest, meeting: str) -> HttpResponse:
    user = _user(request)

    def act() -> str:
        found = meeting_for(user, meeting)
        person = colleague_named(user, request.fair, request.POST.get("person", ""))
        delegate_meeting(found, user=user, to_person=person)
        return _("%(name)s goes now. Calendars change, the other side is told.") % {"name": person.full_name}

    return done(request, act, part="meetings")


@require_POST
@login_required
@fair_page
def block(request: FairRequest) -> HttpResponse:
    user = _user(request)
    form = ReasonForm(request.POST)

    def act() -> str:
        other = company_named(user, request.POST.get("company", ""), pointer="/company")
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        block_company(request.fair, user=user, other=other, reason=reason)
        words = _("%(company)s is blocked at this fair: no wishes either way. Fixed meetings stay.")
        return words % {"company": other.short_name}

    return done(request, act)


@require_POST
@login_required
@fair_page
def lift(request: FairRequest, block: str) -> HttpResponse:
    user = _user(request)

    def act() -> str:
        lift_block(block_to_lift(user, request.fair, block), user=user)
        return _("The block is lifted.")

    return done(request, act)


@require_POST
@login_required
@fair_page
def take_duty(request: FairRequest) -> HttpResponse:
    """Time of one's own on a day of the fair, in its zone."""
    user, fair = _user(request), request.fair
    form = DutyForm(request.POST)

    def act() -> str:
        party = party_at(user, fair)
        if not form.is_valid():
            raise _DutyNotRead
        said, zone = form.cleaned_data, ZoneInfo(fair.timezone)
        add_duty(
            fair,
            user=user,
            person=party.person,
            label=said["title"],
            starts_at=dt.datetime.combine(said["day"], said["starts"], zone),
            ends_at=dt.datetime.combine(said["day"], said["ends"], zone),
        )
        return _("The time is kept for it. No meeting is placed there.")

    return done(request, act, part="day", day=request.POST.get("day", "")[:10])


@require_POST
@login_required
@fair_page
def leave_duty(request: FairRequest, duty: str) -> HttpResponse:
    user = _user(request)

    def act() -> str:
        drop_duty(duty_for(user, request.fair, duty), user=user)
        return _("The time is free again.")

    return done(request, act, part="day", day=request.POST.get("day", "")[:10])


class _DutyNotRead(Rejected):
    code = "duty_not_read"
    title = gettext_lazy("Say what the time is for, and an end after its start.")


def _user(request: FairRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
