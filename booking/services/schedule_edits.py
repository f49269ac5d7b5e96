"""The preview changed by hand: hard conflicts are refused, soft ones told; each edit is written down and can be undone."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from accounts.models import User
from booking.errors.schedule import PlacementRefused
from booking.locks.schedule import lock_run
from booking.models import ScheduleRun
from booking.queries.schedule_diff import Clash, Kind, Line, cells_of, diff_of, occupancy
from booking.queries.schedule_facts import MOVABLE, Facts, Standing, Wish, facts_of_run, spots_of
from booking.queries.schedule_problem import language_needed
from booking.rules.schedule import meeting_key, options_of, wish_key
from booking.rules.schedule_numbers import numbers_of
from booking.states import RunState
from fairs.models import MeetingSlot, MeetingTable
from kernel.clock import now as clock_now
from kernel.errors import IllegalMove, NotFound
from kernel.history import record
from kernel.unit_of_work import unit_of_work

MOST_EDITS = 2000


class Warned(StrEnum):
    """A soft conflict: it is done all the same."""

    OUTSIDE_WISH = "outside_wish"
    LONG_WALK = "long_walk"
    MORE_IDLE = "more_idle"
    NO_INTERPRETER = "no_interpreter"


@dataclass(slots=True)
class Placed:
    run: ScheduleRun
    warnings: list[Warned] = field(default_factory=list)


@unit_of_work
def place_by_hand(run: ScheduleRun, *, user: User, item: str, slot: MeetingSlot, table: MeetingTable) -> Placed:
    """Put a wish or a meeting (`item` is its public id) into a slot at a table of the preview.

    Raises IllegalMove (no preview), NotFound (no such open wish or meeting), PlacementRefused (a hard conflict: `clash`
    says which). Nothing is published.
    """
    run, facts = _preview(run)
    subject = _subject(facts, item)
    key = wish_key(subject.id) if isinstance(subject, Wish) else meeting_key(subject.id)
    before = run.placements.get(key)
    place = _place(facts, subject, before)
    place |= {"slot": slot.pk, "table": table.pk, "hand": True}
    warnings = _settle(run, facts, key, place)
    _write(run, facts, user, {"item": item, "key": key, "before": before, "after": place})
    return Placed(run, warnings)


@unit_of_work
def take_out(run: ScheduleRun, *, user: User, item: str) -> ScheduleRun:
    """A wish leaves the preview; a meeting stays where it stands. Raises IllegalMove, NotFound."""
    run, facts = _preview(run)
    subject = _subject(facts, item)
    key = wish_key(subject.id) if isinstance(subject, Wish) else meeting_key(subject.id)
    before = run.placements.pop(key, None)
    if before is None:
        raise NotFound
    _write(run, facts, user, {"item": item, "key": key, "before": before, "after": None})
    return run


@unit_of_work
def undo_edit(run: ScheduleRun, *, user: User) -> ScheduleRun:
    """Takes back the last edit. Raises IllegalMove, NotFound when there is none."""
    run, facts = _preview(run)
    if not run.edits:
        raise NotFound
    last = run.edits.pop()
    if last["before"] is None:
        run.placements.pop(last["key"], None)
    else:
        run.placements[last["key"]] = last["before"]
    _save(run, facts)
    record(run, "schedule_run.edit_undone", actor_id=user.pk, item=last["item"])
    return run


def _preview(run: ScheduleRun) -> tuple[ScheduleRun, Facts]:
    locked = lock_run(run.pk)
    if locked.state != RunState.READY:
        raise IllegalMove(state=locked.state)
    return locked, facts_of_run(locked, now=clock_now())


def _subject(facts: Facts, item: str) -> Wish | Standing:
    for wish in facts.wishes.values():
        if wish.public_id == item:
            return wish
    for meeting in facts.meetings.values():
        if meeting.public_id == item and facts.is_ahead(meeting.slot_id):
            return meeting
    raise NotFound


def _place(facts: Facts, subject: Wish | Standing, before: dict[str, Any] | None) -> dict[str, Any]:
    """A copy of where it is planned, or a fresh place with the people it is about."""
    if before is not None:
        return dict(before)
    if isinstance(subject, Standing):
        if subject.is_locked or subject.state not in MOVABLE or len(subject.people) != 2:
            raise PlacementRefused(clash=Clash.MEETING_LOCKED)
        one, other = subject.people
        stood = [subject.slot_id, subject.table_id, subject.interpreter_id, subject.sequence]
        return {"a": one, "b": other, "interpreter": subject.interpreter_id, "from": stood}
    asked = subject.to_person or next(iter(facts.people_of.get(subject.to_company, [])), None)
    if asked is None or subject.from_person not in facts.language_of:
        raise PlacementRefused(clash="nobody_registered")
    return {"a": subject.from_person, "b": asked, "interpreter": None}


def _settle(run: ScheduleRun, facts: Facts, key: str, place: dict[str, Any]) -> list[Warned]:
    """Refuses hard conflicts with all that stands or is planned; finds an interpreter; says what is soft. Keeps the place."""
    others = diff_of({name: each for name, each in run.placements.items() if name != key}, facts)
    taken = occupancy([x for x in others.lines if (x.kind is not Kind.CLASH or x.meeting) and x.key != key], facts)
    warnings = _interpret(run, facts, key, place, taken)
    line = next(x for x in diff_of({key: place}, facts).lines if x.key == key)
    if line.clash is not None and line.clash not in {Clash.PERSON_BUSY, Clash.TABLE_TAKEN}:
        raise PlacementRefused(clash=line.clash)
    for cell in _wanted(line, place, facts):
        if cell in taken:
            names = {"person": Clash.PERSON_BUSY, "table": Clash.TABLE_TAKEN, "interpreter": Clash.INTERPRETER_TAKEN}
            raise PlacementRefused(clash=names[cell[0]])
    run.placements[key] = place
    if line.is_outside_wish:
        warnings.append(Warned.OUTSIDE_WISH)
    warnings += _neighbours(facts, place, taken)
    return warnings


def _wanted(line: Line, place: dict[str, Any], facts: Facts) -> list[tuple[str, int, int]]:
    """What the line occupies at the place asked for, wherever the difference had put it instead."""
    cells = [(what, pk, place["slot"]) for what, pk, _ in cells_of(line, facts) if what == "person"]
    cells.append(("table", place["table"], place["slot"]))
    if place["interpreter"] is not None:
        cells.append(("interpreter", place["interpreter"], place["slot"]))
    return cells


def _interpret(
    run: ScheduleRun, facts: Facts, key: str, place: dict[str, Any], taken: dict[tuple[str, int, int], str]
) -> list[Warned]:
    """The same interpreter where free, else another who speaks both languages, else none and a warning."""
    wish = facts.wishes.get(int(key[1:])) if key.startswith("w") else None
    spoken = wish.language if wish else facts.language_of.get(place["a"], "vi")
    pair = language_needed(facts, options_of(run.options), place["a"], place["b"], spoken)
    if pair is None and place["interpreter"] is None:
        return []
    speakers = [each.pk for each in facts.interpreters if pair is None or pair in each.languages]
    speakers.sort(key=lambda pk: pk != place["interpreter"])
    day = facts.day_of(place["slot"])
    free = [
        pk
        for pk in speakers
        if ("interpreter", pk, place["slot"]) not in taken
        and (not facts.interpreter_of[pk].days or day in facts.interpreter_of[pk].days)
    ]
    place["interpreter"] = free[0] if free else None
    return [] if free or pair is None else [Warned.NO_INTERPRETER]


def _neighbours(facts: Facts, place: dict[str, Any], taken: dict[tuple[str, int, int], str]) -> list[Warned]:
    """Another hall in the slot just before or after; a day in which the person now waits between meetings."""
    here = facts.slot_of[place["slot"]]
    table_at = {(name, slot): pk for (what, pk, slot), name in taken.items() if what == "table"}
    hall = facts.table_of[place["table"]].hall_id
    found: set[Warned] = set()
    for person in (place["a"], place["b"]):
        mine = {slot: name for (what, pk, slot), name in taken.items() if what == "person" and pk == person}
        indexes = sorted(
            facts.slot_of[slot].index for slot in mine if facts.day_of(slot) == facts.day_of(place["slot"])
        )
        for slot, name in mine.items():
            table = facts.table_of.get(table_at.get((name, slot), 0))
            if abs(facts.slot_of[slot].index - here.index) == 1 and table is not None and table.hall_id != hall:
                found.add(Warned.LONG_WALK)
        if indexes and not any(abs(index - here.index) == 1 for index in indexes):
            found.add(Warned.MORE_IDLE)
    return sorted(found)


def _write(run: ScheduleRun, facts: Facts, user: User, edit: dict[str, Any]) -> None:
    run.edits = [*run.edits, edit | {"by": user.pk, "at": facts.now.isoformat()}][-MOST_EDITS:]
    _save(run, facts)
    record(run, "schedule_run.edited", actor_id=user.pk, item=edit["item"])


def _save(run: ScheduleRun, facts: Facts) -> None:
    wishes = {wish_key(wish.id): (wish.priority, wish.is_must) for wish in facts.wishes.values()}
    run.statistics |= numbers_of(run.placements, wishes, spots_of(facts))
    run.revision += 1
    run.save(update_fields=["placements", "edits", "statistics", "revision"])
