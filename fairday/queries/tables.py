"""The meetings of a day as hosts, hall and runners see them: sides, who is inside, who is at the table, what runs."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, Q, QuerySet

from booking.models import Meeting, MeetingParticipant
from booking.states import MeetingState
from checkin.queries.presence import Passage, passages
from directory.models import Company, Person
from fairday.models import MeetingRun, RunnerTask, SideMark
from fairs.models import Fair, MeetingSlot, MeetingTable
from kernel.clock import local

SHOWN_STATES = (
    MeetingState.PROVISIONAL,
    MeetingState.CONFIRMED,
    MeetingState.RUNNING,
    MeetingState.DONE,
    MeetingState.NO_SHOW,
)


@dataclass(frozen=True, slots=True)
class Sitter:
    """A person of a side, and the door's newest word about him today."""

    person: Person
    passage: Passage | None

    @property
    def is_inside(self) -> bool:
        return self.passage is not None and self.passage.is_inside


@dataclass(frozen=True, slots=True)
class Side:
    company: Company
    sitters: tuple[Sitter, ...]
    mark: str
    """`here`, `absent` or empty."""

    @property
    def is_inside(self) -> bool:
        return any(sitter.is_inside for sitter in self.sitters)


@dataclass(frozen=True, slots=True)
class TableMeeting:
    meeting: Meeting
    sides: tuple[Side, ...]
    run: MeetingRun | None
    is_refill: bool

    @property
    def are_both_inside(self) -> bool:
        return all(side.is_inside for side in self.sides)


def midnight(fair: Fair, *, now: dt.datetime) -> dt.datetime:
    return dt.datetime.combine(local(now, fair.timezone).date(), dt.time(), ZoneInfo(fair.timezone))


def meetings_of_day(
    fair: Fair, *, now: dt.datetime, day: dt.date | None = None, table_numbers: Collection[int] | None = None
) -> list[TableMeeting]:
    """The day's meetings (today unless said), cancelled ones left out, by time and table; four queries."""
    zone = ZoneInfo(fair.timezone)
    since = dt.datetime.combine(day or local(now, fair.timezone).date(), dt.time(), zone)
    until = dt.datetime.combine(since.date() + dt.timedelta(days=1), dt.time(), zone)
    rows = Meeting.objects.filter(fair=fair, slot__starts_at__gte=since, slot__starts_at__lt=until)
    if table_numbers is not None:
        rows = rows.filter(table__number__in=table_numbers)
    return seen(fair, rows, now=now)


def meetings_near(fair: Fair, *, since: dt.datetime, until: dt.datetime, now: dt.datetime) -> list[TableMeeting]:
    """Meetings whose time touches `[since, until)`, and those that still run; four queries."""
    near = Q(slot__starts_at__lt=until, slot__ends_at__gt=since) | Q(state=MeetingState.RUNNING)
    return seen(fair, Meeting.objects.filter(near, fair=fair), now=now)


def seen(fair: Fair, meetings: QuerySet[Meeting], *, now: dt.datetime) -> list[TableMeeting]:
    """These meetings with sides, presence, marks and runs, by time and table; four queries."""
    seats = MeetingParticipant.objects.select_related("person", "company").order_by("pk")
    rows = list(
        meetings.filter(state__in=SHOWN_STATES)
        .select_related("slot", "table__hall", "need", "run", "refill_offer", "request")
        .prefetch_related(
            Prefetch("participants", queryset=seats), Prefetch("side_marks", queryset=SideMark.objects.all())
        )
        .order_by("slot__starts_at", "table__number", "pk")
    )
    people = {seat.person_id for meeting in rows for seat in meeting.participants.all()}
    doors = passages(fair, people, now=now) if people else {}
    return [_seen(meeting, doors) for meeting in rows]


def tables_of(fair: Fair) -> list[MeetingTable]:
    return list(MeetingTable.objects.filter(fair=fair).select_related("hall").order_by("number"))


def slots_around(fair: Fair, *, now: dt.datetime) -> tuple[MeetingSlot | None, MeetingSlot | None]:
    """The time that runs and the one that comes next (today or later); one query."""
    ahead = list(MeetingSlot.objects.filter(fair=fair, ends_at__gt=now).order_by("starts_at")[:2])
    if ahead and ahead[0].starts_at <= now:
        return ahead[0], ahead[1] if len(ahead) > 1 else None
    return None, ahead[0] if ahead else None


def tasks_of(meeting_ids: Collection[int]) -> dict[tuple[int, int], RunnerTask]:
    """(meeting, person) -> who fetches; one query."""
    tasks = RunnerTask.objects.filter(meeting__in=meeting_ids).select_related("claimed_by")
    return {(task.meeting_id, task.person_id): task for task in tasks}


def _seen(meeting: Meeting, doors: dict[int, Passage]) -> TableMeeting:
    marks = {mark.company_id: mark.mark for mark in meeting.side_marks.all()}
    sides: dict[int, list[MeetingParticipant]] = {}
    for seat in meeting.participants.all():
        sides.setdefault(seat.company_id, []).append(seat)
    return TableMeeting(
        meeting=meeting,
        sides=tuple(
            Side(
                company=seats[0].company,
                sitters=tuple(Sitter(seat.person, doors.get(seat.person_id)) for seat in seats),
                mark=marks.get(company_id, ""),
            )
            for company_id, seats in sides.items()
        ),
        run=getattr(meeting, "run", None),
        is_refill=getattr(meeting, "refill_offer", None) is not None,
    )
