"""What more room would bring: a table, an interpreter, a slot at the end of a day.

The plan stays as it is and wishes it could not meet are placed into the room that is new. So a figure says what is
to be had at least, found in a moment; it is counted against the same search without the change.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from matching.bounds import Bound, upper_bound
from matching.fairness import restore_fairness
from matching.model import compile_model
from matching.placement import interpreters_before, keep_previous, order_of, place_in_order, place_pins, standing
from matching.plan import Plan
from matching.problem import Interpreter, Participant, Problem, Request, Slot
from matching.reader import BadInput, Id, show
from matching.repair import repair

TRIES = 150  # wishes for which others are moved about, in each case


@dataclass(frozen=True, slots=True)
class MoreTables:
    count: int


@dataclass(frozen=True, slots=True)
class MoreInterpreters:
    """Who speak this language (a pair such as `vi-ja`) and are there all the time."""

    language: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class LongerDay:
    """More slots at the end of a day, for everybody and every request that may use its last slot now."""

    day: int
    slots: int = 1


Change = MoreTables | MoreInterpreters | LongerDay


@dataclass(frozen=True, slots=True)
class Effect:
    change: Change
    meetings: int  # more than without the change
    weight: int  # the same


def likely_changes(problem: Problem) -> tuple[Change, ...]:
    """What an organiser would ask first: some tables, one interpreter of each language asked for, one slot more a day."""
    languages = dict.fromkeys(request.language for request in problem.requests if request.language is not None)
    days = sorted({slot.day for slot in problem.slots})
    return (
        *(MoreTables(count) for count in (1, 3, 5)),
        *(MoreInterpreters(language) for language in languages),
        *(LongerDay(day) for day in days),
    )


def what_if(
    problem: Problem,
    plan: Plan,
    *,
    changes: Sequence[Change] | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> list[Effect]:
    """What each change would bring to this plan, the greatest weight first, then the most meetings.

    Once `stop` says True, only the changes looked at so far are in the list. Nothing here is random.
    """
    bound = upper_bound(compile_model(problem))
    before = _reached(problem, plan, bound)
    found = []
    for change in likely_changes(problem) if changes is None else changes:
        if stop():
            break
        meetings, weight = _reached(_changed(problem, change), plan, bound)
        found.append(Effect(change, max(0, meetings - before[0]), max(0, weight - before[1])))
    return sorted(found, key=lambda effect: (-effect.weight, -effect.meetings))


def _reached(problem: Problem, plan: Plan, bound: Bound) -> tuple[int, int]:
    """Meetings and weight when the unmet wishes look for a place beside the plan."""
    model = compile_model(problem)
    state = place_pins(model, interpreters_before(model, plan))
    keep_previous(state, {r: t for r, (t, _) in standing(model, plan).items()})
    # The prices are those of the problem as it is: good for the order, no bound of what is changed.
    open_bound = replace(bound, upper=sum(model.weight), worth=[0] * len(model.weight))
    order = order_of(model, bound, [r for r in model.requests if r not in model.pins])
    place_in_order(state, order)
    repair(state, open_bound, order, tries=TRIES, depth=1)
    restore_fairness(state)
    placed = [r for r in model.requests if state.slot[r] >= 0]
    return len(placed), sum(model.weight[r] for r in placed)


def _changed(problem: Problem, change: Change) -> Problem:
    match change:
        case MoreTables(count):
            return replace(problem, tables=problem.tables + count)
        case MoreInterpreters(language, count):
            there = tuple(slot.id for slot in problem.slots)
            taken: set[Id] = {person.id for person in problem.interpreters}
            names = _new_ids(f"more {language}", taken, count)
            more = (Interpreter(name, (language,), there) for name in names)
            return replace(problem, interpreters=(*problem.interpreters, *more))
        case LongerDay(day, slots):
            return _longer(problem, day, slots)


def _longer(problem: Problem, day: int, slots: int) -> Problem:
    today = [slot for slot in problem.slots if slot.day == day]
    if not today:
        raise BadInput("day", f"the problem has no day {show(day)}")
    last = max(today, key=lambda slot: slot.index)
    names = _new_ids(f"more {day}", {slot.id for slot in problem.slots}, slots)
    more = tuple(Slot(name, day, last.index + 1 + i) for i, name in enumerate(names))

    def stretched(ids: tuple[Id, ...]) -> tuple[Id, ...]:
        return (*ids, *names) if last.id in ids else ids

    def person(who: Participant) -> Participant:
        # Whoever would have met all day long was limited by the day, not by a wish for fewer meetings.
        most = who.max_meetings + slots if who.max_meetings >= len(problem.slots) else who.max_meetings
        return who._replace(availability=stretched(who.availability), max_meetings=most)

    def wish(request: Request) -> Request:
        return request if request.slots is None else request._replace(slots=stretched(request.slots))

    return replace(
        problem,
        slots=(*problem.slots, *more),
        participants=tuple(person(who) for who in problem.participants),
        requests=tuple(wish(request) for request in problem.requests),
        interpreters=tuple(replace(who, availability=stretched(who.availability)) for who in problem.interpreters),
    )


def _new_ids(word: str, taken: set[Id], count: int) -> tuple[Id, ...]:
    found: list[Id] = []
    number = 1
    while len(found) < count:
        name = f"{word} {number}"
        if name not in taken:
            found.append(name)
        number += 1
    return tuple(found)
