"""From a problem to a plan:

bound, placement, repair, fairness, improvement, tables, reasons, in this order.
"""

import random
from collections.abc import Callable
from time import monotonic

from matching.bounds import Bound, upper_bound
from matching.consistency import check_consistency
from matching.fairness import restore_fairness, spread
from matching.idle import total_breaks, total_idle_slots
from matching.improve import by_clock, by_steps, improve
from matching.insist import insist
from matching.model import Model, bits, compile_model
from matching.placement import PinsDoNotFit, keep_previous, order_of, place_in_order, place_pins
from matching.plan import BelowMinimum, Meeting, Plan
from matching.problem import Problem
from matching.reader import BadInput, show
from matching.reasons import unmet_requests
from matching.repair import repair
from matching.state import State
from matching.tables import assign_tables

MUST_STEPS = 3000  # of guided ejection, before any time limit counts
REPAIR_TRIES = 400  # requests that repair looks at, before any time limit counts
REPAIR_SHARE = 0.4  # of the time may go into weight, the rest goes into idle time
FAIR_STEPS = 60_000  # of annealing towards fairness, the same


def solve(
    problem: Problem,
    *,
    seconds: float = 10.0,
    seed: int = 1,
    previous: Plan | None = None,
    clock: Callable[[], float] = monotonic,
) -> Plan:
    """A plan that keeps every hard constraint.

    `seconds` bounds the search for less idle time; with 0 the result depends on nothing but problem, seed and
    previous plan. Refuses (`BadInput`) a problem that contradicts itself.

    A `must` that found no place stands among the unmet; so the caller looks there.
    """
    start = clock()
    rng = random.Random(seed)
    model = compile_model(problem)
    check_consistency(model)
    bound = upper_bound(model)
    stood = _standing(model, previous)
    state = _placed(model, bound, {r: t for r, (t, _) in stood.items()})
    if seconds > 0:
        end_of_repair = start + REPAIR_SHARE * seconds
        order = order_of(model, bound)
        repair(state, bound, order, tries=10**9, depth=3, stop=lambda: clock() >= end_of_repair)
    must_left = [r for r in model.requests if model.must[r] and state.slot[r] < 0]
    if must_left:
        end = start + seconds
        insist(state, steps=MUST_STEPS, rng=rng, stop=lambda: False)
        if seconds > 0:
            insist(state, steps=10**9, rng=rng, stop=lambda: clock() >= end)
        place_in_order(state, order_of(model, bound))
    _fair(state, rng)
    if seconds > 0:
        improve(state, progress=by_clock(clock, start=clock(), end=start + seconds), rng=rng)
    _fill(state, order_of(model, bound))
    return _plan(state, bound, stood, clock() - start)


def _standing(model: Model, previous: Plan | None) -> dict[int, tuple[int, int]]:
    """Slot and table of what the plan before holds and the problem still knows."""
    if previous is None:
        return {}
    requests = {request.id: r for r, request in enumerate(model.problem.requests)}
    slots = {slot: t for t, slot in enumerate(model.slot_ids)}
    return {
        requests[meeting.request]: (slots[meeting.slot], meeting.table)
        for meeting in previous.meetings
        if meeting.request in requests and meeting.slot in slots
    }


def _placed(model: Model, bound: Bound, stood: dict[int, int]) -> State:
    try:
        state = place_pins(model)
    except PinsDoNotFit as exc:
        raise BadInput("pinned", f"no interpreter can reach the pinned meeting {show(exc.args[0])} in time") from exc
    keep_previous(state, stood)
    order = order_of(model, bound)
    if stood:
        place_in_order(state, order, swaps=False)
    place_in_order(state, order)
    repair(state, bound, order, tries=REPAIR_TRIES)
    return state


def _fair(state: State, rng: random.Random) -> None:
    """Brings the breaks within the limit: first by moving, then by dropping wishes."""
    limit = state.model.fairness
    if limit is not None and spread(state) > limit:
        improve(state, progress=by_steps(FAIR_STEPS), rng=rng)
        restore_fairness(state)


def _fill(state: State, order: list[int]) -> None:
    """Leaves no request unplaced that could simply be added."""
    model = state.model
    for r in order:
        if state.slot[r] >= 0:
            continue
        for t in bits(state.candidates(r)):
            mark = state.mark()
            if not state.place(r, t):
                continue
            if model.fairness is None or spread(state) <= model.fairness:
                break
            state.undo(mark)


def _plan(state: State, bound: Bound, stood: dict[int, tuple[int, int]], seconds: float) -> Plan:
    model = state.model
    ids = model.problem.requests
    tables = assign_tables(state, {r: table for r, (t, table) in stood.items() if state.slot[r] == t})
    placed = sorted((state.slot[r], tables[r], r) for r in model.requests if state.slot[r] >= 0)
    weight = sum(model.weight[r] for _, _, r in placed)
    must_met = all(state.slot[r] >= 0 for r in model.requests if model.must[r])
    # The bound counts on every must; without them all it says nothing, and the sum of all weights takes its place.
    upper = bound.upper if must_met else sum(model.weight)
    idle, runs = total_idle_slots(state), total_breaks(state)
    return Plan(
        meetings=tuple(
            Meeting(
                ids[r].id,
                model.slot_ids[t],
                table,
                model.problem.interpreters[state.seats.of(r, t)].id if model.language[r] >= 0 else None,
            )
            for t, table, r in placed
        ),
        unmet=unmet_requests(state),
        weight=weight,
        upper_bound=upper,
        gap=round((upper - weight) / upper, 9) if upper else 0.0,
        idle_slots=idle,
        breaks=runs,
        proved_optimal=must_met and weight == upper and (runs if model.by_breaks else idle) == 0,
        seconds=round(seconds, 3),
        moved=sum(1 for r, was in stood.items() if state.slot[r] >= 0 and (state.slot[r], tables[r]) != was),
        below_minimum=tuple(
            BelowMinimum(person.id, state.count[p], person.min_meetings)
            for p, person in enumerate(model.problem.participants)
            if state.count[p] < person.min_meetings
        ),
    )
