"""Publishing a preview and taking it back: each in one transaction, under the same locks and laws as one meeting."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from accounts.models import User
from booking.errors.schedule import NothingToPublish, ScheduleChanged
from booking.locks.meetings import lock_meetings, lock_people, lock_requests, lock_slots
from booking.locks.schedule import lock_fair_schedule, lock_run
from booking.models import Meeting, MeetingRequest, ScheduleChange, ScheduleRun
from booking.queries.schedule_diff import Diff, Kind, Line, diff_of
from booking.queries.schedule_facts import Facts, facts_of, facts_of_run
from booking.queries.schedule_undo import is_untouched, people_of, way_back
from booking.rules.schedule import wish_of
from booking.services._run_moves import move_run
from booking.services._schedule_writes import (
    Making,
    Spot,
    call_off_meetings,
    make_meetings,
    move_meetings,
    reopen_wishes,
)
from booking.states import RUN_MOVES, ChangeKind, RunState
from fairs.models import MeetingTable
from kernel.clock import now as clock_now
from kernel.outbox import emit
from kernel.states import check_move
from kernel.unit_of_work import unit_of_work


def wishes_in(run: ScheduleRun) -> list[int]:
    return [pk for key in run.placements if (pk := wish_of(key)) is not None]


def fresh_diff(run: ScheduleRun, *, now: dt.datetime) -> tuple[Diff, Facts]:
    """The preview against what stands at this moment."""
    facts = facts_of_run(run, now=now, wish_ids=wishes_in(run))
    return diff_of(run.placements, facts), facts


@unit_of_work
def publish_run(run: ScheduleRun, *, user: User, seen: str) -> ScheduleRun:
    """Everything the preview changes, at once, if it is still the difference the publisher has `seen`.

    Order: fair and run locked; the people, slots, wishes and meetings of the difference locked; the difference made
    anew under these locks; tables the run only assumed made where somebody sits; moves out of the grid and back,
    new meetings, wishes accepted; one fact per person. Clashes are left out. Raises IllegalMove, NothingToPublish,
    ScheduleChanged (with the fresh difference; nothing was written).
    """
    now = clock_now()
    lock_fair_schedule(run.fair_id)
    run = lock_run(run.pk)
    check_move(RUN_MOVES, run.state, RunState.PUBLISHED)
    diff, _ = fresh_diff(run, now=now)
    _lock_what_changes(diff)
    diff, facts = fresh_diff(run, now=now)
    if diff.seen != seen:
        raise ScheduleChanged(
            seen=diff.seen, counts=diff.counts(), clashes=sorted({str(x.clash) for x in diff.of(Kind.CLASH)})
        )
    new, moved = diff.of(Kind.NEW), diff.of(Kind.MOVED)
    if not new and not moved:
        raise NothingToPublish
    made = _make_tables(diff, facts)
    new, moved = _seated(new, made), _seated(moved, made)
    move_meetings({line.meeting: _spot(line, facts) for line in moved if line.meeting}, actor_id=user.pk, now=now)
    makings = [
        Making(facts.wishes[line.wish], _spot(line, facts), line.people[1]) for line in new if line.wish is not None
    ]
    meetings = make_meetings(run.fair_id, makings, actor_id=user.pk, now=now)
    _remember(run, new, meetings, moved, facts)
    run.published_by, run.published_at = user, now
    move_run(run, RunState.PUBLISHED, actor_id=user.pk, fields=("published_by", "published_at"))
    people = {person for line in new for person in line.people}
    people |= {person for line in moved if line.meeting for person in facts.meetings[line.meeting].people}
    for person in sorted(people):
        emit("schedule.published", run_id=run.pk, person_id=person)
    return run


@dataclass(slots=True)
class RolledBack:
    """`left` are changes that somebody touched since, or whose old place is taken: they stay as they are."""

    run: ScheduleRun
    undone: list[ScheduleChange] = field(default_factory=list)
    left: list[ScheduleChange] = field(default_factory=list)


@unit_of_work
def roll_back_run(run: ScheduleRun, *, user: User) -> RolledBack:
    """Undoes what publishing did wherever nobody has touched it since: new meetings are called off and their wishes open
    again, moved ones go back where their old place is free. One fact per person. Raises IllegalMove.
    """
    now = clock_now()
    lock_fair_schedule(run.fair_id)
    run = lock_run(run.pk)
    check_move(RUN_MOVES, run.state, RunState.ROLLED_BACK)
    changes = list(run.changes.select_related("meeting", "from_slot", "to_slot").order_by("pk"))
    people = people_of({change.meeting_id for change in changes})
    lock_people({person for crowd in people.values() for person in crowd})
    lock_slots({pk for change in changes for pk in (change.from_slot_id, change.to_slot_id) if pk})
    lock_requests(MeetingRequest.objects.filter(meeting__in=[change.meeting_id for change in changes]))
    meetings = {m.pk: m for m in lock_meetings(Meeting.objects.filter(pk__in=[c.meeting_id for c in changes]))}
    untouched = [c for c in changes if is_untouched(c, meetings.get(c.meeting_id), now)]
    facts = facts_of(run.fair, now=now, wish_ids=[])
    made = [change for change in untouched if change.kind == ChangeKind.MADE]
    backs = way_back(untouched, made, facts, people)
    call_off_meetings([meetings[change.meeting_id] for change in made], actor_id=user.pk, now=now)
    requests = MeetingRequest.objects.filter(meeting__in=[change.meeting_id for change in made]).order_by("pk")
    reopen_wishes(list(requests), actor_id=user.pk, now=now)
    spots = {c.meeting_id: Spot(c.from_slot, c.from_table_id, c.from_interpreter_id) for c in backs}  # type: ignore[arg-type]
    move_meetings(spots, actor_id=user.pk, now=now)
    undone = [*made, *backs]
    ScheduleChange.objects.filter(pk__in=[change.pk for change in undone]).update(is_undone=True)
    run.rolled_back_by, run.rolled_back_at = user, now
    move_run(run, RunState.ROLLED_BACK, actor_id=user.pk, fields=("rolled_back_by", "rolled_back_at"))
    for person in sorted({person for change in undone for person in people[change.meeting_id]}):
        emit("schedule.rolled_back", run_id=run.pk, person_id=person)
    back = {change.pk for change in undone}
    return RolledBack(run, undone, [change for change in changes if change.pk not in back])


def _make_tables(diff: Diff, facts: Facts) -> dict[int, MeetingTable]:
    """The assumed tables in which somebody sits, under the numbers that were looked at. They stay after a roll back."""
    wanted = [facts.table_of[pk] for pk in diff.tables_to_make()]
    fresh = [MeetingTable(fair=facts.fair, hall=table.hall, number=table.number) for table in wanted]
    return dict(zip((table.pk for table in wanted), MeetingTable.objects.bulk_create(fresh), strict=True))


def _seated(lines: list[Line], made: Mapping[int, MeetingTable]) -> list[Line]:
    return [replace(line, table=made[line.table].pk) if line.table in made else line for line in lines]


def _lock_what_changes(diff: Diff) -> None:
    changing = [line for line in diff.lines if line.kind is not Kind.KEPT]
    people = {person for line in changing for person in line.people}
    meetings = [line.meeting for line in changing if line.meeting is not None]
    people |= {person for crowd in people_of(meetings).values() for person in crowd}
    lock_people(people)
    slots = {line.slot for line in changing} | {line.from_slot for line in changing if line.from_slot}
    lock_slots(slots)
    lock_requests(MeetingRequest.objects.filter(pk__in=[line.wish for line in changing if line.wish]))
    lock_meetings(Meeting.objects.filter(pk__in=meetings))


def _spot(line: Line, facts: Facts) -> Spot:
    return Spot(facts.slot_of[line.slot], line.table, line.interpreter)


def _remember(run: ScheduleRun, new: list[Line], meetings: list[Meeting], moved: list[Line], facts: Facts) -> None:
    changes = [
        ScheduleChange(
            run=run,
            meeting=meeting,
            kind=ChangeKind.MADE,
            to_slot_id=line.slot,
            to_table_id=line.table,
            to_interpreter_id=line.interpreter,
            sequence=meeting.sequence,
        )
        for line, meeting in zip(new, meetings, strict=True)
    ]
    for line in moved:
        stood = facts.meetings[line.meeting or 0]
        changes.append(
            ScheduleChange(
                run=run,
                meeting_id=stood.id,
                kind=ChangeKind.MOVED,
                from_slot_id=stood.slot_id,
                from_table_id=stood.table_id,
                from_interpreter_id=stood.interpreter_id,
                to_slot_id=line.slot,
                to_table_id=line.table,
                to_interpreter_id=line.interpreter,
                sequence=stood.sequence + 1,
            )
        )
    ScheduleChange.objects.bulk_create(changes, batch_size=1000)
