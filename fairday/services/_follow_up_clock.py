"""When a side is asked again: calendar months after the meeting's day, at nine in the morning of the fair."""

import calendar
import datetime as dt
from zoneinfo import ZoneInfo

from booking.models import Meeting
from fairday.models import FOLLOW_UP_MONTHS, ClosedBy, FollowUp, MeetingOutcome, OutcomeKind
from kernel.due import schedule, unschedule

ASK_AT = dt.time(9)


def keep_follow_up(outcome: MeetingOutcome, meeting: Meeting, *, now: dt.datetime) -> None:
    """Inner step, the meeting locked: a card that says something came of it is followed up, one that says no is not."""
    found = FollowUp.objects.filter(outcome=outcome).first()
    if OutcomeKind.NONE in outcome.kinds:
        if found is not None and found.closed_at is None:
            close(found, ClosedBy.OUTCOME, now=now)
        return
    if found is None:
        seat = meeting.participants.filter(company=outcome.company_id).order_by("pk").first()
        if seat is None:
            return
        found = FollowUp.objects.create(outcome=outcome, person_id=seat.person_id)
    elif found.closed_by == ClosedBy.OUTCOME:
        found.closed_at, found.closed_by = None, ""
        found.save(update_fields=["closed_at", "closed_by"])
    if found.closed_at is None:
        ask_next(found, meeting, now=now)


def ask_next(follow_up: FollowUp, meeting: Meeting, *, now: dt.datetime) -> None:
    """Inner step: the next question that lies ahead and was not asked becomes due in its time."""
    asked = set(follow_up.steps.values_list("months", flat=True))
    for months in FOLLOW_UP_MONTHS:
        at = due_at(meeting, months)
        if months not in asked and at > now and all(months > one for one in asked):
            schedule(due_key(follow_up), "follow_up.due", at=at, follow_up_id=follow_up.pk, months=months)
            return
    unschedule(due_key(follow_up))


def close(follow_up: FollowUp, reason: ClosedBy, *, now: dt.datetime) -> None:
    """Inner step: nobody is asked any more."""
    follow_up.closed_at, follow_up.closed_by = now, reason
    follow_up.save(update_fields=["closed_at", "closed_by"])
    unschedule(due_key(follow_up))


def due_at(meeting: Meeting, months: int) -> dt.datetime:
    """That many calendar months after the meeting's day; the 31st falls on the last day of a shorter month."""
    zone = ZoneInfo(meeting.fair.timezone)
    day = meeting.slot.starts_at.astimezone(zone).date()
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.datetime.combine(dt.date(year, month + 1, min(day.day, last)), ASK_AT, zone)


def due_key(follow_up: FollowUp) -> str:
    return f"follow_up:{follow_up.pk}"
