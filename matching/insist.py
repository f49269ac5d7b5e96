"""Places what must be met when repair could not:

it pushes out whatever stands in the way and remembers what is hard to place.

Guided ejection: each request that was pushed out becomes dearer to push out again, so the search does not
turn in a ring.
"""

import random
from collections.abc import Callable

from matching.model import bits
from matching.placement import place_directly, place_with_moves
from matching.repair import in_the_way
from matching.state import State


def insist(state: State, *, steps: int, rng: random.Random, stop: Callable[[], bool]) -> bool:
    """Tries to place every `must`; whether it did. Otherwise the schedule with the most of them stays."""
    model = state.model
    dear = [1] * len(model.weight)
    waiting = [r for r in model.requests if model.must[r] and state.slot[r] < 0]
    best, saved = len(waiting), state.snapshot()
    for step in range(steps):
        if not waiting or (step % 64 == 63 and stop()):
            break
        r = waiting.pop()
        if not place_directly(state, r) and not place_with_moves(state, r):
            waiting[:0] = _force(state, r, dear, rng)
            if state.slot[r] < 0:
                waiting.insert(0, r)
        if len(waiting) < best:
            best, saved = len(waiting), state.snapshot()
        state.journal.clear()
    if waiting:
        state.restore(saved)
    return best == 0


def _force(state: State, r: int, dear: list[int], rng: random.Random) -> list[int]:
    """Places r where what it pushes out is cheapest; says which `must` lost their place."""
    model = state.model
    options = []
    for t in bits(model.allowed[r]):
        out = in_the_way(state, r, t)
        if out is not None:
            price = sum(dear[q] * dear[q] * 100 if model.must[q] else 1 for q in out)
            options.append((price, rng.random(), t, out))
    dear[r] += 1
    for _, _, t, out in sorted(options):
        mark = state.mark()
        for q in out:
            state.remove(q)
        if state.candidates(r) >> t & 1 and state.place(r, t):
            return [q for q in out if model.must[q]]
        state.undo(mark)
    return []
