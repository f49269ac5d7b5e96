"""What the day wants from one person now: the meeting that is near, an early start, a free time offered."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Prefetch

from booking.models import Meeting
from booking.states import LIVE_MEETING_STATES, MeetingState
from directory.models import Person
from fairday.models import OfferSeat, RunSeat
from fairday.queries.tables import TableMeeting, seen
from fairday.rules import EARLY_START
from fairday.states import OfferState
from fairs.models import Fair

NEAR = dt.timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Expected:
    """The next meeting when it is near. `minutes` until it begins, below zero when it has."""

    row: TableMeeting
    minutes: int
    am_inside: bool
    others_inside: bool
    can_start_early: bool


@dataclass(frozen=True, slots=True)
class Offered:
    mine: OfferSeat
    other: OfferSeat


@dataclass(frozen=True, slots=True)
class OwnDay:
    expected: Expected | None
    offers: list[Offered]


def own_day(fair: Fair, person: Person, *, now: dt.datetime) -> OwnDay:
    """Nine queries at the most; two when nothing is near and nothing offered."""
    return OwnDay(expected=_expected(fair, person, now=now), offers=offers_of(fair, person, now=now))


def offers_of(fair: Fair, person: Person, *, now: dt.datetime) -> list[Offered]:
    """The person's open offers, the one that ends first in front; two queries."""
    seats = OfferSeat.objects.filter(
        person=person, live=True, offer__fair=fair, offer__state=OfferState.OPEN, offer__expires_at__gt=now
    )
    both = Prefetch("offer__seats", queryset=OfferSeat.objects.select_related("person", "company"))
    rows = seats.select_related("offer__slot", "offer__table__hall", "offer__request__need", "company")
    return [
        Offered(mine, next(seat for seat in mine.offer.seats.all() if seat.pk != mine.pk))
        for mine in rows.prefetch_related(both).order_by("offer__expires_at", "pk")
    ]


def _expected(fair: Fair, person: Person, *, now: dt.datetime) -> Expected | None:
    near = Meeting.objects.filter(
        fair=fair,
        state__in=(MeetingState.CONFIRMED, MeetingState.RUNNING),
        participants__person=person,
        participants__live=True,
        slot__starts_at__lte=now + NEAR,
        slot__ends_at__gt=now,
    )
    rows = seen(fair, near, now=now)
    if not rows:
        return None
    row = rows[0]
    mine = [sitter for side in row.sides for sitter in side.sitters if sitter.person.pk == person.pk]
    others = [side for side in row.sides if all(sitter.person.pk != person.pk for sitter in side.sitters)]
    others_inside = all(side.is_inside for side in others)
    am_inside = any(sitter.is_inside for sitter in mine)
    return Expected(
        row=row,
        minutes=round((row.meeting.slot.starts_at - now).total_seconds() / 60),
        am_inside=am_inside,
        others_inside=others_inside,
        can_start_early=am_inside and others_inside and _may_start_early(row, now=now),
    )


def _may_start_early(row: TableMeeting, *, now: dt.datetime) -> bool:
    """Its table is free until then, and nobody of them sits or has to sit elsewhere before; three queries."""
    meeting = row.meeting
    starts_at = meeting.slot.starts_at
    if meeting.state != MeetingState.CONFIRMED or not starts_at - EARLY_START <= now < starts_at:
        return False
    people = [sitter.person.pk for side in row.sides for sitter in side.sitters]
    if RunSeat.objects.filter(person__in=people, live=True).exists():
        return False
    before = Meeting.objects.filter(
        slot__fair=meeting.fair_id, state__in=LIVE_MEETING_STATES, slot__starts_at__lt=starts_at, slot__ends_at__gt=now
    ).exclude(state=MeetingState.DONE)
    if before.filter(table=meeting.table_id).exists():
        return False
    return not before.filter(participants__person__in=people, participants__live=True).exists()
