"""Towards the minimum of meetings somebody asked for, where it costs no weight:

a wish of somebody below it takes the place of one that weighs no more and whose sides can spare it.
"""

from matching.model import bits
from matching.placement import place_directly, place_with_moves
from matching.repair import in_the_way
from matching.state import State


def lift_to_minimum(state: State) -> None:
    """Ends with as much weight as it began with, or more."""
    model = state.model
    least = [person.min_meetings for person in model.problem.participants]
    for p in sorted(model.people, key=lambda p: state.count[p] - least[p]):
        if state.count[p] >= least[p]:
            continue
        wishes = sorted((r for r in model.requests_of[p] if state.slot[r] < 0), key=lambda r: -model.weight[r])
        for r in wishes:
            if state.count[p] >= least[p]:
                break
            if not place_directly(state, r) and not place_with_moves(state, r):
                _exchange(state, r, least)


def _exchange(state: State, r: int, least: list[int]) -> bool:
    """Puts r where what leaves for it is no loss: in weight, or in meetings missing to the minimum."""
    model = state.model
    for t in bits(model.allowed[r]):
        out = in_the_way(state, r, t)
        if out is None or any(model.must[q] or state.kept[q] for q in out):
            continue
        touched = {p for q in (r, *out) for p in (model.side_a[q], model.side_b[q])}
        missing = sum(max(0, least[p] - state.count[p]) for p in touched)
        mark = state.mark()
        for q in out:
            state.remove(q)
        if state.candidates(r) >> t & 1 and state.place(r, t):
            left = [q for q in out if not place_directly(state, q)]
            lost = sum(model.weight[q] for q in left)
            if lost <= model.weight[r] and sum(max(0, least[p] - state.count[p]) for p in touched) < missing:
                return True
        state.undo(mark)
    return False
