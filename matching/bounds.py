"""A certified upper bound on the weight of any plan, and the worth of each request under it.

Relaxation: one side of each meeting only has so many meetings to give; the other side sits in slots of its own, and
each slot has its tables. What ties the two sides to the same slot is left out, so what remains is a flow: from the
first side through the requests to the second, on to the slots it is there in, and out through the tables. Any prices
give a bound (`Network.value`), whatever found them.

Where the requests do not part the participants in two sides, everybody stands on both and a request runs both ways:
twice the plan fits into twice the tables.
"""

from collections import Counter
from dataclasses import dataclass

from matching.flow import Network
from matching.matchings import most_matched
from matching.model import Model, bits


@dataclass(frozen=True, slots=True)
class Bound:
    upper: int
    worth: list[int]  # twice the reduced weight of each request
    chosen: list[bool]  # in the relaxed optimum
    slot_price: list[int]  # what a table is worth in each slot
    crowded: frozenset[int]  # participants at whose requests' slots it looked closer


def upper_bound(model: Model, crowded: frozenset[int] = frozenset()) -> Bound:
    """Valid for every plan that keeps the pins and meets every `must`.

    For participants in `crowded` it looks at the slots of each request on the giving side too.
    """
    pinned = set(model.pins)
    free = [r for r in model.requests if r not in pinned]
    base = sum(model.weight[r] for r in pinned)
    everything = base + sum(model.weight[r] for r in free)
    busy = _pinned_busy(model)
    caps = _caps(model, busy)
    possible = [r for r in free if model.allowed[r] and caps[model.side_a[r]] and caps[model.side_b[r]]]
    boost = max((model.weight[r] for r in possible), default=0) + 1
    boost = boost * boost if any(model.must[r] for r in possible) else 0
    left = _left_side(model, possible)
    allowed = {r: model.allowed[r] & ~(busy[model.side_a[r]] | busy[model.side_b[r]]) for r in possible}
    room = _room(model, allowed, left)
    sides = 1 if left is not None else 2
    net = Network()
    givers, takers = net.nodes(len(caps)), net.nodes(len(caps))
    seated, slots = net.nodes(len(caps)), net.nodes(len(room))
    base_room: list[int] = []

    def arc(tail: int, head: int, size: int, profit: int = 0) -> int:
        base_room.append(size)
        return net.arc(tail, head, size, profit)

    if left is not None:
        left = _narrow_side_takes(model, possible, left)
    giving = {p for r in possible for p in _sides(model, left, r, givers=True)}
    taking = {p for r in possible for p in _sides(model, left, r, givers=False)}
    open_to = _open_to(model, allowed)
    for p in sorted(giving):
        arc(0, givers[p], caps[p])
    wish: dict[tuple[int, int], int] = {}  # where each request of a crowded giver gets its slot from
    early = {0, *givers}
    for p in sorted(giving & crowded):
        mine = [r for r in model.requests_of[p] if r in allowed and p in _sides(model, left, r, givers=True)]
        spots, wishes = bits(open_to[p]), net.nodes(len(mine))
        seats = dict(zip(spots, net.nodes(len(spots)), strict=True))
        for t in spots:
            arc(givers[p], seats[t], 1)
        for r, node in zip(mine, wishes, strict=True):
            for t in bits(allowed[r]):
                arc(seats[t], node, 1)
            wish[p, r] = node
        early |= {*wishes, *seats.values()}
    ways: dict[int, list[int]] = {r: [] for r in possible}
    for r in possible:
        weight = model.weight[r] + (boost if model.must[r] else 0)
        for giver in _sides(model, left, r, givers=True):
            taker = model.other(r, giver)
            ways[r].append(arc(wish.get((giver, r), givers[giver]), takers[taker], 1, weight))
    for p in sorted(taking):
        arc(takers[p], seated[p], caps[p])
        for t in bits(open_to[p]):
            arc(seated[p], slots[t], 1)
    for t, size in enumerate(room):
        arc(slots[t], 1, sides * size)
    top = max((model.weight[r] + (boost if model.must[r] else 0) for r in possible), default=0)
    start = [top] * len(net.out)
    for node in early:
        start[node] = 0
    net.solve(start)
    value = net.value(base_room)
    for r in possible:  # a must counts with its boost even where that is below zero: it is in every plan
        if model.must[r]:
            value -= sides * boost
    price = net.price
    worth, chosen = [0] * len(model.weight), [False] * len(model.weight)
    for r in possible:
        rest = 0
        for e in ways[r]:
            rest += model.weight[r] + price[net.head[e ^ 1]] - price[net.head[e]]
        worth[r] = rest * 2 // sides
        chosen[r] = all(not net.room[e] for e in ways[r])
    return Bound(min(everything, base + value // sides), worth, chosen, [price[slot] for slot in slots], crowded)


def _sides(model: Model, left: list[bool] | None, r: int, *, givers: bool) -> tuple[int, ...]:
    a, b = model.side_a[r], model.side_b[r]
    if left is None:
        return (a, b)
    return (a,) if left[a] == givers else (b,)


def _narrow_side_takes(model: Model, possible: list[int], left: list[bool]) -> list[bool]:
    """The side with fewer places in slots is the one whose slots are looked at."""
    there = [0, 0]
    for p in {p for r in possible for p in (model.side_a[r], model.side_b[r])}:
        there[left[p]] += model.available[p].bit_count()
    return left if there[1] >= there[0] else [not side for side in left]


def _pinned_busy(model: Model) -> list[int]:
    busy = [0] * len(model.cap)
    for r, (t, _) in model.pins.items():
        for p in (model.side_a[r], model.side_b[r]):
            busy[p] |= 1 << t
    return busy


def _open_to(model: Model, allowed: dict[int, int]) -> list[int]:
    """The slots in which each participant could have a meeting that is not pinned."""
    spots = [0] * len(model.cap)
    for r, mask in allowed.items():
        spots[model.side_a[r]] |= mask
        spots[model.side_b[r]] |= mask
    return spots


def crowded_in(model: Model, bound: Bound) -> frozenset[int]:
    """Participants whose requests in the relaxed optimum share too few slots between them."""
    busy = _pinned_busy(model)
    found = set()
    for p in model.people:
        rows = [model.allowed[r] & ~busy[p] for r in model.requests_of[p] if bound.chosen[r] and r not in model.pins]
        if most_matched(rows) < len(rows):
            found.add(p)
    return frozenset(found)


def _caps(model: Model, busy: list[int]) -> list[int]:
    """How many meetings beside the pinned ones each participant can hold: its quota, or slots that suit its requests."""
    caps = []
    for p in model.people:
        most = model.cap[p] - busy[p].bit_count()
        rows = [model.allowed[r] & ~busy[p] for r in model.requests_of[p] if r not in model.pins]
        caps.append(min(most, most_matched(rows)) if most > 0 else 0)
    return caps


def _room(model: Model, allowed: dict[int, int], left: list[bool] | None) -> list[int]:
    """How many meetings beside the pinned ones each slot can hold: by its tables, its requests and the people on either side."""
    count = len(model.slot_ids)
    room = [model.tables] * count
    for t, _ in model.pins.values():
        room[t] -= 1
    asking = [0] * count
    for spots, times in Counter(allowed.values()).items():
        for t in bits(spots):
            asking[t] += times
    ours, theirs = [0] * count, [0] * count
    for p, spots in enumerate(_open_to(model, allowed)):
        side = ours if left is None or left[p] else theirs
        for t in bits(spots):
            side[t] += 1
    sides = [n // 2 for n in ours] if left is None else [min(pair) for pair in zip(ours, theirs, strict=True)]
    return [min(three) for three in zip(room, asking, sides, strict=True)]


def _left_side(model: Model, requests: list[int]) -> list[bool] | None:
    """A side for each participant so that every request joins the two sides; None where there is none."""
    side: dict[int, bool] = {}
    beside: dict[int, list[int]] = {}
    for r in requests:
        a, b = model.side_a[r], model.side_b[r]
        beside.setdefault(a, []).append(b)
        beside.setdefault(b, []).append(a)
    for root in beside:
        if root in side:
            continue
        side[root] = True
        queue = [root]
        for p in queue:
            for q in beside[p]:
                if q not in side:
                    side[q] = not side[p]
                    queue.append(q)
                elif side[q] == side[p]:
                    return None
    return [side.get(p, True) for p in model.people]
