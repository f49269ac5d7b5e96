"""Kempe chains: the meetings of two slots that must change places together when one of them does."""

import random

from matching.model import bits
from matching.state import State

LONGEST = 40  # meetings moved to place one


def chain(state: State, r: int, s: int, t: int, *, longest: int = 1000) -> list[int] | None:
    """The chain of placed request r in slot s towards slot t, r first;

    None where a link may not or cannot move.
    """
    model, at, allowed, fixed = state.model, state.at, state.model.allowed, state.fixed
    if fixed[r] or not allowed[r] >> t & 1:
        return None
    found = [r]
    for start in (model.side_a[r], model.side_b[r]):
        p, y = start, t
        while True:
            q = at[p][y]
            if q < 0:
                break
            if q == r:  # a ring: the second side would walk it again
                return found
            y = s + t - y
            if fixed[q] or not allowed[q] >> y & 1:
                return None
            found.append(q)
            if len(found) > longest:
                return None
            p = model.side_b[q] if model.side_a[q] == p else model.side_a[q]
    return found


def fits(state: State, links: list[int], s: int, t: int, *, extra: int = 0) -> bool:
    """Whether the tables suffice after the swap, with `extra` more meetings in slot s."""
    leaving = sum(1 for q in links if state.slot[q] == s)
    shift = len(links) - 2 * leaving
    tables = state.model.tables
    return len(state.inside[s]) + shift + extra <= tables and len(state.inside[t]) - shift <= tables


def random_swaps(state: State, rate: float, rng: random.Random) -> bool:
    """Moves meetings about at random, `rate` tries for each that could; the set of meetings stays. Whether any could."""
    model, random_one = state.model, rng.random
    movable = [r for r in model.requests if state.slot[r] >= 0 and not state.fixed[r] and not state.kept[r]]
    targets: dict[int, list[int]] = {}
    for _ in range(int(rate * len(movable))):
        r = movable[int(random_one() * len(movable))]
        spots = targets.get(r)
        if spots is None:
            spots = targets[r] = bits(model.allowed[r])
        s, t = state.slot[r], spots[int(random_one() * len(spots))]
        links = chain(state, r, s, t, longest=LONGEST) if s != t else None
        if links is not None and fits(state, links, s, t):
            state.swap(links, s, t)
    return bool(movable)


def place_by_swap(state: State, r: int) -> bool:
    """Places r where no slot is free to both sides:

    one swap frees side b where a is free, or the other way round.
    """
    model = state.model
    a, b = model.side_a[r], model.side_b[r]
    if state.count[a] >= model.cap[a] or state.count[b] >= model.cap[b]:
        return False
    for free_side, other in ((a, b), (b, a)):
        spots = model.allowed[r] & ~state.busy[free_side] & state.busy[other] & ~model.pinned[other]
        room = model.available[other] & ~state.busy[other]
        while spots:
            low = spots & -spots
            spots ^= low
            s = low.bit_length() - 1
            blocking = state.at[other][s]
            if state.fixed[blocking]:
                continue
            targets = room & model.allowed[blocking]
            while targets:
                bit = targets & -targets
                targets ^= bit
                if _free_and_place(state, r, blocking, bit.bit_length() - 1, free_side):
                    return True
    return False


def _free_and_place(state: State, r: int, blocking: int, t: int, side: int) -> bool:
    """Swaps what blocks r's other side out to slot t, and puts r where it stood."""
    s = state.slot[blocking]
    links = chain(state, blocking, s, t, longest=LONGEST)
    if links is None or not fits(state, links, s, t, extra=1):
        return False
    at_t = state.at[side][t]
    if at_t >= 0 and at_t in links:
        return False  # the swap would carry the free side's meeting into s
    mark = state.mark()
    if state.swap(links, s, t):
        if state.place(r, s):
            return True
        state.undo(mark)
    return False


def place_by_room(state: State, r: int, *, tries: int = 8) -> bool:
    """Places r where both sides are free but no table is:

    one meeting of that slot moves to a slot with a table.
    """
    model = state.model
    a, b = model.side_a[r], model.side_b[r]
    if state.count[a] >= model.cap[a] or state.count[b] >= model.cap[b]:
        return False
    spots = model.allowed[r] & ~(state.busy[a] | state.busy[b]) & ~state.open
    while spots and state.open:
        low = spots & -spots
        spots ^= low
        s = low.bit_length() - 1
        if model.ruled[r] and not state.obeys(r, s):
            continue
        if _make_room(state, r, s, tries):
            return True
    return False


def _make_room(state: State, r: int, s: int, tries: int) -> bool:
    model = state.model
    far: list[int] = []
    mark = state.mark()
    for q in sorted(state.inside[s]):
        if state.fixed[q]:
            continue
        c, d = model.side_a[q], model.side_b[q]
        targets = model.allowed[q] & ~(state.busy[c] | state.busy[d]) & state.open
        while targets:
            bit = targets & -targets
            targets ^= bit
            if state.swap([q], s, bit.bit_length() - 1):
                if state.place(r, s):
                    return True
                state.undo(mark)
        far.append(q)
    opened = state.open
    while opened:
        bit = opened & -opened
        opened ^= bit
        t = bit.bit_length() - 1
        for q in far[:tries]:
            links = chain(state, q, s, t)
            if links is None or not fits(state, links, s, t, extra=1):
                continue
            if any(p in (model.side_a[r], model.side_b[r]) for x in links for p in (model.side_a[x], model.side_b[x])):
                continue
            if state.swap(links, s, t):
                if state.place(r, s):
                    return True
                state.undo(mark)
    return False
