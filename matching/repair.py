"""Ejection:

a request that found no place pushes out what stands in its way, and what was pushed out looks for another
place.

A repair is kept only when the schedule becomes better: more `must` placed, then more weight. Otherwise every
step is taken back.
"""

from collections.abc import Callable

from matching.bounds import Bound
from matching.model import bits
from matching.placement import place_directly, place_with_moves
from matching.state import State

Gain = tuple[int, int]  # must placed, weight


def repair(
    state: State,
    bound: Bound,
    order: list[int],
    *,
    tries: int,
    depth: int = 2,
    stop: Callable[[], bool] = lambda: False,
) -> None:
    """Tries unplaced requests in this order, round after round, until nothing changes, `tries` are spent or `stop` says so.

    A request can only be in a better plan when what it loses against the bound's prices is less than the gap; others are not tried.
    """
    model = state.model
    weight = state.weight()
    found = True
    while found and tries > 0:
        found = False
        for r in order:
            if weight >= bound.upper or tries <= 0 or stop():
                return
            if state.slot[r] >= 0 or not model.allowed[r] or -bound.worth[r] >= 2 * (bound.upper - weight):
                continue
            tries -= 1
            if insert(state, r, depth):
                found = True
                weight = state.weight()


def worth_repairing(state: State, bound: Bound) -> list[int]:
    """What `repair` would look at, now or once it is pushed out: the gap only closes while it works."""
    gap = bound.upper - state.weight()
    return [r for r in bound.possible if -bound.worth[r] < 2 * gap]


def insert(state: State, r: int, depth: int) -> bool:
    """Places r by pushing others out, `depth` pushes deep;

    False, and nothing changed, where that would not gain.
    """
    if place_directly(state, r) or place_with_moves(state, r):
        return True
    return _push(state, r, _worth(state, r), depth, set())


def _worth(state: State, r: int) -> Gain:
    return (1, 0) if state.model.must[r] else (0, state.model.weight[r])


def _push(state: State, r: int, credit: Gain, depth: int, banned: set[int]) -> bool:
    """Places r; whatever stays out in the end must be worth less than `credit`."""
    model = state.model
    options = []
    for t in bits(model.allowed[r]):
        out = in_the_way(state, r, t)
        if out is None or banned.intersection(out):
            continue
        options.append((_sum(state, out), len(out), t, out))
    options.sort()
    for lost, _, t, out in options[:8]:
        if lost >= credit and depth == 0:
            break
        mark = state.mark()
        for q in out:
            state.remove(q)
        if _can_stand(state, r, t) and state.place(r, t) and _settle(state, out, credit, depth, banned | {r}):
            return True
        state.undo(mark)
    return False


def _settle(state: State, out: list[int], credit: Gain, depth: int, banned: set[int]) -> bool:
    """Finds places for what was pushed out; True when what stays out is worth less than `credit`."""
    ranked = sorted(out, key=lambda q: (not state.model.must[q], -state.model.weight[q], q))
    left = [q for q in ranked if not place_directly(state, q) and not place_with_moves(state, q)]
    if any(state.kept[q] for q in left) and credit[0] == 0:
        return False
    if _sum(state, left) < credit:
        return True
    if depth == 0 or len(left) != 1:
        return False
    return _push(state, left[0], credit, depth - 1, banned)


def _sum(state: State, requests: list[int]) -> Gain:
    model = state.model
    return sum(model.must[q] for q in requests), sum(model.weight[q] for q in requests if not model.must[q])


def in_the_way(state: State, r: int, t: int) -> list[int] | None:
    """What must leave so that r can stand in slot t; None where something of it may not."""
    model = state.model
    out: list[int] = []
    for p in (model.side_a[r], model.side_b[r]):
        q = state.at[p][t]
        if q >= 0 and q not in out:
            out.append(q)
    for p in (model.side_a[r], model.side_b[r]):
        over = state.count[p] + 1 - model.cap[p] - sum(p in (model.side_a[q], model.side_b[q]) for q in out)
        if over > 0:
            mine = [q for q in state.at[p] if q >= 0 and q not in out and not state.fixed[q]]
            out += sorted(mine, key=lambda q: (model.must[q], model.weight[q], q))[:over]
    if not any(state.slot[q] == t for q in out) and not state.open >> t & 1:
        movable = [q for q in state.inside[t] if not state.fixed[q]]
        if not movable:
            return None
        out.append(min(movable, key=lambda q: (model.must[q], model.weight[q], q)))
    if model.ruled[r]:
        out += [q for q in _rule_breakers(state, r, t) if q not in out]
    return None if any(state.fixed[q] for q in out) else out


def _rule_breakers(state: State, r: int, t: int) -> list[int]:
    """Meetings whose order or walking distance is against r in slot t, and where it speaks a language, a
    rival for it.
    """
    model, slot = state.model, state.slot
    found = [q for q in model.earlier[r] if slot[q] >= t] + [q for q in model.later[r] if 0 <= slot[q] <= t]
    if model.zone[r] >= 0:
        for p in (model.side_a[r], model.side_b[r]):
            for u in range(max(0, t - model.reach), min(len(model.slot_ids), t + model.reach + 1)):
                q = state.at[p][u]
                if q >= 0 and u != t and model.too_near(model.zone[r], t, model.zone[q], u):
                    found.append(q)
    if model.language[r] >= 0:
        rivals = [state.seats.taken[t][i] for i in model.speakers[model.language[r]] if i in state.seats.taken[t]]
        idle = len(rivals) < sum(model.interpreter_available[i] >> t & 1 for i in model.speakers[model.language[r]])
        movable = [q for q in rivals if not state.fixed[q]]
        if movable and not idle:
            found.append(min(movable, key=lambda q: (model.must[q], model.weight[q], q)))
    return list(dict.fromkeys(found))


def _can_stand(state: State, r: int, t: int) -> bool:
    return bool(state.candidates(r) >> t & 1)
