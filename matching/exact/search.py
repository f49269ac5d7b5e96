"""From a state to the best timetable with every request placed, as far as the time allows.

Asks for no idle time first, then for one more at a time: the first yes is the optimum, each no is proof.
"""

from dataclasses import dataclass

from matching.bounds import Bound
from matching.exact.oracle import Oracle, is_installed
from matching.exact.timetable import Timetable
from matching.idle import total_breaks, total_idle_slots
from matching.model import Model
from matching.progress import Watch
from matching.state import State

LARGEST = 20_000  # pairs of request and slot; beyond, writing the clauses takes longer than it is worth
SHARE = 0.8  # of the time limit
MOST = 60  # idle time counted at most


@dataclass(frozen=True, slots=True)
class Finding:
    least: int = 0  # proved: no plan with every request has less idle time


def settle(state: State, bound: Bound, watch: Watch) -> Finding:
    """Puts the best timetable found into `state`, which stays as it was when none is better."""
    model = state.model
    if not suits(model, bound):
        return Finding()
    held = {r for r in model.requests if state.slot[r] >= 0 and (state.fixed[r] or state.kept[r])}
    free = all(r in model.pins for r in held)
    allowed = [1 << state.slot[r] if r in held else model.allowed[r] for r in model.requests]
    timetable = Timetable(model, allowed)
    watch.tell("exact", state, steps=0.7)
    outputs = timetable.formula.counted(timetable.costs, MOST + 1)
    oracle = Oracle(timetable.formula.clauses)

    def stop() -> bool:
        watch.tell("exact", state, steps=0.7)
        return watch.late(SHARE)

    try:
        for most in range(min(MOST, len(outputs)) + 1):
            answer = oracle.ask([-outputs[most]] if most < len(outputs) else [], stop=stop)
            if answer is None:
                return Finding(most if free else 0)
            if answer:
                _take_over(state, timetable.slots(oracle.truth()))
                return Finding(most if free else 0)
    finally:
        oracle.close()
    return Finding()


def suits(model: Model, bound: Bound) -> bool:
    """Whether the problem is small, and placing every request is what its objective asks for."""
    return (
        bool(model.weight)
        and is_installed()
        and sum(mask.bit_count() for mask in model.allowed) <= LARGEST
        and not model.speakers
        and (all(model.must) or bound.upper == sum(model.weight))
        and all(must or weight for must, weight in zip(model.must, model.weight, strict=True))
        and all(model.allowed)
        and all(len(mine) <= cap for mine, cap in zip(model.requests_of, model.cap, strict=True))
    )


def _take_over(state: State, slots: list[int]) -> bool:
    """Moves every request to its new slot; all of them or none."""
    saved = state.snapshot()
    moved = [r for r in state.model.requests if state.slot[r] != slots[r]]
    for r in moved:
        if state.slot[r] >= 0:
            state.remove(r)
    if all(state.candidates(r) >> slots[r] & 1 and state.place(r, slots[r]) for r in moved):
        return True
    state.restore(saved)
    return False


def idle_of(state: State) -> int:
    return total_breaks(state) if state.model.by_breaks else total_idle_slots(state)
