"""A certified upper bound on the weight of any plan, and the worth of each request under it.

Relaxation: one side of each meeting only has so many meetings to give, the other only so many to take into slots of
its own, and each slot has its tables. What ties the two sides to the same slot is left out, so what remains is a flow:
from the givers through the requests to the takers, and out through the tables. Any prices give a bound
(`Network.value`), whatever found them.

Whoever has room for all it is asked for needs no node of its own, and its requests of one weight run together. The
slots come in only where what is taken could not be seated in them.
"""

from dataclasses import dataclass

from matching.flow import SINK, SOURCE, Network
from matching.matchings import most_matched
from matching.model import Model, bits
from matching.relaxation import Relaxation


@dataclass(frozen=True, slots=True)
class Bound:
    upper: int
    possible: list[int]  # requests that can still be met beside the pins
    worth: list[int]  # twice the reduced weight of each request
    chosen: list[bool]  # in the relaxed optimum
    slot_price: list[int]  # what a table is worth in each slot
    gives: list[bool]  # the participants whose slots are not looked at
    crowded: frozenset[int]  # participants at whose requests' slots it looked closer


def upper_bound(model: Model, crowded: frozenset[int] = frozenset()) -> Bound:
    """Valid for every plan that keeps the pins and meets every `must`.

    For participants in `crowded` it looks at the slots of each request on the giving side too.
    """
    relaxed = Relaxation(model)
    flow = _Flow(relaxed, crowded, slots=False)
    if not relaxed.can_be_seated(flow.taken()):
        flow = _Flow(relaxed, crowded, slots=True)
    return flow.bound()


def crowded_in(model: Model, bound: Bound) -> frozenset[int]:
    """Participants whose requests in the relaxed optimum share too few slots between them."""
    busy = model.pinned
    found = set()
    for p in model.people:
        rows = [model.allowed[r] & ~busy[p] for r in model.requests_of[p] if bound.chosen[r] and r not in model.pins]
        if most_matched(rows) < len(rows):
            found.add(p)
    return frozenset(found)


class _Flow:
    """The network of a relaxation, solved."""

    def __init__(self, relaxed: Relaxation, crowded: frozenset[int], *, slots: bool) -> None:
        self.relaxed, self.crowded = relaxed, crowded
        model = self.model = relaxed.model
        boost = max((model.weight[r] for r in relaxed.possible), default=0) + 1
        self.boost = boost * boost if any(model.must[r] for r in relaxed.possible) else 0
        self.net = Network()
        self.base_room: list[int] = []
        self.early = {SOURCE}  # nodes that nothing may run to before the prices say so
        self.hall = self.net.nodes(1)[0]
        self.slots = list(self.net.nodes(len(relaxed.room))) if slots else [self.hall] * len(relaxed.room)
        self.givers: dict[int, int] = {}
        self.takers: dict[int, int] = {}
        self.wishes: dict[tuple[int, int], int] = {}  # where each request of a crowded giver gets its slot from
        ways = [(r, *way) for r in relaxed.possible for way in relaxed.ways(r)]
        for p in sorted({giver for _, giver, _ in ways}):
            self._add_giver(p)
        for p in sorted({taker for _, _, taker in ways}):
            self._add_taker(p, slots=slots)
        self.arcs: dict[int, list[tuple[int, int]]] = {}  # arc -> the requests that run along it, and their takers
        self._add_requests(ways)
        if slots:
            for slot, room in zip(self.slots, relaxed.room, strict=True):
                self._arc(slot, self.hall, room)
        self._arc(self.hall, SINK, sum(relaxed.room))
        start = [self._top()] * len(self.net.out)
        for node in self.early:
            start[node] = 0
        self.net.solve(start)

    def _arc(self, tail: int, head: int, room: int, profit: int = 0) -> int:
        self.base_room.append(room)
        return self.net.arc(tail, head, room, profit)

    def _profit(self, r: int) -> int:
        return self.model.weight[r] + (self.boost if self.model.must[r] else 0)

    def _top(self) -> int:
        return max(map(self._profit, self.relaxed.possible), default=0)

    def _add_giver(self, p: int) -> None:
        relaxed, model, net = self.relaxed, self.model, self.net
        if relaxed.is_free(p):
            self.givers[p] = SOURCE
            return
        giver = self.givers[p] = net.nodes(1)[0]
        self.early.add(giver)
        self._arc(SOURCE, giver, relaxed.caps[p])
        if p not in self.crowded:
            return
        mine = [r for r in model.requests_of[p] if any(way[0] == p for way in relaxed.ways(r)) and r in relaxed.allowed]
        spots, wishes = bits(relaxed.open_to[p]), net.nodes(len(mine))
        seats = dict(zip(spots, net.nodes(len(spots)), strict=True))
        for t in spots:
            self._arc(giver, seats[t], 1)
        for r, node in zip(mine, wishes, strict=True):
            for t in bits(relaxed.allowed[r]):
                self._arc(seats[t], node, 1)
            self.wishes[p, r] = node
        self.early |= {*wishes, *seats.values()}

    def _add_taker(self, p: int, *, slots: bool) -> None:
        relaxed = self.relaxed
        if relaxed.is_free(p) and not slots:
            self.takers[p] = self.hall
            return
        taker = self.takers[p] = self.net.nodes(1)[0]
        if not slots:
            self._arc(taker, self.hall, relaxed.caps[p])
            return
        seated = self.net.nodes(1)[0]
        self._arc(taker, seated, relaxed.caps[p])
        for t in bits(relaxed.open_to[p]):
            self._arc(seated, self.slots[t], 1)

    def _add_requests(self, ways: list[tuple[int, int, int]]) -> None:
        together: dict[tuple[int, int, int], list[tuple[int, int]]] = {}
        for r, giver, taker in ways:
            tail, head = self.wishes.get((giver, r)) or self.givers[giver], self.takers[taker]
            if tail == SOURCE or head == self.hall:
                together.setdefault((tail, head, self._profit(r)), []).append((r, taker))
            else:
                self.arcs[self._arc(tail, head, 1, self._profit(r))] = [(r, taker)]
        for (tail, head, profit), requests in together.items():
            self.arcs[self._arc(tail, head, len(requests), profit)] = requests

    def taken(self) -> list[int]:
        """How many meetings each participant takes in the relaxed optimum."""
        taken = [0] * len(self.relaxed.caps)
        for e, requests in self.arcs.items():
            for _, taker in requests[: self.net.room[e ^ 1]]:
                taken[taker] += 1
        return taken

    def bound(self) -> Bound:
        model, relaxed, net, sides = self.model, self.relaxed, self.net, self.relaxed.sides
        value, price = net.value(self.base_room), net.price
        for r in relaxed.possible:  # a must counts with its boost even where that is below zero: it is in every plan
            if model.must[r]:
                value -= sides * self.boost
        worth, ways = [0] * len(model.weight), [0] * len(model.weight)
        for e, requests in self.arcs.items():
            lower = price[net.head[e ^ 1]] - price[net.head[e]]
            for r, _ in requests:
                worth[r] += model.weight[r] + lower
            for r, _ in requests[: net.room[e ^ 1]]:
                ways[r] += 1
        return Bound(
            upper=min(sum(model.weight), sum(model.weight[r] for r in model.pins) + value // sides),
            possible=relaxed.possible,
            worth=[rest * 2 // sides for rest in worth],
            chosen=[used == sides for used in ways],
            slot_price=[price[slot] for slot in self.slots],
            gives=relaxed.left or [True] * len(relaxed.caps),
            crowded=self.crowded,
        )
