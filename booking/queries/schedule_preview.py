"""A run's preview as people read it: every line with its names, every unmet wish with its reason. Nothing of it is kept."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from booking.models import ScheduleRun
from booking.queries.schedule_diff import Diff, Kind, Line, diff_of
from booking.queries.schedule_facts import Facts, Wish, facts_of_run
from booking.rules.schedule import wish_key
from directory.models import Company, Need, Person
from fairs.models import MeetingSlot, MeetingTable

LATE, TAKEN_OUT = "late", "taken_out"


@dataclass(frozen=True, slots=True)
class Side:
    company: Company
    person: Person


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the difference with names. `id` is the wish's or the meeting's public id."""

    id: str
    line: Line
    slot: MeetingSlot
    table: MeetingTable
    sides: tuple[Side, Side]
    need: Need | None
    interpreter: str
    from_slot: MeetingSlot | None
    from_table: MeetingTable | None


@dataclass(frozen=True, slots=True)
class Unmet:
    """An open wish that has no place. `reason` is a code (booking/wording/schedule.py has the words), `by` who sits in its place."""

    id: str
    wish: Wish
    companies: tuple[Company, Company]
    need: Need | None
    reason: str
    by: tuple[tuple[Company, Company], ...] = ()


@dataclass(slots=True)
class Preview:
    run: ScheduleRun
    facts: Facts
    diff: Diff
    unmet_wishes: list[tuple[Wish, str, tuple[str, ...]]]

    def entries(self, kinds: Collection[Kind] = tuple(Kind)) -> list[Entry]:
        """Those kinds in the order of time; three queries for all names."""
        return entries_of(self, [line for line in self.diff.lines if line.kind in kinds])

    def unmet(self, most: int | None = None) -> list[Unmet]:
        """The strongest first, the first `most`; two queries for all names."""
        return self.unmet_of(self.unmet_wishes[:most])

    def unmet_of(self, found: list[tuple[Wish, str, tuple[str, ...]]]) -> list[Unmet]:
        return _unmet(self, found)


def preview_of(run: ScheduleRun, *, now: dt.datetime) -> Preview:
    """The run against the fair as it is now; the queries of `facts_of` and no more."""
    facts = facts_of_run(run, now=now)
    diff = diff_of(run.placements, facts)
    return Preview(run, facts, diff, _reasons(run, facts, diff))


def entries_of(preview: Preview, lines: Iterable[Line]) -> list[Entry]:
    facts, lines = preview.facts, list(lines)
    companies = Company.objects.in_bulk({pk for line in lines for pk in line.companies})
    people = Person.objects.in_bulk({pk for line in lines for pk in line.people})
    needs = Need.objects.in_bulk({line.need for line in lines if line.need})
    return [
        Entry(
            id=_public_id(line, facts),
            line=line,
            slot=facts.slot_of[line.slot],
            table=facts.table_of[line.table],
            sides=(
                Side(companies[line.companies[0]], people[line.people[0]]),
                Side(companies[line.companies[1]], people[line.people[1]]),
            ),
            need=needs.get(line.need) if line.need else None,
            interpreter=_speaker(line, facts),
            from_slot=facts.slot_of.get(line.from_slot or 0),
            from_table=facts.table_of.get(line.from_table or 0),
        )
        for line in lines
        if line.companies[0] in companies and line.companies[1] in companies and line.table in facts.table_of
    ]


def _public_id(line: Line, facts: Facts) -> str:
    if line.meeting is not None:
        return facts.meetings[line.meeting].public_id
    wish = facts.wishes.get(line.wish or 0)
    return wish.public_id if wish else ""


def _speaker(line: Line, facts: Facts) -> str:
    interpreter = facts.interpreter_of.get(line.interpreter or 0)
    return interpreter.name if interpreter else ""


def _reasons(run: ScheduleRun, facts: Facts, diff: Diff) -> list[tuple[Wish, str, tuple[str, ...]]]:
    """Why each open wish has no place: a clash, taken out by hand, the solver's word, left out before it, or came later."""
    met = {line.wish for line in diff.lines if line.changes}
    clashes = {line.wish: str(line.clash) for line in diff.of(Kind.CLASH) if line.wish is not None}
    solved = {unmet["request"]: unmet for unmet in (run.plan or {}).get("unmet", ())}
    known = {line["id"] for line in (run.problem or {}).get("requests", ())}
    found: list[tuple[Wish, str, tuple[str, ...]]] = []
    for wish in facts.wishes.values():
        key = wish_key(wish.id)
        if wish.id in met:
            continue
        if wish.id in clashes:
            found.append((wish, clashes[wish.id], ()))
        elif key in solved:
            found.append((wish, str(solved[key]["reason"]), tuple(str(by) for by in solved[key]["by"])))
        elif str(wish.id) in run.excluded:
            found.append((wish, str(run.excluded[str(wish.id)]), ()))
        else:
            found.append((wish, TAKEN_OUT if key in known else LATE, ()))
    return sorted(found, key=lambda each: (not each[0].is_must, each[0].priority, each[0].id))


def _unmet(preview: Preview, found: list[tuple[Wish, str, tuple[str, ...]]]) -> list[Unmet]:
    pairs = {line.key: line.companies for line in preview.diff.lines}
    wanted = {pk for wish, _, by in found for pk in (*wish.pair, *(c for key in by for c in pairs.get(key, ())))}
    companies = Company.objects.in_bulk(wanted)
    needs = Need.objects.in_bulk({wish.need_id for wish, _, _ in found if wish.need_id})
    return [
        Unmet(
            id=wish.public_id,
            wish=wish,
            companies=(companies[wish.from_company], companies[wish.to_company]),
            need=needs.get(wish.need_id) if wish.need_id else None,
            reason=reason,
            by=tuple(
                (companies[one], companies[other])
                for one, other in (pairs[key] for key in by if key in pairs)
                if one in companies and other in companies
            ),
        )
        for wish, reason, by in found
    ]
