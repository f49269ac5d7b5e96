"""The interpreters' roster: who interprets where and when today, and who is free next."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from booking.models import Meeting
from booking.states import LIVE_MEETING_STATES, MeetingState
from fairs.models import Fair, Interpreter, MeetingSlot
from kernel.clock import local


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One interpreter's day. `current` runs or is due now; `next_free` is the first time without a duty, None when the
    day has none left."""

    interpreter: Interpreter
    duties: list[Meeting]
    current: Meeting | None
    next_free: dt.datetime | None


def roster(fair: Fair, *, now: dt.datetime, day: dt.date | None = None) -> list[RosterLine]:
    """The interpreters of the day (today unless said) by code, duties in the order of time; three queries."""
    zone = ZoneInfo(fair.timezone)
    date = day or local(now, fair.timezone).date()
    since = dt.datetime.combine(date, dt.time(), zone)
    until = since + dt.timedelta(days=1)
    people = [one for one in Interpreter.objects.filter(fair=fair).order_by("code") if not one.days or date in one.days]
    meetings = Meeting.objects.filter(
        fair=fair,
        interpreter__in=people,
        state__in=LIVE_MEETING_STATES,
        slot__starts_at__gte=since,
        slot__starts_at__lt=until,
    ).select_related("slot", "table__hall", "company_low", "company_high")
    duties: dict[int | None, list[Meeting]] = {}
    for meeting in meetings.order_by("slot__starts_at", "table__number"):
        duties.setdefault(meeting.interpreter_id, []).append(meeting)
    slots = list(MeetingSlot.objects.filter(fair=fair, starts_at__gte=since, starts_at__lt=until).order_by("starts_at"))
    return [_line(one, duties.get(one.pk, []), slots, now=now) for one in people]


def _line(interpreter: Interpreter, duties: list[Meeting], slots: list[MeetingSlot], *, now: dt.datetime) -> RosterLine:
    busy = {meeting.slot_id for meeting in duties if meeting.state != MeetingState.DONE}
    free = next((slot for slot in slots if slot.ends_at > now and slot.pk not in busy), None)
    current = next(
        (
            meeting
            for meeting in duties
            if meeting.state == MeetingState.RUNNING
            or (meeting.state == MeetingState.CONFIRMED and meeting.slot.starts_at <= now < meeting.slot.ends_at)
        ),
        None,
    )
    return RosterLine(interpreter, duties, current, max(free.starts_at, now) if free else None)
