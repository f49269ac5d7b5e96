"""Less idle time by shifts along one person's days.

A meeting leaves its slot for another; who of the same person's meetings stands there goes on to a third, and so on until
one finds a free slot or that of the first. The other sides are free where they go, so what a shift costs is a sum over
its steps, and the cheapest of all shifts of a few steps is found at once, with bit masks of slots.

Annealing draws first how much a shift may cost at its heat, and then takes the cheapest if it costs no more.
"""

import math
import random

from matching.idle import idle_slots
from matching.model import Model
from matching.pace import Pace
from matching.state import State

WARMEST, COLDEST = 0.8, 0.2
QUENCH = 0.95  # of the time; after it nothing may cost anything
STEPS = 4  # in a shift; a longer one costs more time than it brings
AIMED = 0.5  # of the tries begin at an edge of the day of somebody whose idle time could be less
BUSIER = 0.8  # of the tries go along the day of the busier of a meeting's two people
LOOK, COUNT = 256, 8192  # tries between two looks at the pace, and two at who is idle

Shift = list[tuple[int, int]]  # requests and the slots they go to, the last step first


def shift_about(state: State, *, pace: Pace, rng: random.Random) -> None:
    """Leaves the schedule with the least idle slots it met; the meetings stay the same, and so who has how many."""
    model, chance = state.model, rng.random
    movable = [r for r, t in enumerate(state.slot) if t >= 0 and not state.fixed[r]]
    least = [least_idle(model, there, count) for there, count in zip(model.available, state.count, strict=True)]
    best, saved = sum(idle_slots(state, p) for p in model.people), state.snapshot()
    heat, tries, idlers = WARMEST, 0, list[int]()
    while movable:
        tries += 1
        if tries % LOOK == 1:
            spent = pace(tries)
            if tries % COUNT == 1 or spent >= 1:
                idle = [idle_slots(state, p) for p in model.people]
                if sum(idle) < best:
                    best, saved = sum(idle), state.snapshot()
                idlers = [p for p in model.people if idle[p] > least[p]]
                state.journal.clear()
            if spent >= 1 or not idlers:
                break
            heat = 0.0 if spent > QUENCH else WARMEST * (COLDEST / WARMEST) ** spent
        r = -1
        if chance() < AIMED:
            r = _at_an_edge(state, idlers[int(chance() * len(idlers))], chance())
        if r < 0:
            r = movable[int(chance() * len(movable))]
        if state.fixed[r]:
            continue
        a, b = model.side_a[r], model.side_b[r]
        p = a if (state.count[a] >= state.count[b]) == (chance() < BUSIER) else b
        limit = int(-heat * math.log(1 - chance()))
        shift = find_shift(state, p, state.slot[r], limit, rng)
        if shift is not None:
            _take(state, p, shift, limit)
    state.restore(saved)


def least_idle(model: Model, there: int, count: int) -> int:
    """The fewest idle slots of somebody with so many meetings who is there in these slots."""
    best = [0]
    for day in model.day_masks:
        spots = []
        today = there & day
        while today:
            low = today & -today
            today ^= low
            spots.append(low.bit_length())
        row = [0] + [
            min([spots[i + n - 1] - spots[i] + 1 - n for i in range(len(spots) - n + 1)])
            for n in range(1, min(count, len(spots)) + 1)
        ]
        most = min(count, len(best) + len(row) - 2)
        best = [
            min([best[i] + row[n - i] for i in range(max(0, n - len(row) + 1), min(n, len(best) - 1) + 1)])
            for n in range(most + 1)
        ]
    return best[count]


def _at_an_edge(state: State, p: int, chance: float) -> int:
    """The first or last meeting of one of p's days; -1 where that day has none."""
    days = state.model.day_masks
    pick = int(chance * 2 * len(days))
    today = state.busy[p] & days[pick // 2]
    if not today:
        return -1
    return state.at[p][today.bit_length() - 1 if pick % 2 else (today & -today).bit_length() - 1]


def find_shift(state: State, p: int, start: int, limit: int, rng: random.Random) -> Shift | None:
    """The cheapest shift along p's days from slot `start`, any one of the cheapest; None where all cost more than `limit`.

    Right unless one person is the other side of two of its meetings; then the cost is only near.
    """
    model, at, busy = state.model, state.at[p], state.busy
    side_a, side_b, allowed, fixed, days, day_of = (
        model.side_a,
        model.side_b,
        model.allowed,
        state.fixed,
        model.day_masks,
        model.day_of,
    )
    mine = busy[p]
    free = model.available[p] & ~mine & state.open
    spots = mine | free
    left = mine ^ 1 << start
    here = left & days[day_of[start]]
    leaving = _leaving(here, start)
    # What p gains at best: an idle slot filled, beside what the day loses in length.
    inside = 0
    for day in days:
        today = left & day
        if today:
            inside |= (1 << today.bit_length()) - (today & -today)
    gain = min(0, leaving - 1 if free & inside else leaving)
    best, end_from, end_to, equals = limit + 1, -1, -1, 0
    cost = {start: 0}
    came = {start: -1}
    wave = [start]
    for step in range(STEPS):
        if step == STEPS - 1:
            spots = free | 1 << start  # nobody goes on from here
        fresh = dict[int, None]()
        for t in wave:
            r, so_far = at[t], cost[t]
            q = side_b[r] if side_a[r] == p else side_a[r]
            theirs = busy[q]
            targets = allowed[r] & spots & ~theirs
            if not targets:
                continue
            theirs ^= 1 << t
            so_far += _leaving(theirs & days[day_of[t]], t)
            room = best - 1 - so_far - gain  # what the other side may lose by the new slot, at most
            if room < -1:
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
                            if total < cost.get(u, 1 << 30) and not fixed[at[u]]:
                                cost[u], came[u] = total, t
                                fresh[u] = None
                            continue
                        total += leaving + _coming(left & days[day_of[u]], u)
                    if total < best:
                        best, end_from, end_to, equals = total, t, u, 1
                    elif total == best and end_to >= 0:
                        equals += 1
                        if rng.random() * equals < 1:
                            end_from, end_to = t, u
        wave = list(fresh)
    return None if end_to < 0 else _traced(at, came, end_from, end_to)


def _leaving(others: int, t: int) -> int:
    """What the idle slots of a day gain when a meeting leaves t, the day's other meetings given."""
    if not others:
        return 0
    last = others.bit_length() - 1
    if t > last:
        return last + 1 - t
    first = (others & -others).bit_length() - 1
    return t + 1 - first if t < first else 1


def _coming(others: int, t: int) -> int:
    """What they gain when one comes to t."""
    return -_leaving(others, t)


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


def _take(state: State, p: int, shift: Shift, limit: int) -> None:
    """All of the shift, or nothing where a rule is against it or it costs more than it seemed."""
    model = state.model
    others = [model.other(r, p) for r, _ in shift]
    people = {p, *others}
    twice = len(people) <= len(others)
    before = sum([idle_slots(state, q) for q in people]) if twice else 0
    mark = state.mark()
    for r, _ in shift:
        state.remove(r)
    for r, u in shift:
        if not state.open >> u & 1 or not state.place(r, u):
            state.undo(mark)
            return
    if twice and sum([idle_slots(state, q) for q in people]) - before > limit:
        state.undo(mark)
