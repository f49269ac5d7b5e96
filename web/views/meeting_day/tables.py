"""The table host's page: the tables chosen in the address, with big buttons. It survives a reload; two may show the same."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from booking.models import Meeting
from booking.states import MeetingState
from fairday.access import fair_to_host, meeting_to_host, side_of_meeting
from fairday.queries.tables import meetings_of_day, tables_of
from fairday.services.no_shows import take_back_no_show
from fairday.services.table import end_meeting, mark_here, mark_no_show, start_meeting, unmark_here
from fairs.models import MeetingTable
from kernel.clock import now as clock_now
from kernel.errors import DomainError, NotFound
from web.pages import FairRequest, fair_page
from web.views.meeting_day.shown import Shown, all_shown

MOST = 12
AFTERWARDS = dt.timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class TableCard:
    """One table: what runs or comes next, what has just ended, what follows."""

    table: MeetingTable
    current: Shown | None
    ended: list[Shown]
    later: list[Shown]


@require_GET
@login_required
@fair_page
def tables(request: FairRequest) -> HttpResponse:
    fair, now = fair_to_host(request.user, request.fair.slug), clock_now()
    every = tables_of(fair)
    chosen = _numbers(request.GET.getlist("t"))
    picked = [table for table in every if table.number in chosen][:MOST]
    rows = meetings_of_day(fair, now=now, table_numbers=[table.number for table in picked]) if picked else []
    context = {
        "nav": "tables",
        "now": now,
        "tables": every,
        "chosen": {table.number for table in picked},
        "absent": request.GET.get("absent", ""),
        "cards": [_card(table, all_shown(rows, now=now), now=now) for table in picked],
        "query": urlencode([("t", table.number) for table in picked]),
    }
    return render(request, "day/tables.html", context)


@require_POST
@login_required
@fair_page
def act(request: FairRequest, meeting: str, host_act: str) -> HttpResponse:
    """here, away, start, end, no-show, take-back; then back to the tables, with a sentence when it was refused."""
    fair_to_host(request.user, request.fair.slug)
    found = meeting_to_host(request.user, meeting)
    if found.fair_id != request.fair.pk or host_act not in ACTS:
        raise NotFound
    assert isinstance(request.user, User)
    companies = [side_of_meeting(found, name).pk for name in request.POST.getlist("company")[:2]]
    try:
        ACTS[host_act](found, companies, request.user.pk, clock_now())
    except NotFound:
        raise
    except DomainError as refusal:
        messages.error(request, f"{_('Table')} {found.table.number}: {refusal.title}")
    query = urlencode([("t", number) for number in sorted(_numbers(request.POST.getlist("t")))])
    return redirect(f"{reverse('web:tables', args=[request.fair.slug])}?{query}#table-{found.table.number}")


def _here(meeting: Meeting, companies: list[int], actor_id: int, now: dt.datetime) -> None:
    for company_id in companies:
        mark_here(meeting, company_id=company_id, actor_id=actor_id, now=now)


def _away(meeting: Meeting, companies: list[int], _actor_id: int, now: dt.datetime) -> None:
    for company_id in companies:
        unmark_here(meeting, company_id=company_id, now=now)


def _start(meeting: Meeting, _companies: list[int], actor_id: int, now: dt.datetime) -> None:
    start_meeting(meeting, actor_id=actor_id, now=now)


def _end(meeting: Meeting, _companies: list[int], actor_id: int, now: dt.datetime) -> None:
    end_meeting(meeting, actor_id=actor_id, now=now)


def _no_show(meeting: Meeting, companies: list[int], actor_id: int, now: dt.datetime) -> None:
    if companies:
        mark_no_show(meeting, company_ids=companies, actor_id=actor_id, now=now)


def _take_back(meeting: Meeting, _companies: list[int], actor_id: int, now: dt.datetime) -> None:
    take_back_no_show(meeting, actor_id=actor_id, now=now)


ACTS: dict[str, Callable[[Meeting, list[int], int, dt.datetime], None]] = {
    "here": _here,
    "away": _away,
    "start": _start,
    "end": _end,
    "no-show": _no_show,
    "take-back": _take_back,
}


def _numbers(words: list[str]) -> set[int]:
    return {int(word) for word in words if word.isascii() and word.isdigit() and len(word) <= 4}


def _card(table: MeetingTable, rows: list[Shown], *, now: dt.datetime) -> TableCard:
    here = [one for one in rows if one.row.meeting.table_id == table.pk]
    running = [one for one in here if one.row.meeting.state == MeetingState.RUNNING]
    ahead = [one for one in here if not one.is_over and one not in running and one.row.meeting.slot.ends_at > now]
    current = next(iter([*running, *ahead]), None)
    return TableCard(
        table=table,
        current=current,
        ended=[one for one in here if one.is_over and now - one.row.meeting.slot.ends_at < AFTERWARDS][-2:],
        later=[one for one in ahead if one is not current][:3],
    )
