"""Less idle time with the same meetings: the set of meetings, and so the weight, never changes here.

Idle slots fall by shifts (`shifts`); breaks, and what fairness forbids, by annealing over Kempe swaps.
"""

import math
import random

from matching.fairness import is_fair
from matching.idle import day_idle
from matching.kempe import fits
from matching.pace import Pace
from matching.shifts import shift_about
from matching.state import State

WARMEST, COLDEST = 0.7, 0.12
UNFAIR = 4  # what one break above the fairness limit costs
LONGEST = 40  # meetings in a chain; longer ones cost more time than they are worth
AIMED = 0.3  # of the steps go for the idle time of one person, the others anywhere near somebody's day
LOOK = 2048  # steps between two looks at the pace, and at who is idle


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

    def change(self, busy: list[int], people: list[int], s: int, t: int) -> int:
        """What the cost gains when each of these people's one meeting in s or t goes to the other."""
        flip = 1 << s | 1 << t
        return sum(self.of(busy[p] ^ flip) - self.of(busy[p]) for p in people)


def improve(state: State, *, pace: Pace, rng: random.Random, processes: int = 1) -> None:
    """Searches as far as `pace` lets it and leaves the best schedule it met; from a fair one, the best fair one."""
    held = [r for r in state.model.requests if state.kept[r] and not state.fixed[r]]
    for r in held:  # what stood before does not move for the sake of idle time
        state.fixed[r] = True
    if state.model.fairness is None and not state.model.by_breaks:
        shift_about(state, pace=pace, rng=rng, processes=processes)
    else:
        _swap_about(state, pace=pace, rng=rng)
    for r in held:
        state.fixed[r] = False


def _swap_about(state: State, *, pace: Pace, rng: random.Random) -> None:
    fair = is_fair(state)
    model, random_one, exp = state.model, rng.random, math.exp
    movable = [
        r for r in model.requests if state.slot[r] >= 0 and not state.fixed[r] and model.allowed[r].bit_count() > 1
    ]
    cost = Cost(state)
    slot, busy = state.slot, state.busy
    score = best = sum(cost.of(mask) for mask in busy)
    saved = state.snapshot()
    heat, step, idlers = WARMEST, 0, list[int]()
    while movable and best > 0:  # a schedule is looked at every few steps: keeping each better one would cost more
        step += 1
        if step % LOOK == 1 or not score:
            if score < best and (not fair or is_fair(state)):
                best, saved = score, state.snapshot()
            spent = pace(step)
            if spent >= 1:
                break
            heat = WARMEST * (COLDEST / WARMEST) ** spent
            state.journal.clear()
            idlers = [p for p in model.people if cost.of(busy[p])]
        r = -1
        if random_one() < AIMED and idlers:
            r, t = _aim(state, idlers[int(random_one() * len(idlers))], random_one())
        if r < 0:
            r = movable[int(random_one() * len(movable))]
            t = _near(state, r, random_one(), random_one())
            if t < 0:
                continue
        s = slot[r]
        if s == t:
            continue
        found = _ends(state, r, s, t)
        if found is None:
            continue
        links, ends = found
        change = cost.change(busy, ends, s, t)
        if change > 0 and random_one() >= exp(-change / heat):
            continue
        if len(links) % 2 and not fits(state, links, s, t):
            continue
        if not state.swap(links, s, t):
            continue
        score += change
    if score >= best or (fair and not is_fair(state)):
        state.restore(saved)


def _aim(state: State, p: int, chance: float) -> tuple[int, int]:
    """A meeting at an edge of one of p's days and an idle slot of p it could go to; -1 where that is not to be had."""
    model, busy = state.model, state.busy[p]
    days = model.day_masks
    chance *= len(days)
    pick = int(chance)
    for i in range(len(days)):
        today = busy & days[(pick + i) % len(days)]
        low = today & -today
        holes = ((1 << today.bit_length()) - low) & ~today
        if not holes or not today:
            continue
        part = (chance - pick) * 4
        r = state.at[p][low.bit_length() - 1 if part < 2 else today.bit_length() - 1]
        if state.fixed[r]:
            return -1, -1
        holes &= model.allowed[r]
        if not holes:
            return -1, -1
        return r, (holes & -holes if int(part) % 2 else holes).bit_length() - 1
    return -1, -1


def _near(state: State, r: int, chance: float, where: float) -> int:
    """A slot from just before a side's first meeting of some day to just after its last; -1 where r may not be there."""
    model = state.model
    days = model.day_masks
    pick = int(chance * 2 * len(days))
    busy = state.busy[model.side_a[r] if pick % 2 else model.side_b[r]] & days[pick // 2]
    if busy:
        first = (busy & -busy).bit_length() - 2
        t = first + int(where * (busy.bit_length() - first + 1))
    else:
        t = int(where * len(model.slot_ids))
    return t if t >= 0 and model.allowed[r] >> t & 1 else -1


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
