"""What a firm's people do among themselves: hand over, take duties, block another firm. Each a POST that leads back."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from booking.access.meetings import block_to_lift, duty_for, meeting_for, party_at, request_for
from booking.access.references import colleague_named, company_named
from booking.services.blocks import block_company, lift_block
from booking.services.duties import add_duty, drop_duty
from booking.services.handing_over import delegate_meeting, delegate_request
from kernel.errors import Rejected
from web.pages import FairRequest
from web.views.visitor.forms import ReasonForm, reason_in
from web.views.visitor.planner_act import planner_act
from web.views.visitor.wish_forms import DutyForm


@planner_act()
def hand_over_wish(request: FairRequest, user: User, wish: str) -> str:
    found = request_for(user, request.fair, wish)
    person = colleague_named(user, request.fair, request.POST.get("person", ""))
    delegate_request(found, user=user, to_person=person)
    return _("%(name)s stands for you from now on and is told.") % {"name": person.full_name}


@planner_act("meetings")
def hand_over_meeting(request: FairRequest, user: User, meeting: str) -> str:
    found = meeting_for(user, meeting)
    person = colleague_named(user, request.fair, request.POST.get("person", ""))
    delegate_meeting(found, user=user, to_person=person)
    return _("%(name)s goes now. Calendars change, the other side is told.") % {"name": person.full_name}


@planner_act()
def block(request: FairRequest, user: User) -> str:
    other = company_named(user, request.POST.get("company", ""), pointer="/company")
    block_company(request.fair, user=user, other=other, reason=reason_in(ReasonForm(request.POST)))
    words = _("%(company)s is blocked at this fair: no wishes either way. Fixed meetings stay.")
    return words % {"company": other.short_name}


@planner_act()
def lift(request: FairRequest, user: User, block: str) -> str:
    lift_block(block_to_lift(user, request.fair, block), user=user)
    return _("The block is lifted.")


@planner_act("day", keeps_day=True)
def take_duty(request: FairRequest, user: User) -> str:
    """Time of one's own on a day of the fair, in its zone."""
    fair = request.fair
    form = DutyForm(request.POST)
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


@planner_act("day", keeps_day=True)
def leave_duty(request: FairRequest, user: User, duty: str) -> str:
    drop_duty(duty_for(user, request.fair, duty), user=user)
    return _("The time is free again.")


class _DutyNotRead(Rejected):
    code = "duty_not_read"
    title = gettext_lazy("Say what the time is for, and an end after its start.")
