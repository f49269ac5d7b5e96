"""A person's days at a fair as rulers: doors, meetings, sessions, and where "now" falls."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from booking.models import Meeting, MeetingParticipant, WorkshopSeat
from booking.queries.agenda import Appointment
from directory.models import Person
from fairday.links import outcome_key
from fairs.models import Fair, FairDay
from web.views.visitor.wishes import may_tell

TELL_WITHIN = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Line:
    """One tick of the ruler: a meeting, a seat, or now itself (neither). `tell_key` opens the end card of one that has begun."""

    at: dt.datetime
    ends_at: dt.datetime | None = None
    meeting: Meeting | None = None
    others: tuple[MeetingParticipant, ...] = ()
    seat: WorkshopSeat | None = None
    is_past: bool = False
    is_now: bool = False
    tell_key: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    date: dt.date
    day: FairDay | None
    lines: tuple[Line, ...]
    meetings: int
    sessions: int
    is_past: bool


def days_of(
    fair: Fair,
    appointments: Iterable[Appointment],
    person: Person,
    *,
    only: Sequence[dt.date] = (),
    now: dt.datetime,
) -> list[Day]:
    """Every day of `only` (all days when empty) and every day with an appointment. One query for the days."""
    zone = ZoneInfo(fair.timezone)
    by_date: dict[dt.date, list[Line]] = {}
    for appointment in appointments:
        by_date.setdefault(appointment.starts_at.astimezone(zone).date(), []).append(_line(appointment, person, now))
    known = {day.date: day for day in fair.days.all()}
    dates = {date for date in known if not only or date in only} | set(by_date)
    return [_day(date, known.get(date), by_date.get(date, []), now=now, zone=zone) for date in sorted(dates)]


def others_of(meeting: Meeting, person: Person) -> tuple[MeetingParticipant, ...]:
    """The other side of a meeting read with `with_meeting_parts`."""
    return tuple(seat for seat in meeting.participants.all() if seat.person_id != person.pk)


def _day(date: dt.date, day: FairDay | None, lines: list[Line], *, now: dt.datetime, zone: ZoneInfo) -> Day:
    meetings = sum(line.meeting is not None for line in lines)
    sessions = len(lines) - meetings
    today = now.astimezone(zone).date()
    if date == today and lines:
        lines = sorted([*lines, Line(at=now, is_now=True)], key=lambda line: line.at)
    return Day(date, day, tuple(lines), meetings, sessions, date < today)


def _line(appointment: Appointment, person: Person, now: dt.datetime) -> Line:
    meeting = appointment.meeting
    return Line(
        at=appointment.starts_at,
        ends_at=appointment.ends_at,
        meeting=meeting,
        others=others_of(meeting, person) if meeting else (),
        seat=appointment.seat,
        is_past=appointment.ends_at <= now,
        tell_key=_tell_key(meeting, person, now) if meeting else "",
    )


def _tell_key(meeting: Meeting, person: Person, now: dt.datetime) -> str:
    if not may_tell(meeting, now=now):
        return ""
    own = next((seat.company_id for seat in meeting.participants.all() if seat.person_id == person.pk), None)
    return outcome_key(meeting, own, expires_at=now + TELL_WITHIN) if own else ""
