"""The cheapest shift along one person's days.

A meeting leaves its slot for another; who of the same person's meetings stands there goes on to a third, and so on until
one finds a free slot or that of the first. The other sides are free where they go, so what a shift costs is a sum over
its steps, and the cheapest of all shifts of a few steps is found at once, with bit masks of slots.
"""

import random
from array import array
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
    views, at_an_edge = spans.views, spans.at_an_edge
    day_of = [model.day_masks[day] for day in model.day_of]
    both = array("i", [a + b for a, b in zip(model.side_a, model.side_b, strict=True)])
    narrow = any(
        allowed[r] != available[model.side_a[r]] & available[model.side_b[r]]
        for r, t in enumerate(state.slot)
        if t >= 0 and not state.fixed[r]
    )
    stuck = [sum([1 << t for t, r in enumerate(row) if r >= 0 and state.fixed[r]]) for row in at_all]

    def find(p: int, start: int, limit: int) -> Shift | None:
        """The cheapest from p's meeting in slot `start`, any one of the cheapest; None where all cost more than `limit`.

        Right unless one person is the other side of two of its meetings; then the cost is only near.
        """
        at, origin, there = at_all[p], 1 << start, available[p]
        own = views[p][start] or at_an_edge(p, start)
        leaving = own[0]
        if leaving > 0 and limit < 1:  # most calls end here: who leaves the middle of two days finds no idle slot
            q = both[at[start]] - p
            view = views[q][start] or at_an_edge(q, start)
            if view[0] > 0 and not view[1] & there:
                return None
        left = busy[p] ^ origin
        free = there & ~left & state.open
        # What p gains by the leaving, and with what follows at best: an idle slot filled, beside what the day loses in length.
        gain = 0 if leaving > 0 else leaving - 1 if free & own[1] else leaving
        ends = free | origin
        mine = left & ~stuck[p]
        most = limit - gain
        best, end_from, end_to, equals = limit + 1, -1, 0, 0
        cost, came = {start: 0}, {start: -1}
        wave: Iterable[int] = (start,)
        for step in range(STEPS - 1, -1, -1):
            fresh: list[int] = []
            for t in wave:
                q = both[at[t]] - p
                view = views[q][t] or at_an_edge(q, t)
                so_far = cost[t] + view[0]
                room = most - so_far  # what the other side may lose by the new slot, at most
                if room < -1:
                    continue
                spots = view[room + 2 if room < 2 else 4]
                if narrow:
                    spots &= allowed[at[t]]
                if step:  # nobody goes on from the last
                    targets = spots & mine
                    while targets:
                        low = targets & -targets
                        targets ^= low
                        u = low.bit_length() - 1
                        if room < 0 or low & view[1]:
                            total = so_far - 1
                        elif low & view[2]:
                            total = so_far
                        elif low & view[3]:
                            total = so_far + 1
                        else:
                            total = so_far + _far((busy[q] ^ 1 << t) & day_of[u], u)
                            if total > so_far + room:
                                continue
                        if total < cost.get(u, FAR):
                            cost[u], came[u] = total, t
                            fresh.append(u)
                targets = spots & ends
                while targets:
                    low = targets & -targets
                    targets ^= low
                    if low & view[1]:
                        total = so_far - 1
                    elif low & view[2]:
                        total = so_far
                    elif low & view[3]:
                        total = so_far + 1
                    else:
                        u = low.bit_length() - 1
                        total = so_far + _far((busy[q] ^ 1 << t) & day_of[u], u)
                        if total > so_far + room:
                            continue
                    if low != origin:
                        total += leaving
                        if low & own[1]:
                            total -= 1
                        elif not low & own[2]:
                            if low & own[3]:
                                total += 1
                            else:
                                u = low.bit_length() - 1
                                total += _far(left & day_of[u], u)
                    if total < best:
                        best, end_from, end_to, equals = total, t, low, 1
                        most = best - 1 - gain
                    elif total == best and end_to:
                        equals += 1
                        if chance() * equals < 1:
                            end_from, end_to = t, low
            if not fresh:
                break
            wave = fresh if step == STEPS - 1 or len(fresh) == 1 else dict.fromkeys(fresh)
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
