"""What taking a published run back would do: one rule for the desk that asks first and for the service that does it."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field

from booking.models import Meeting, MeetingParticipant, ScheduleChange, ScheduleRun
from booking.queries.schedule_facts import MOVABLE, Facts, facts_of
from booking.states import ChangeKind


@dataclass(slots=True)
class Outlook:
    """`left` were touched since, or their old place is taken; they would stay as they are. `people` get a message each."""

    undone: list[ScheduleChange] = field(default_factory=list)
    left: list[ScheduleChange] = field(default_factory=list)
    people: int = 0


def outlook_of(run: ScheduleRun, *, now: dt.datetime) -> Outlook:
    """What `roll_back_run` would do at this moment; changes come with their meeting, slots and tables."""
    changes = list(
        run.changes.select_related("meeting", "from_slot", "to_slot", "from_table", "to_table")
        .prefetch_related("meeting__participants__company")
        .order_by("to_slot__index", "pk")
    )
    people = people_of({change.meeting_id for change in changes})
    untouched = [change for change in changes if is_untouched(change, change.meeting, now)]
    made = [change for change in untouched if change.kind == ChangeKind.MADE]
    backs = way_back(untouched, made, facts_of(run.fair, now=now, wish_ids=[]), people)
    back = {change.pk for change in (*made, *backs)}
    undone = [change for change in changes if change.pk in back]
    told = {person for change in undone for person in people[change.meeting_id]}
    return Outlook(undone, [change for change in changes if change.pk not in back], len(told))


def people_of(meeting_ids: Collection[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {pk: set() for pk in meeting_ids}
    seats = MeetingParticipant.objects.filter(meeting__in=meeting_ids)
    for meeting_id, person_id in seats.values_list("meeting_id", "person_id"):
        found[meeting_id].add(person_id)
    return found


def is_untouched(change: ScheduleChange, meeting: Meeting | None, now: dt.datetime) -> bool:
    slot = change.to_slot
    return (
        meeting is not None
        and meeting.sequence == change.sequence
        and meeting.state in MOVABLE
        and not meeting.is_locked
        and slot is not None
        and slot.starts_at > now
    )


def way_back(
    untouched: list[ScheduleChange], made: list[ScheduleChange], facts: Facts, people: dict[int, set[int]]
) -> list[ScheduleChange]:
    """The moves whose old place is free once all that can go back has gone; found by taking out what cannot, till it holds."""
    backs = [c for c in untouched if c.kind == ChangeKind.MOVED and c.from_slot_id and facts.is_ahead(c.from_slot_id)]
    leaving = {change.meeting_id for change in made}
    while True:
        going = {change.meeting_id for change in backs}
        taken: set[tuple[str, int, int]] = set()
        for meeting in facts.meetings.values():
            if meeting.id not in leaving | going:
                taken |= _cells(meeting.people, meeting.slot_id, meeting.table_id, meeting.interpreter_id)
        kept = []
        for change in backs:
            cells = _cells(
                people[change.meeting_id], change.from_slot_id, change.from_table_id, change.from_interpreter_id
            )
            if not cells & taken and not any(
                (p, change.from_slot_id) in facts.hindered for p in people[change.meeting_id]
            ):
                kept.append(change)
                taken |= cells
        if len(kept) == len(backs):
            return kept
        backs = kept


def _cells(
    people: Collection[int], slot: int | None, table: int | None, interpreter: int | None
) -> set[tuple[str, int, int]]:
    cells = {("person", person, slot or 0) for person in people} | {("table", table or 0, slot or 0)}
    return cells | ({("interpreter", interpreter, slot or 0)} if interpreter else set())
