"""From a state to the best timetable with every request placed, as far as the time allows.

Asks for no idle time at anybody's. A no names some participants who cannot all be spared; each such group costs one,
the group is let off one, and the question is asked again. The first yes at that price is the optimum. (In the
language of MaxSAT: core-guided search, OLL, its soft constraints counted by participant.)
"""

from collections.abc import Callable
from dataclasses import dataclass

from matching.bounds import Bound
from matching.exact.oracle import Oracle, is_installed
from matching.exact.timetable import Timetable
from matching.fairness import is_fair
from matching.idle import total_breaks, total_idle_slots
from matching.model import Model
from matching.progress import Watch
from matching.state import State

LARGEST = 20_000  # pairs of request and slot; beyond, writing the clauses takes longer than it is worth
PATIENCE = 40  # slices for one question, before a plan of middling quality is sought; doubled each time
SHARE = 0.92  # of the time limit
TRIMS = 3  # tries to make a group smaller


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
    watch.tell("exact", state, steps=0.7)
    search = _Search(state, Timetable(model, allowed))

    def stop() -> bool:
        watch.tell("exact", state, steps=0.7)
        return watch.late(SHARE)

    try:
        search.run(stop)
    finally:
        search.oracle.close()
    return Finding(search.least if free else 0)


class _Search:
    def __init__(self, state: State, timetable: Timetable) -> None:
        self.state, self.timetable = state, timetable
        self.formula = timetable.formula
        self.ladders: dict[int, tuple[list[int], int]] = {}  # what is assumed -> the counter it is of, and which step
        self.groups: list[list[int]] = []  # found, but not yet counted
        self.price = 0  # the groups so far, each costs one
        self.least = 0  # proved
        self.total: list[int] = []  # counts all idle time, once it is needed
        complete = all(t >= 0 for t in state.slot) and is_fair(state)
        self.best = idle_of(state) if complete else None
        for costs in timetable.costs:
            self._assume(self.formula.counted(costs, len(costs)), 0)
        self.oracle = Oracle(self.formula.take_new())

    def run(self, stop: Callable[[], bool]) -> None:
        """Until the optimum is in the state, or `stop`."""
        patience = PATIENCE
        while self.best is None or self.least < self.best:
            answer = self.oracle.ask(list(self.ladders), stop=stop, slices=patience)
            if answer is None:
                if stop() or not self._halve(stop, patience):
                    return
                patience *= 2
            elif answer:
                self._take(self.oracle.truth())
                if not self.groups:
                    return
                self._count_groups()
            else:
                group = self._trimmed(self.oracle.core(), stop)
                if not group:
                    self.least = 0  # there is no timetable with every request, so nothing to say about it
                    return
                self.price += 1
                self.least = max(self.least, self.price)
                for assumed in group:
                    counter, step = self.ladders.pop(assumed)
                    self._assume(counter, step + 1)
                self.groups.append([-assumed for assumed in group])

    def _halve(self, stop: Callable[[], bool], patience: int) -> bool:
        """Asks for half of what is left between the proof and the best plan; whether there is a timetable at all."""
        middle = 0
        if self.best is None:
            answer = self.oracle.ask([], stop=stop, slices=patience)
        else:
            if not self.total:
                everything = [literal for person in self.timetable.costs for literal in person]
                self.total = self.formula.counted(everything, self.best)
                self.oracle.add(self.formula.take_new())
            middle = (self.least + self.best) // 2
            answer = self.oracle.ask([-self.total[middle]], stop=stop, slices=patience)
        if answer:
            self._take(self.oracle.truth())
        elif answer is False:
            if not self.oracle.core():
                self.least = 0
                return False
            self.least = middle + 1
        return True

    def _assume(self, counter: list[int], step: int) -> None:
        if step < len(counter):
            self.ladders[-counter[step]] = (counter, step)

    def _take(self, truth: set[int]) -> None:
        cost = sum(literal in truth for person in self.timetable.costs for literal in person)
        if (self.best is None or cost < self.best) and take_over(self.state, self.timetable.slots(truth)):
            self.best = idle_of(self.state)

    def _count_groups(self) -> None:
        """Of each group that was let off one, a second is asked not to be needed."""
        for group in self.groups:
            self._assume(self.formula.counted(group, len(group)), 1)
        self.groups.clear()
        self.oracle.add(self.formula.take_new())

    def _trimmed(self, group: list[int], stop: Callable[[], bool]) -> list[int]:
        """The same or a smaller group that cannot all be spared."""
        for _ in range(TRIMS):
            if len(group) < 2 or self.oracle.ask(group, stop=stop) is not False:
                break
            smaller = self.oracle.core()
            if len(smaller) >= len(group):
                break
            group = smaller
        return group


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


def take_over(state: State, slots: list[int]) -> bool:
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
