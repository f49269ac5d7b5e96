"""Less idle time by shifts along one person's days (`shift_search`).

Annealing draws first how much a shift may cost at its heat, and then takes the cheapest if it costs no more.
"""

import math
import random

from matching.idle import idle_slots
from matching.model import Model
from matching.pace import Pace
from matching.shift_search import Shift, finder
from matching.spans import Spans
from matching.state import State

WARMEST, COLDEST = 0.8, 0.2
QUENCH = 0.95  # of the time; after it nothing may cost anything
AIMED = 0.5  # of the tries begin at an edge of the day of somebody whose idle time could be less
BUSIER = 0.8  # of the tries go along the day of the busier of a meeting's two people
LOOK, COUNT = 256, 8192  # tries between two looks at the pace, and two at who is idle


def shift_about(state: State, *, pace: Pace, rng: random.Random) -> None:
    """Leaves the schedule with the least idle slots it met; the meetings stay the same, and so who has how many."""
    model, chance = state.model, rng.random
    movable = [r for r, t in enumerate(state.slot) if t >= 0 and not state.fixed[r]]
    least = [least_idle(model, there, count) for there, count in zip(model.available, state.count, strict=True)]
    best, saved = sum(idle_slots(state, p) for p in model.people), state.snapshot()
    spans = Spans(state)
    find = finder(state, spans, rng)
    heat, tries, idlers = WARMEST, 0, list[int]()
    while movable:
        tries += 1
        if tries % LOOK == 1:
            spent = pace(tries)
            if tries % COUNT == 1 or spent >= 1:
                idle = [mask.bit_count() for mask in spans.idle]
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
        shift = find(p, state.slot[r], limit)
        if shift is not None:
            _take(state, spans, p, shift, limit)
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


def _take(state: State, spans: Spans, p: int, shift: Shift, limit: int) -> None:
    """All of the shift, or nothing where a rule is against it or it costs more than it seemed."""
    model = state.model
    people = {p}
    ruled = False
    for r, _ in shift:
        people.add(model.other(r, p))
        ruled = ruled or model.ruled[r]
    twice = len(people) <= len(shift)
    if not ruled and not twice:
        state.reseat(shift)
        spans.look(people)
        return
    before = sum([spans.idle[q].bit_count() for q in people])
    mark = state.mark()
    for r, _ in shift:
        state.remove(r)
    for r, u in shift:
        if not state.open >> u & 1 or not state.place(r, u):
            state.undo(mark)
            return
    if twice and sum([idle_slots(state, q) for q in people]) - before > limit:
        state.undo(mark)
        return
    spans.look(people)
