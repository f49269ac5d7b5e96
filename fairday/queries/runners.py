"""Whom to fetch: people of meetings about to begin who do not stand at their table, and where they were seen last."""

import datetime as dt
from dataclasses import dataclass

from booking.queries.stands import booths_of_companies
from booking.states import MeetingState
from directory.models import Company
from fairday.models import RunnerTask
from fairday.queries.tables import Sitter, TableMeeting, meetings_near, tasks_of
from fairday.rules import LATE, LOOK_AHEAD
from fairs.models import Fair


@dataclass(frozen=True, slots=True)
class Fetch:
    """One person to bring to `row.meeting.table` by its time. `booth` is the plate of an exhibitor's booth, or empty."""

    row: TableMeeting
    company: Company
    sitter: Sitter
    booth: str
    minutes: int
    task: RunnerTask | None


def people_to_fetch(fair: Fair, *, now: dt.datetime) -> list[Fetch]:
    """Those inside first, then by time and table; what is done stays until the meeting begins. Six queries."""
    rows = meetings_near(fair, since=now - LATE, until=now + LOOK_AHEAD, now=now)
    rows = [
        row for row in rows if row.meeting.state == MeetingState.CONFIRMED and row.meeting.slot.starts_at > now - LATE
    ]
    tasks = tasks_of([row.meeting.pk for row in rows])
    waiting = [
        (row, side.company, sitter)
        for row in rows
        for side in row.sides
        if side.mark != "here"
        for sitter in side.sitters
    ]
    booths = booths_of_companies(fair, {company.pk for _row, company, _sitter in waiting})
    found = [
        Fetch(
            row=row,
            company=company,
            sitter=sitter,
            booth=booths[company.pk][0].code if company.pk in booths else "",
            minutes=round((row.meeting.slot.starts_at - now).total_seconds() / 60),
            task=tasks.get((row.meeting.pk, sitter.person.pk)),
        )
        for row, company, sitter in waiting
    ]
    return sorted(
        found, key=lambda one: (not one.sitter.is_inside, one.row.meeting.slot.starts_at, one.row.meeting.table.number)
    )
