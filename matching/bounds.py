"""A certified upper bound on the weight of any plan, and the worth of each request under it.

Relaxation: forget the slots, keep how many meetings each participant can hold and how many tables there are
in all. What is left is a weighted b-matching with one global limit; any prices y >= 0 per participant and
level >= 0 give the bound `sum(cap * y) + limit * level + sum(max(0, weight - y_a - y_b - level))`, whatever
found them. `flow` finds good ones.
"""

from dataclasses import dataclass

from matching.flow import Arcs, Prices, cheapest_prices
from matching.matchings import most_matched
from matching.model import Model


@dataclass(frozen=True, slots=True)
class Bound:
    upper: int
    worth: list[int]  # twice the reduced weight of each request
    chosen: list[bool]  # in the relaxed optimum
    price: list[int]  # of each participant, doubled
    level: int  # doubled


def upper_bound(model: Model) -> Bound:
    """Valid for every plan that keeps the pins and meets every `must`."""
    pinned = set(model.pins)
    free = [r for r in model.requests if r not in pinned]
    base = sum(model.weight[r] for r in pinned)
    caps = _caps(model)
    everything = base + sum(model.weight[r] for r in free)
    possible = [r for r in free if model.allowed[r] and caps[model.side_a[r]] and caps[model.side_b[r]]]
    boost = 2 * max((model.weight[r] for r in possible), default=0) + 1
    left = _left_side(model, possible)
    room = _room(model, possible, left)
    limit = sum(room)
    arcs: Arcs = []
    for r in possible:
        weight = model.weight[r] + (boost if model.must[r] else 0)
        a, b = model.side_a[r], model.side_b[r]
        if left is None:
            arcs += [(a, b, weight), (b, a, weight)]
        else:
            arcs.append((a, b, weight) if left[a] else (b, a, weight))
    flow = cheapest_prices(arcs, caps, caps, limit if left is not None else 2 * limit)
    prices = _folded(model, flow, doubled=left is None)
    upper = min(everything, base + _value(model, possible, caps, limit, prices) // 2)
    worth, chosen = [0] * len(model.weight), [False] * len(model.weight)
    for i, r in enumerate(possible):
        worth[r] = 2 * model.weight[r] - prices.left[model.side_a[r]] - prices.left[model.side_b[r]] - prices.level
        chosen[r] = flow.used[i] if left is not None else flow.used[2 * i] and flow.used[2 * i + 1]
    return Bound(upper, worth, chosen, prices.left, prices.level)


def _value(model: Model, possible: list[int], caps: list[int], limit: int, prices: Prices) -> int:
    """Twice the bound of the requests not pinned, at these prices (which are doubled too)."""
    price = prices.left
    value = sum(cap * y for cap, y in zip(caps, price, strict=True)) + limit * prices.level
    for r in possible:
        rest = 2 * model.weight[r] - price[model.side_a[r]] - price[model.side_b[r]] - prices.level
        if rest > 0 or model.must[r]:
            value += rest
    return value


def _folded(model: Model, flow: Prices, *, doubled: bool) -> Prices:
    """One price per participant, doubled so that halves stay whole."""
    price = [0] * len(model.cap)
    for p in model.people:
        price[p] = (flow.left[p] + flow.right[p]) * (1 if doubled else 2)
    return Prices(price, [], 2 * flow.level, flow.used)


def _caps(model: Model) -> list[int]:
    """How many meetings beside the pinned ones each participant can hold:

    its quota, or slots that suit its requests.
    """
    busy, held = [0] * len(model.cap), [0] * len(model.cap)
    for r, (t, _) in model.pins.items():
        for p in (model.side_a[r], model.side_b[r]):
            busy[p] |= 1 << t
            held[p] += 1
    caps = []
    for p in model.people:
        rows = [model.allowed[r] & ~busy[p] for r in model.requests_of[p] if r not in model.pins]
        caps.append(min(model.cap[p] - held[p], most_matched(rows)))
    return caps


def _room(model: Model, possible: list[int], left: list[bool] | None) -> list[int]:
    """How many meetings beside the pinned ones each slot can hold: by its tables, its requests and the people on either side."""
    busy = [0] * len(model.cap)
    room = [model.tables] * len(model.slot_ids)
    for r, (t, _) in model.pins.items():
        room[t] -= 1
        for p in (model.side_a[r], model.side_b[r]):
            busy[p] |= 1 << t
    open_to = [
        (model.allowed[r] & ~(busy[model.side_a[r]] | busy[model.side_b[r]]), model.side_a[r], model.side_b[r])
        for r in possible
    ]
    for t, tables in enumerate(room):
        asking = 0
        people: set[int] = set()
        for spots, a, b in open_to:
            if spots >> t & 1:
                asking += 1
                people.add(a)
                people.add(b)
        if left is None:
            sides = len(people) // 2
        else:
            ours = sum(left[p] for p in people)
            sides = min(ours, len(people) - ours)
        room[t] = min(tables, asking, sides)
    return room


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
