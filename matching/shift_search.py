"""The cheapest shift along one person's days.

A meeting leaves its slot for another; who of the same person's meetings stands there goes on to a third, and so on until
one finds a free slot or that of the first. The other sides are free where they go, so what a shift costs is a sum over
its steps, and the cheapest of all shifts of a few steps is found at once, with bit masks of slots.
"""

import random
from collections.abc import Callable, Iterable

from matching.spans import Spans
from matching.state import State

STEPS = 4  # in a shift; a longer one costs more time than it brings
FAR = 1 << 30

Shift = list[tuple[int, int]]  # requests and the slots they go to, the last step first
Finder = Callable[[int, int, int], Shift | None]


def finder(state: State, spans: Spans, rng: random.Random) -> Finder:
    """A search over the state as it stands at each call, one function over its lists: it is called a million times.

    What is fixed now stays so.
    """
    model, chance = state.model, rng.random
    at_all, busy, allowed, available = state.at, state.busy, model.allowed, model.available
    idle, inner, beside, near, days = spans.idle, spans.inner, spans.beside, spans.near, model.day_masks
    day_of = [days[day] for day in model.day_of]
    both = [a + b for a, b in zip(model.side_a, model.side_b, strict=True)]
    stuck = [sum([1 << t for t, r in enumerate(row) if r >= 0 and state.fixed[r]]) for row in at_all]

    def find(p: int, start: int, limit: int) -> Shift | None:
        """The cheapest from p's meeting in slot `start`, any one of the cheapest; None where all cost more than `limit`.

        Right unless one person is the other side of two of its meetings; then the cost is only near.
        """
        at, origin = at_all[p], 1 << start
        left = busy[p] ^ origin
        if inner[p] & origin:
            if limit < 1:  # most calls end here: who leaves the middle of two days finds no idle slot
                r = at[start]
                q = both[r] - p
                if inner[q] & origin and not allowed[r] & idle[q] & available[p]:
                    return None
            # What p gains by the leaving, and with what follows at best: an idle slot filled, beside what the day loses in length.
            leaving, gain = 1, 0
            p_idle, p_beside, p_near = idle[p] | origin, beside[p], near[p]
            free = available[p] & ~left & state.open
        else:
            day = day_of[start]
            today = left & day
            leaving, p_idle, p_beside, p_near = 0, idle[p], beside[p] | day, near[p] & ~day
            if today:
                low, high = today & -today, 1 << today.bit_length() - 1
                leaving = high.bit_length() - start if high < origin else start + 2 - low.bit_length()
                p_idle = p_idle & ~day | (high - low) & ~today
                p_beside = p_beside & ~day | (low >> 1 | high << 1) & day
                p_near |= (low >> 2 | high << 2) & day
            free = available[p] & ~left & state.open
            gain = leaving - 1 if free & p_idle & ~origin else leaving
        ends = free | origin
        mine = left & ~stuck[p]
        spots = mine | ends
        best, end_from, end_to, equals = limit + 1, -1, 0, 0
        cost, came = {start: 0}, {start: -1}
        wave: Iterable[int] = (start,)
        for step in range(STEPS):
            if step == STEPS - 1:
                spots = ends  # nobody goes on from here
            fresh: list[int] = []
            for t in wave:
                r, bit = at[t], 1 << t
                q = both[r] - p
                so_far = cost[t]
                if inner[q] & bit:
                    so_far += 1
                    q_idle, q_beside, q_near = idle[q], beside[q], near[q]
                else:
                    day = day_of[t]
                    today = (busy[q] ^ bit) & day
                    q_idle, q_beside, q_near = idle[q], beside[q] | day, near[q] & ~day
                    if today:
                        low, high = today & -today, 1 << today.bit_length() - 1
                        so_far += high.bit_length() - t if high < bit else t + 2 - low.bit_length()
                        q_idle = q_idle & ~day | (high - low) & ~today
                        q_beside = q_beside & ~day | (low >> 1 | high << 1) & day
                        q_near |= (low >> 2 | high << 2) & day
                room = best - 1 - so_far - gain  # what the other side may lose by the new slot, at most
                targets = allowed[r] & spots & ~busy[q]
                if room < 2:
                    if room < -1:
                        continue
                    targets &= q_idle if room < 0 else q_idle | q_beside if not room else q_idle | q_beside | q_near
                while targets:
                    low = targets & -targets
                    targets ^= low
                    if low & q_idle:
                        total = so_far - 1
                    elif low & q_beside:
                        total = so_far
                    elif low & q_near:
                        total = so_far + 1
                    else:
                        u = low.bit_length() - 1
                        total = so_far + _far((busy[q] ^ bit) & day_of[u], u)
                        if total > so_far + room:
                            continue
                    if low & mine:
                        u = low.bit_length() - 1
                        if total < cost.get(u, FAR):
                            cost[u], came[u] = total, t
                            fresh.append(u)
                        continue
                    if low != origin:
                        total += leaving
                        if low & p_idle:
                            total -= 1
                        elif low & p_near:
                            total += 1
                        elif not low & p_beside:
                            u = low.bit_length() - 1
                            total += _far(left & day_of[u], u)
                    if total < best:
                        best, end_from, end_to, equals = total, t, low, 1
                    elif total == best and end_to:
                        equals += 1
                        if chance() * equals < 1:
                            end_from, end_to = t, low
            if not fresh:
                break
            wave = fresh if len(fresh) == 1 else dict.fromkeys(fresh)
        return _traced(at, came, end_from, end_to.bit_length() - 1) if end_to else None

    return find


def _far(others: int, t: int) -> int:
    """The idle slots between slot t and a day it lies outside of."""
    last = others.bit_length() - 1
    return t - last - 1 if t > last else (others & -others).bit_length() - t - 2


def _traced(at: list[int], came: dict[int, int], t: int, u: int) -> Shift | None:
    """The steps back to the start; None for the rare way that crosses itself."""
    shift: Shift = []
    seen: set[int] = set()
    while t >= 0:
        if t in seen:
            return None
        seen.add(t)
        shift.append((at[t], u))
        t, u = came[t], t
    return shift
