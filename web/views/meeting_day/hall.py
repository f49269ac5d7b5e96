"""Screens for the hall: every table now and next, and the call screen. They ask again by themselves, and get 304."""

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_GET

from booking.states import MeetingState
from fairday.access import fair_to_host
from fairday.queries.interpreters import roster
from fairday.queries.tables import TableMeeting, meetings_near, slots_around, tables_of
from fairday.rules import LATE, LOOK_AHEAD
from fairs.models import MeetingTable
from kernel.clock import now as clock_now
from web.pages import FairRequest, fair_page
from web.views.meeting_day.shown import Shown, all_shown, shown


@dataclass(frozen=True, slots=True)
class Place:
    """A table with its meeting now and the next one."""

    table: MeetingTable
    now: Shown | None
    next: Shown | None


@require_GET
@login_required
@fair_page
def hall(request: FairRequest) -> HttpResponse:
    """`?wall` is for the screen on the wall."""
    fair, now = fair_to_host(request.user, request.fair.slug), clock_now()
    current, coming = slots_around(fair, now=now)
    until = max([slot.ends_at for slot in (current, coming) if slot], default=now)
    rows = [shown(row, now=now) for row in meetings_near(fair, since=now, until=until, now=now)]
    places = [_place(table, rows, now=now) for table in tables_of(fair)]
    context = {
        "places": places,
        "current": current,
        "coming": coming,
        "running": sum(one.row.meeting.state == MeetingState.RUNNING for one in rows),
    }
    return _screen(request, "hall", context, now)


@require_GET
@login_required
@fair_page
def calls(request: FairRequest) -> HttpResponse:
    """Who is called to which table now: meetings about to begin, and begun ones that wait for somebody."""
    fair, now = fair_to_host(request.user, request.fair.slug), clock_now()
    rows = [
        row for row in meetings_near(fair, since=now - LATE, until=now + LOOK_AHEAD, now=now) if _is_called(row, now)
    ]
    return _screen(request, "calls", {"rows": all_shown(rows, now=now)}, now)


@require_GET
@login_required
@fair_page
def interpreters(request: FairRequest) -> HttpResponse:
    """Who interprets where and when today, and who is free next."""
    fair, now = fair_to_host(request.user, request.fair.slug), clock_now()
    return render(request, "day/roster.html", {"nav": "roster", "now": now, "lines": roster(fair, now=now)})


def _is_called(row: TableMeeting, now: dt.datetime) -> bool:
    meeting = row.meeting
    return meeting.state == MeetingState.CONFIRMED and now - LATE < meeting.slot.starts_at <= now + LOOK_AHEAD


def _place(table: MeetingTable, rows: list[Shown], *, now: dt.datetime) -> Place:
    here = [one for one in rows if one.row.meeting.table_id == table.pk]
    running = next((one for one in here if one.row.meeting.state == MeetingState.RUNNING), None)
    begun = [one for one in here if one.row.meeting.slot.starts_at <= now]
    current = running or next((one for one in reversed(begun)), None)
    return Place(table, current, next((one for one in here if one not in begun and one is not running), None))


def _screen(request: FairRequest, name: str, context: dict[str, Any], now: dt.datetime) -> HttpResponse:
    """The page, or for htmx its inside with an ETag: 304 while nothing changed."""
    context |= {"nav": "hall", "now": now, "wall": "wall" in request.GET}
    if not getattr(request, "htmx", False):
        return render(request, f"day/{name}.html", context)
    response = render(request, f"day/{name}_part.html", context)
    etag = f'"{hashlib.blake2b(response.content, digest_size=12).hexdigest()}"'
    response["ETag"], response["Cache-Control"] = etag, "private, no-cache"
    answer = get_conditional_response(request, etag=etag, response=response)
    return answer if isinstance(answer, HttpResponse) else response
