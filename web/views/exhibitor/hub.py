"""The exhibitor's hub: its booths, what is left to do, who wants to meet it, its people's badges."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from booking.access.exhibitors import own_exhibitors
from booking.models import Booking, MeetingRequest
from booking.queries.bookings import bookings_of_companies
from booking.queries.booths import count_states
from booking.queries.passes import places_of
from booking.queries.teams import Colleague, coming_meetings, team_of, waiting_requests
from booking.rules.bookings import hold_is_over
from booking.states import LIVE_BOOKING_STATES, BookingState, PassKind
from checkin.queries.leads import lead_count_of
from kernel.clock import now
from web.pages import FairRequest, fair_page
from web.views.exhibitor.progress import TO_PAY, WITH_ORGANISER

SHOWN_REQUESTS = 4
SHOWN_MEETINGS = 4


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do for the company; `until` is its deadline, `href` where it is done."""

    text: str
    why: str
    href: str
    action: str
    until: dt.datetime | None = None
    is_done: bool = False


@login_required
@require_safe
@never_cache
@fair_page
def hub(request: FairRequest) -> HttpResponse:
    """For companies; who works for none is told the ways to become one."""
    fair, viewer = request.fair, request.viewer
    if not viewer.companies:
        return render(request, "exhibitor/hub_none.html", {"nav": "hub", "viewer": viewer})
    ids, moment = viewer.company_ids, now()
    bookings = list(bookings_of_companies(fair, ids))
    live = [booking for booking in bookings if is_alive(booking, moment)]
    waiting, team = list(waiting_requests(fair, ids)), team_of(fair, ids)
    own = own_exhibitors(request.user, fair)
    staff_url = _address("web:staff" if own else "web:register", fair=fair.slug)
    tasks = tasks_of(request, live, waiting, team, staff_url)
    context = {
        "nav": "hub",
        "company": viewer.company,
        "bookings": live,
        "ended": [booking for booking in bookings if booking not in live][:3],
        "tasks": tasks,
        "left": sum(not task.is_done for task in tasks),
        "waiting": waiting[:SHOWN_REQUESTS],
        "waiting_count": len(waiting),
        "meetings": list(coming_meetings(fair, ids, moment)[:SHOWN_MEETINGS]),
        "team": team,
        "with_badge": sum(one.has_badge for one in team),
        "leads": lead_count_of(fair, ids),
        "free": 0 if live else count_states(fair)["available"],
        "urls": {name: _address(f"web:{name}", fair=fair.slug) for name in ("meetings", "pass")} | {"staff": staff_url},
        "places": places_of(own[0], PassKind.STAFF) if own else None,
    }
    return render(request, "exhibitor/hub.html", context)


def is_alive(booking: Booking, at: dt.datetime) -> bool:
    """It keeps a booth for the company now."""
    return booking.state in LIVE_BOOKING_STATES and not hold_is_over(booking.state, booking.hold_expires_at, at)


def tasks_of(
    request: FairRequest,
    live: Sequence[Booking],
    waiting: Sequence[MeetingRequest],
    team: Sequence[Colleague],
    staff_url: str,
) -> list[Task]:
    """What is left first, by deadline; then what is done."""
    fair = request.fair
    tasks = [_booth_task(request, booking) for booking in live]
    if not live:
        tasks.append(
            Task(
                _("Choose a booth"),
                _("The plan shows what is free now. A click holds a booth for %(n)s minutes.")
                % {"n": fair.hold_minutes},
                _address("web:plan", fair=fair.slug),
                _("Open the floor plan"),
            )
        )
    if waiting:
        tasks.append(
            Task(
                ngettext("Answer %(n)s meeting request", "Answer %(n)s meeting requests", len(waiting))
                % {"n": len(waiting)},
                _("Nothing is blocked until you accept."),
                _address("web:meetings", fair=fair.slug),
                _("Answer"),
                until=min((wish.expires_at for wish in waiting if wish.expires_at), default=None),
            )
        )
    tasks.append(
        Task(
            _("Register the people at your booth"),
            ngettext("%(n)s person is registered.", "%(n)s people are registered.", len(team)) % {"n": len(team)}
            if team
            else _("Everybody at the booth needs a badge to come in."),
            staff_url,
            _("Register a person"),
            is_done=bool(team),
        )
    )
    far = dt.datetime.max.replace(tzinfo=dt.UTC)
    return sorted(tasks, key=lambda task: (task.is_done, task.until or far))


def _booth_task(request: FairRequest, booking: Booking) -> Task:
    href = _address("web:booking", fair=request.fair.slug, booking=booking.public_id)
    code = {"booth": booking.booth.code}
    if booking.state == BookingState.DRAFT:
        return Task(
            _("Finish the booking of %(booth)s") % code,
            _("The booth is held for you only until then."),
            href,
            _("Continue"),
            until=booking.hold_expires_at,
        )
    if booking.state in TO_PAY:
        return Task(
            _("Pay for %(booth)s") % code,
            _("By bank transfer; the page has the code for your bank's app."),
            href,
            _("Pay"),
            until=booking.pay_until,
        )
    if booking.state in WITH_ORGANISER:
        return Task(
            _("Booking of %(booth)s sent") % code,
            _("The organiser looks at it and writes to you."),
            href,
            _("Look"),
            is_done=True,
        )
    return Task(_("%(booth)s is booked and paid") % code, _("The booth is yours."), href, _("Look"), is_done=True)


def _address(name: str, **kwargs: str) -> str:
    """Nothing where this installation has no such page."""
    try:
        return reverse(name, kwargs=kwargs)
    except NoReverseMatch:
        return ""
