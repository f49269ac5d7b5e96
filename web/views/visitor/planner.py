"""The planner: whom to meet and why, one's own day, and every wish by whose turn it is."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from booking.access.meetings import Party, party_at, visible_meetings, visible_requests
from booking.errors.meetings import NotAParticipant
from booking.models import CompanyBlock, Duty, MeetingRequest
from booking.queries.agenda import Appointment, agenda_of
from booking.queries.blocks import blocked_by
from booking.queries.free_times import hindrances
from booking.queries.meetings import with_meeting_parts, with_request_parts
from booking.queries.participants import buying_companies, people_to_meet
from booking.queries.slots import slots_of
from booking.queries.stands import booths_of_companies
from booking.queries.suggestions import suggestions_at
from booking.states import OPEN_REQUEST_STATES, MeetingState, RequestState
from directory.models import Company
from fairs.models import Fair, MeetingSlot
from kernel.clock import now as clock_now
from web.pages import FairRequest, fair_page
from web.views.visitor.agenda import days_of
from web.views.visitor.feeds import feed_of
from web.views.visitor.grids import dates_of, own_rows, slots_on
from web.views.visitor.reasons import Tip, best_of_each
from web.views.visitor.wishes import Fixed, Wish, fixed_of, wish_of

TIPS, ALL_TIPS = 4, 40
ENDED = 20


@never_cache
@require_GET
@login_required
@fair_page
def planner(request: FairRequest) -> HttpResponse:
    """For people of a company that takes part; others read what they lack."""
    fair, now = request.fair, clock_now()
    try:
        party = party_at(request.user, fair)
    except NotAParticipant as refusal:
        context = {"nav": "meetings", "missing": refusal.extra.get("missing", "")}
        return render(request, "visitor/no_planner.html", context)
    slots = [row.slot for row in slots_of(fair)]
    agenda = agenda_of(party.person, fair)
    wishes = list(with_request_parts(visible_requests(request.user, fair)))
    colleagues = list(people_to_meet(fair, party.company))
    who = next((one for one in colleagues if one.public_id == request.GET.get("who", "")), None)
    cards = [card for card in _cards(party, wishes, now=now) if who is None or card.ours in {who, None}]
    meetings = [
        fixed
        for fixed in _meetings(request, party, now=now)
        if who is None or any(seat.person_id == who.pk for seat in fixed.ours)
    ]
    dates = dates_of(fair, slots)
    date = _date_of(request.GET.get("day", ""), dates, fair, now=now)
    waiting = [wish for wish in wishes if wish.state in OPEN_REQUEST_STATES]
    tips = _tips(fair, party)
    everything = request.GET.get("tips") == "all"
    context = {
        "nav": "meetings",
        "party": party,
        "tips": tips[: ALL_TIPS if everything else TIPS],
        "tips_more": 0 if everything else max(0, min(len(tips), ALL_TIPS) - TIPS),
        "dates": dates,
        "date": date,
        "rows": _rows(party, slots, agenda, waiting, date, now=now) if date else [],
        "my_turn": [card for card in cards if card.is_my_turn],
        "their_turn": [card for card in cards if card.is_open and not card.is_my_turn],
        "ended": [card for card in cards if not card.is_open and card.request.state != RequestState.ACCEPTED][:ENDED],
        "meetings": meetings,
        "asked_to_move": sum(fixed.proposal is not None and not fixed.is_my_proposal for fixed in meetings),
        "colleagues": colleagues,
        "who": who,
        "blocks": [_apart(block, party) for block in blocked_by(fair, party.company)],
        "duties": _duties(party, date) if date else [],
        "days": days_of(fair, agenda, party.person, only=party.registration.days, now=now),
        "is_buyer": buying_companies(fair).filter(pk=party.company.pk).exists(),
        "calendar": feed_of(request, party.registration),
    }
    return render(request, "visitor/planner.html", context)


def _tips(fair: Fair, party: Party) -> list[Tip]:
    to_meet, to_answer = suggestions_at(fair, party.company)
    ids = {one.company.pk for one in (*to_meet, *to_answer)}
    booths = booths_of_companies(fair, ids)
    makers = best_of_each(to_meet, is_maker=True, booths=booths)
    buyers = best_of_each(to_answer, is_maker=False, booths=booths)
    return sorted([*makers, *buyers], key=lambda tip: (-tip.score.percent, tip.company.pk))


def _cards(party: Party, wishes: list[MeetingRequest], *, now: dt.datetime) -> list[Wish]:
    fair = party.registration.fair
    slots = {requested.slot_id: requested.slot for wish in wishes for requested in wish.requested_slots.all()}
    in_the_way = hindrances(fair, [party.person.pk], list(slots.values()), now=now)
    sides = {wish.from_company_id for wish in wishes} | {wish.to_company_id for wish in wishes}
    booths = booths_of_companies(fair, sides)
    return [
        wish_of(wish, {party.company.pk}, person=party.person, in_the_way=in_the_way, booths=booths, now=now)
        for wish in wishes
    ]


def _meetings(request: FairRequest, party: Party, *, now: dt.datetime) -> list[Fixed]:
    """Those still to come and those that were, not the cancelled ones."""
    rows = visible_meetings(request.user, request.fair).exclude(state=MeetingState.CANCELLED)
    return [fixed_of(meeting, {party.company.pk}, party.person, now=now) for meeting in with_meeting_parts(rows)]


def _rows(
    party: Party,
    slots: list[MeetingSlot],
    agenda: list[Appointment],
    waiting: list[MeetingRequest],
    date: dt.date,
    *,
    now: dt.datetime,
) -> Any:
    fair = party.registration.fair
    return own_rows(
        fair,
        party.person,
        slots_on(fair, slots, date),
        agenda=agenda,
        waiting=waiting,
        company=party.company,
        now=now,
    )


def _apart(block: CompanyBlock, party: Party) -> tuple[CompanyBlock, Company]:
    return block, block.company_high if block.company_low_id == party.company.pk else block.company_low


def _duties(party: Party, date: dt.date) -> list[Duty]:
    """One's own duties of the day; one query."""
    fair = party.registration.fair
    zone = ZoneInfo(fair.timezone)
    mine = Duty.objects.filter(fair=fair, person=party.person).order_by("starts_at", "pk")
    return [duty for duty in mine if duty.starts_at.astimezone(zone).date() == date]


def _date_of(asked: str, dates: list[dt.date], fair: Fair, *, now: dt.datetime) -> dt.date | None:
    """The day asked for, else today, else the first that is not over."""
    for date in dates:
        if date.isoformat() == asked:
            return date
    today = now.astimezone(ZoneInfo(fair.timezone)).date()
    return next((date for date in dates if date >= today), dates[-1] if dates else None)
