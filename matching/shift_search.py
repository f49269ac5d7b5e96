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
    """A search over the state as it stands at each call, one function over its lists: it is called a million times."""
    model, chance = state.model, rng.random
    at_all, busy, allowed, available, fixed = state.at, state.busy, model.allowed, model.available, state.fixed
    idle, inner, days = spans.idle, spans.inner, model.day_masks
    day_of = [days[day] for day in model.day_of]
    both = [a + b for a, b in zip(model.side_a, model.side_b, strict=True)]

    def find(p: int, start: int, limit: int) -> Shift | None:
        """The cheapest from p's meeting in slot `start`, any one of the cheapest; None where all cost more than `limit`.

        Right unless one person is the other side of two of its meetings; then the cost is only near.
        """
        at, mine, origin = at_all[p], busy[p], 1 << start
        if not limit and inner[p] & origin:  # most calls end here: who leaves the middle of two days finds no idle slot
            r = at[start]
            q = both[r] - p
            if inner[q] & origin and not allowed[r] & idle[q] & available[p]:
                return None
        free = available[p] & ~mine & state.open
        spots, left = mine | free, mine ^ origin
        # What p gains by the leaving, and with what follows at best: an idle slot filled, beside what the day loses in length.
        leaving = gain = 0
        if inner[p] & origin:
            leaving = 1
        else:
            today = left & day_of[start]
            if today:
                end = today.bit_length()
                leaving = end - start if start >= end else start + 2 - (today & -today).bit_length()
            gain = leaving - 1 if free & idle[p] else leaving
        best, end_from, end_to, equals = limit + 1, -1, -1, 0
        cost, came = {start: 0}, {start: -1}
        wave: Iterable[int] = (start,)
        for step in range(STEPS):
            if step == STEPS - 1:
                spots = free | origin  # nobody goes on from here
            fresh: list[int] = []
            for t in wave:
                r, so_far, bit = at[t], cost[t], 1 << t
                q = both[r] - p
                today = theirs = 0
                if inner[q] & bit:
                    so_far += 1
                    room = best - 1 - so_far - gain  # what the other side may lose by the new slot, at most
                    if room < -1:
                        continue
                    targets = allowed[r] & spots & (idle[q] if room < 0 else ~busy[q])
                    theirs = busy[q] ^ bit
                else:
                    targets = allowed[r] & spots & ~busy[q]
                    theirs = busy[q] ^ bit
                    today = theirs & day_of[t]
                    if today:
                        end = today.bit_length()
                        so_far += end - t if t >= end else t + 2 - (today & -today).bit_length()
                    room = best - 1 - so_far - gain
                    if room < -1:
                        continue
                if not targets:
                    continue
                for day in days:
                    within = targets & day
                    if not within:
                        continue
                    today = theirs & day
                    first = last = -1
                    if today:
                        first, last = (today & -today).bit_length() - 1, today.bit_length() - 1
                        near = first - room - 1
                        within &= (1 << last + room + 2) - (1 << near if near > 0 else 1)
                    elif room < 0:
                        continue
                    while within:
                        low = within & -within
                        within ^= low
                        u = low.bit_length() - 1
                        if first < 0:
                            total = so_far
                        elif u < first:
                            total = so_far + first - u - 1
                        elif u > last:
                            total = so_far + u - last - 1
                        else:
                            total = so_far - 1
                        if u != start:
                            if mine & low:
                                if total < cost.get(u, FAR) and not fixed[at[u]]:
                                    cost[u], came[u] = total, t
                                    fresh.append(u)
                                continue
                            total += leaving + _coming(left & day, u)
                        if total < best:
                            best, end_from, end_to, equals = total, t, u, 1
                        elif total == best and end_to >= 0:
                            equals += 1
                            if chance() * equals < 1:
                                end_from, end_to = t, u
            if not fresh:
                break
            wave = fresh if len(fresh) == 1 else dict.fromkeys(fresh)
        return None if end_to < 0 else _traced(at, came, end_from, end_to)

    return find


def _coming(others: int, t: int) -> int:
    """What the idle slots of a day gain when a meeting comes to t, beside these others."""
    if not others:
        return 0
    last = others.bit_length() - 1
    if t > last:
        return t - last - 1
    first = (others & -others).bit_length() - 1
    return first - t - 1 if t < first else -1


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
