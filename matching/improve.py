"""Less idle time with the same meetings:

annealing over Kempe swaps. The set of meetings, and so the weight, never changes here.
"""

import math
import random
from collections.abc import Callable

from matching.fairness import is_fair
from matching.idle import day_idle
from matching.kempe import fits
from matching.model import bits
from matching.state import State

WARMEST, COLDEST = 0.7, 0.12
UNFAIR = 4  # what one break above the fairness limit costs
LONGEST = 40  # meetings in a chain; longer ones cost more time than they are worth

Pace = Callable[[int], float]  # steps done -> the share of the time that is spent; 1 and above ends it


class Cost:
    """Idle time, and breaks above the fairness limit, by participant."""

    def __init__(self, state: State) -> None:
        self.model = state.model

    def of(self, busy: int) -> int:
        model = self.model
        idle = sum(day_idle(busy & day, by_breaks=model.by_breaks) for day in model.day_masks)
        if model.fairness is None:
            return idle
        runs = sum(day_idle(busy & day, by_breaks=True) for day in model.day_masks)
        return idle + UNFAIR * max(0, runs - model.fairness)

    def change(self, busy: int, s: int, t: int) -> int:
        """What a participant's cost gains when its one meeting in s or t goes to the other."""
        model = self.model
        after = busy ^ (1 << s) ^ (1 << t)
        if model.fairness is not None:
            return self.of(after) - self.of(busy)
        day, other = model.day_masks[model.day_of[s]], model.day_masks[model.day_of[t]]
        by_breaks = model.by_breaks
        change = day_idle(after & day, by_breaks=by_breaks) - day_idle(busy & day, by_breaks=by_breaks)
        if other != day:
            change += day_idle(after & other, by_breaks=by_breaks) - day_idle(busy & other, by_breaks=by_breaks)
        return change


def by_clock(clock: Callable[[], float], *, start: float, end: float) -> Pace:
    """The pace of wall time, looked at every 128 steps."""
    last = [0.0]

    def pace(step: int) -> float:
        if step % 128 == 1:
            last[0] = (clock() - start) / (end - start) if end > start else 1.0
        return last[0]

    return pace


def by_steps(most: int) -> Pace:
    return lambda step: step / most


def improve(state: State, *, pace: Pace, rng: random.Random) -> None:
    """Anneals as far as `pace` lets it and leaves the best schedule it met; from a fair one, the best fair one."""
    fair = is_fair(state)
    model, random_one = state.model, rng.random
    held = [r for r in model.requests if state.kept[r] and not state.fixed[r]]
    for r in held:  # what stood before does not move for the sake of idle time
        state.fixed[r] = True
    targets = {
        r: bits(model.allowed[r])
        for r in model.requests
        if state.slot[r] >= 0 and not state.fixed[r] and model.allowed[r].bit_count() > 1
    }
    movable = list(targets)
    cost = Cost(state)
    score = best = sum(cost.of(busy) for busy in state.busy)
    saved = state.snapshot()
    heat, step = WARMEST, 0
    while movable and best > 0:
        step += 1
        if step % 128 == 1:
            spent = pace(step)
            if spent >= 1:
                break
            heat = WARMEST * (COLDEST / WARMEST) ** spent
            state.journal.clear()
        r = movable[int(random_one() * len(movable))]
        s = state.slot[r]
        t = _hole(state, r, s, random_one()) if step % 2 else -1  # every other step aims
        if t < 0:
            t = targets[r][int(random_one() * len(targets[r]))]
            if s == t:
                continue
        found = _ends(state, r, s, t)
        if found is None:
            continue
        links, ends = found
        change = sum(cost.change(state.busy[p], s, t) for p in ends)
        if change > 0 and random_one() >= math.exp(-change / heat):
            continue
        if len(links) % 2 and not fits(state, links, s, t):
            continue
        if not state.swap(links, s, t):
            continue
        score += change
        if score < best and (not fair or is_fair(state)):
            best, saved = score, state.snapshot()
    state.restore(saved)
    for r in held:
        state.fixed[r] = False


def _hole(state: State, r: int, s: int, chance: float) -> int:
    """An idle slot to which r, standing at the edge of a side's day, could go; -1 where there is none."""
    model = state.model
    p = model.side_a[r] if chance < 0.5 else model.side_b[r]
    busy = state.busy[p] & model.day_masks[model.day_of[s]]
    low = busy & -busy
    if low != 1 << s and busy.bit_length() - 1 != s:
        return -1
    holes = ((1 << busy.bit_length()) - low) & ~busy & model.allowed[r]
    return (holes & -holes if chance % 0.5 < 0.25 else holes).bit_length() - 1


def _ends(state: State, r: int, s: int, t: int) -> tuple[list[int], list[int]] | None:
    """The Kempe chain of r towards t and the participants whose busy slots it changes."""
    at, allowed, fixed = state.at, state.model.allowed, state.fixed
    side_a, side_b = state.model.side_a, state.model.side_b
    both = s + t
    found, ends = [r], []
    for start in (side_a[r], side_b[r]):
        p, y = start, t
        while True:
            q = at[p][y]
            if q < 0:
                ends.append(p)
                break
            if q == r:
                return None  # a ring changes nobody's idle time
            y = both - y
            if fixed[q] or not allowed[q] >> y & 1:
                return None
            found.append(q)
            if len(found) > LONGEST:
                return None
            p = side_b[q] if side_a[q] == p else side_a[q]
    return found, ends
