"""Long ejection chains, searched breadth first from all unplaced wishes at once, the heaviest first.

A wish takes the slot of one meeting, that one the slot of the next, until one finds a free slot or the last of them is
worth less than the wish. A slot is only entered where one meeting alone is in the way, and each meeting is reached
once, so one sweep costs milliseconds; the steps of a chain are taken, and checked against every rule, only at its end.
Between the sweeps random Kempe swaps, which change no weight, open other chains.
"""

import random
from collections.abc import Callable

from matching.bounds import Bound
from matching.kempe import random_swaps
from matching.state import State

LOSSES = 8  # times the heaviest, dropping a lighter meeting is tried for one weight
LOSS = 1  # against the prices: a wish that loses as much is left alone
NOBODY, BOTH = -1, -2
PATIENCE = 40  # rounds without a gain
SWAPS_PER_MEETING = 0.6


def reroute(
    state: State, bound: Bound, *, rounds: int, rng: random.Random, stop: Callable[[], bool], enough: int | None = None
) -> None:
    """More weight, in at most `rounds` rounds of swaps and sweeps; ends at the bound, or once the weight is `enough`."""
    weight = state.weight()
    idle_rounds = 0
    for round_number in range(rounds):
        if weight >= bound.upper or (enough is not None and weight >= enough) or stop():
            return
        if round_number and not random_swaps(state, SWAPS_PER_MEETING, rng):
            return
        while gain := _sweep(state, _worth_trying(state, bound, min(LOSS, bound.upper - weight))):
            weight += gain
            idle_rounds = -1
        idle_rounds += 1
        if idle_rounds > PATIENCE:
            return
        state.journal.clear()


def _worth_trying(state: State, bound: Bound, gap: int) -> list[int]:
    """A wish whose loss against the prices reaches the gap is in no plan better than this one."""
    return [r for r in bound.possible if state.slot[r] < 0 and -bound.worth[r] < 2 * gap]


def _sweep(state: State, wishes: list[int]) -> int:
    """The weight gained by all chains found."""
    weight = state.model.weight
    came: dict[int, tuple[int, int]] = dict.fromkeys(wishes, (-1, -1))  # who pushed it out of which slot
    root = {r: r for r in wishes}
    groups: dict[int, list[int]] = {}
    for r in wishes:
        groups.setdefault(weight[r], []).append(r)
    return sum(_search(state, groups[heavy], came, root) for heavy in sorted(groups, reverse=True))


def _search(state: State, queue: list[int], came: dict[int, tuple[int, int]], root: dict[int, int]) -> int:
    model, at, busy, slot = state.model, state.at, state.busy, state.slot
    side_a, side_b, weight, fixed, pinned = model.side_a, model.side_b, model.weight, state.fixed, model.pinned
    heavy, gained = weight[queue[0]], 0
    lighter: list[int] = []
    full = _full_sides(state, queue)  # a meeting of whoever is full must be dropped in the end
    for x in queue:
        wish = root[x]
        whose = full[wish]
        if slot[wish] >= 0 or whose == BOTH:
            continue
        a, b = side_a[x], side_b[x]
        taken = busy[a] | busy[b]
        if whose == NOBODY:
            spots = model.allowed[x] & ~taken & state.open
            while spots:
                low = spots & -spots
                spots ^= low
                if _take(state, came, x, low.bit_length() - 1, -1):
                    gained += heavy
                    break
            if slot[wish] >= 0:
                continue
        row_a, row_b = at[a], at[b]
        spots = model.allowed[x] & taken & ~(busy[a] & busy[b] | pinned[a] | pinned[b])
        if x == wish and whose != NOBODY:
            spots &= busy[whose]
        while spots:
            low = spots & -spots
            spots ^= low
            t = low.bit_length() - 1
            z = row_a[t]
            if z < 0:
                z = row_b[t]
            if z not in came and not fixed[z]:
                came[z] = (x, t)
                root[z] = wish
                queue.append(z)
                if (
                    weight[z] < heavy
                    and (whose == NOBODY or side_a[z] == whose or side_b[z] == whose)
                    and not model.must[z]
                    and not state.kept[z]
                ):
                    lighter.append(z)
    lighter.sort(key=lambda z: weight[z])
    tries = LOSSES
    for z in lighter:
        if tries and slot[root[z]] < 0:
            tries -= 1
            x, t = came[z]
            if _take(state, came, x, t, z):
                gained += heavy - weight[z]
                tries = LOSSES
    return gained


def _full_sides(state: State, wishes: list[int]) -> dict[int, int]:
    """The side of each that has all its meetings; `NOBODY` or `BOTH` where it is not one of them."""
    side_a, side_b = state.model.side_a, state.model.side_b
    full = [count >= cap for count, cap in zip(state.count, state.model.cap, strict=True)]
    found = {}
    for r in wishes:
        a, b = side_a[r], side_b[r]
        if full[a]:
            found[r] = BOTH if full[b] else a
        else:
            found[r] = b if full[b] else NOBODY
    return found


def _take(state: State, came: dict[int, tuple[int, int]], x: int, t: int, dropped: int) -> bool:
    """Moves x to t, what pushed x out to where x stood, and so on back to the wish; all of it or nothing."""
    mark = state.mark()
    if dropped >= 0:
        if state.slot[dropped] != t:
            return False
        state.remove(dropped)
    while x >= 0:
        pusher, stood = came[x]
        if state.slot[x] != stood:
            state.undo(mark)
            return False
        if stood >= 0:
            state.remove(x)
        if not state.candidates(x) >> t & 1 or not state.place(x, t):
            state.undo(mark)
            return False
        x, t = pusher, stood
    return True
