"""From a problem to a plan:

bound, placement, the exact search, repair, fairness, improvement, tables, reasons, in this order.
"""

import random
from collections.abc import Callable
from dataclasses import replace
from time import monotonic

from matching import milp
from matching.bounds import Bound, crowded_in, upper_bound
from matching.collector import collector_paused
from matching.consistency import check_consistency
from matching.exact.search import Finding, idle_of, settle
from matching.fairness import is_fair, restore_fairness
from matching.idle import total_breaks, total_idle_slots
from matching.improve import improve
from matching.insist import insist
from matching.minimum import lift_to_minimum
from matching.model import Model, bits, compile_model
from matching.pace import Pace, by_clock, by_steps
from matching.placement import (
    PinsDoNotFit,
    interpreters_before,
    keep_previous,
    order_of,
    place_fullest,
    place_in_order,
    place_pins,
    standing,
)
from matching.plan import BelowMinimum, Meeting, Plan
from matching.problem import Problem
from matching.progress import Progress, Watch
from matching.reader import BadInput, show
from matching.reasons import unmet_requests
from matching.repair import repair, worth_repairing
from matching.reroute import reroute
from matching.seats import Snapshot
from matching.state import State
from matching.tables import assign_tables

MUST_STEPS = 3000  # of guided ejection, before any time limit counts
ROUNDS = (2, 20)  # of rerouting under the first bound and the closer one, before any time limit counts
ENOUGH = 9_997  # ten-thousandths of the bound, where these rounds end early
CLOSER = 1  # times the bound looks closer
REPAIR_TRIES = 20  # requests that repair looks at, the same
REROUTE_SHARE, REPAIR_SHARE = 0.25, 0.35  # of the time may go into weight, the rest goes into idle time
FAIR_STEPS = 60_000  # of annealing towards fairness, the same

Kept = tuple[tuple[int, ...], tuple[list[int], Snapshot]]  # a schedule to fall back on, and its value


@collector_paused()
def solve(
    problem: Problem,
    *,
    seconds: float = 10.0,
    seed: int = 1,
    previous: Plan | None = None,
    progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
    clock: Callable[[], float] = monotonic,
    processes: int = 1,
) -> Plan:
    """A plan that keeps every hard constraint.

    `seconds` bounds the search for less idle time; with 0 the result depends on nothing but problem, seed and
    previous plan. Refuses (`BadInput`) a problem that contradicts itself.

    `processes` search for less idle time in step; they are forked from this one, and none is left when it returns.

    `progress` hears how far it is, a few times a second; what it raises ends the run without a plan. Once `stop`
    says True the search ends soon and the plan so far comes back, every hard constraint kept but perhaps a `must`.

    A `must` that found no place stands among the unmet; so the caller looks there.
    """
    watch = Watch(clock, seconds=seconds, progress=progress, stop=stop)
    rng = random.Random(seed)
    model = compile_model(problem)
    check_consistency(model)
    watch.tell("bound", None, steps=0.0)
    bound = upper_bound(model)
    watch.upper_bound = bound.upper
    stood = standing(model, previous)
    state, kept = _placed(
        model, bound, {r: t for r, (t, _) in stood.items()}, interpreters_before(model, previous), watch
    )
    found = settle(state, bound, watch) if seconds > 0 else Finding()
    bound = _search_weight(state, bound, rng, watch)
    if seconds > 0:
        soon = _as_without_time(state, bound, kept, rng, watch)
        bound = _search_longer(state, bound, rng, watch)
        _keep_fair(state, kept, rng, watch)
        if idle_of(state) > found.least:
            pace = by_clock(clock, start=clock(), end=watch.start + seconds)
            improve(state, pace=_watched(pace, watch, "idle", state), rng=rng, processes=processes)
        _fill(state, bound)
        if (*_value(state), -idle_of(state)) < soon[0]:
            state.restore(soon[1])
    else:
        _keep_fair(state, kept, rng, watch)
        _fill(state, bound)
    plan = _plan(state, bound, stood, watch.spent(), least_idle=found.least)
    watch.tell("done", state, steps=1.0)
    return plan


def _placed(
    model: Model, bound: Bound, stood: dict[int, int], interpreters: dict[int, int], watch: Watch
) -> tuple[State, Kept | None]:
    try:
        state = place_pins(model, interpreters)
    except PinsDoNotFit as exc:
        raise BadInput("pinned", f"no interpreter can reach the pinned meeting {show(exc.args[0])} in time") from exc
    state.slot_price = bound.slot_price
    keep_previous(state, stood)
    kept = (_value(state), state.snapshot()) if stood and is_fair(state) else None
    order = order_of(model, bound)

    def stop(seen: int) -> bool:
        watch.tell("placement", state, steps=0.1 + 0.5 * seen / len(order))
        return watch.stopped()

    if stood:
        place_in_order(state, order, swaps=False, stop=stop)
    else:
        place_in_order(state, [r for r in order if model.must[r]])
        place_fullest(state, bound)
    place_in_order(state, order, stop=stop)
    return state, kept


def _search_weight(state: State, bound: Bound, rng: random.Random, watch: Watch) -> Bound:
    """More `must`, then more weight, by pushing others out: as many tries as no clock is needed for.

    The best bound met on the way.
    """
    model = state.model

    stop = _asking(state, "repair", None, watch)
    reroute(state, bound, rounds=1 if _is_mostly_fixed(state) else ROUNDS[0], rng=rng, stop=stop)
    if state.weight() < bound.upper and not watch.stopped() and milp.suits(state, timed=False):
        bound = _place_exactly(state, bound, None, lambda: not stop(), watch)
    if state.weight() < bound.upper and not watch.stopped() and not _is_mostly_fixed(state):
        bound = _closer(state, bound, watch)
        reroute(state, bound, rounds=ROUNDS[1], enough=bound.upper * ENOUGH // 10_000, rng=rng, stop=stop)
    repair(state, bound, order_of(model, bound, worth_repairing(state, bound)), tries=REPAIR_TRIES, stop=stop)
    if _misses_must(state):
        insist(state, steps=MUST_STEPS, rng=rng, stop=_asking(state, "must", None, watch))
        place_in_order(state, order_of(model, bound))
    lift_to_minimum(state)
    return bound


def _search_longer(state: State, bound: Bound, rng: random.Random, watch: Watch) -> Bound:
    """The same while its share of the time lasts."""
    late = _asking(state, "repair", REPAIR_SHARE, watch)
    if state.weight() < bound.upper and not watch.stopped() and milp.suits(state, timed=True):
        left = REPAIR_SHARE * watch.seconds - watch.spent()
        bound = _place_exactly(state, bound, left, lambda: not late(), watch)
    order = order_of(state.model, bound)
    reroute(state, bound, rounds=10**6, rng=rng, stop=_asking(state, "repair", REROUTE_SHARE, watch))
    repair(state, bound, order, tries=10**9, depth=3, stop=late)
    if _misses_must(state):
        insist(state, steps=10**9, rng=rng, stop=_asking(state, "must", 1.0, watch))
        place_in_order(state, order)
    lift_to_minimum(state)
    return bound


def _as_without_time(state: State, bound: Bound, kept: Kept | None, rng: random.Random, watch: Watch) -> Kept:
    """The plan that would come back now, so that more time never makes a worse one; the state stays as it is."""
    saved, fair = state.snapshot(), random.Random()
    fair.setstate(rng.getstate())
    _keep_fair(state, kept, fair, watch)
    _fill(state, bound)
    soon = (*_value(state), -idle_of(state)), state.snapshot()
    state.restore(saved)
    return soon


def _asking(state: State, stage: str, share: float | None, watch: Watch) -> Callable[[], bool]:
    """Whether it is time to end: when this share of the time is over, or when the caller says so."""

    def ask() -> bool:
        watch.tell(stage, state, steps=0.6)
        return watch.stopped() if share is None else watch.late(share)

    return ask


def _place_exactly(state: State, bound: Bound, seconds: float | None, going: Callable[[], bool], watch: Watch) -> Bound:
    upper = milp.place_exactly(state, bound.upper, seconds=seconds, going=going)
    watch.upper_bound = upper
    return replace(bound, upper=upper)


def _misses_must(state: State) -> bool:
    must = state.model.must
    return True in must and any(t < 0 and must[r] for r, t in enumerate(state.slot))


def _closer(state: State, bound: Bound, watch: Watch) -> Bound:
    """A bound that looks closer where the relaxed optimum crowds too many requests into the same slots."""
    for _ in range(CLOSER):
        crowded = bound.crowded | crowded_in(state.model, bound)
        if crowded == bound.crowded:
            break
        closer = upper_bound(state.model, crowded)
        bound = closer if closer.upper < bound.upper else replace(bound, crowded=crowded)
        watch.upper_bound = bound.upper
        if state.weight() >= bound.upper:
            break
    return bound


def _is_mostly_fixed(state: State) -> bool:
    """A re-run between pins: little can still be gained, and it shall be quick."""
    placed = len(state.slot) - state.slot.count(-1)
    return 10 * sum(state.fixed) >= 9 * placed > 0


def _value(state: State) -> tuple[int, int]:
    """How many `must` are placed, then the weight."""
    return sum(state.model.must[r] and state.slot[r] >= 0 for r in state.model.requests), state.weight()


def _watched(pace: Pace, watch: Watch, stage: str, state: State) -> Pace:
    def ask(step: int) -> float:
        watch.tell(stage, state, steps=0.8)
        return 1.0 if watch.stopped() else pace(step)

    return ask


def _keep_fair(state: State, kept: Kept | None, rng: random.Random, watch: Watch) -> None:
    """Brings the breaks within the limit: first by moving, then by dropping wishes."""
    if not is_fair(state):
        improve(state, pace=_watched(by_steps(FAIR_STEPS), watch, "fairness", state), rng=rng)
        restore_fairness(state)
    if kept is not None and _value(state) <= kept[0]:
        state.restore(kept[1])  # what was won for weight went for fairness: then what stood stays as it stood


def _fill(state: State, bound: Bound) -> None:
    """Leaves no request unplaced that could simply be added."""
    addable = [r for r in bound.possible if state.slot[r] < 0 and state.candidates(r)]
    for r in order_of(state.model, bound, addable):
        for t in bits(state.candidates(r)):
            mark = state.mark()
            if not state.place(r, t):
                continue
            if is_fair(state):
                break
            state.undo(mark)


def _plan(state: State, bound: Bound, stood: dict[int, tuple[int, int]], seconds: float, *, least_idle: int) -> Plan:
    model = state.model
    ids = model.problem.requests
    tables = assign_tables(state, {r: table for r, (t, table) in stood.items() if state.slot[r] == t})
    placed = sorted([(state.slot[r], table, r) for r, table in tables.items()])
    weight = sum([model.weight[r] for r in tables])
    must_met = not _misses_must(state)
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
        proved_optimal=must_met
        and weight == upper
        and (runs if model.by_breaks else idle) <= least_idle
        and is_fair(state),
        seconds=round(seconds, 3),
        moved=sum(1 for r, was in stood.items() if state.slot[r] >= 0 and (state.slot[r], tables[r]) != was),
        below_minimum=tuple(
            BelowMinimum(person.id, state.count[p], person.min_meetings)
            for p, person in enumerate(model.problem.participants)
            if state.count[p] < person.min_meetings
        ),
    )
