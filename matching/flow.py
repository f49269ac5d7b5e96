"""A flow of greatest profit through a network, by the primal-dual way, and the prices that prove it.

Every node has a price. A residual arc without slack is tight; the flow grows along tight arcs, shortest ways first,
and when the sink is out of reach the prices of all that was not reached fall by the least step that makes a new arc
tight. The profit of a way only falls, so with small whole profits there are few such steps.
"""

from dataclasses import dataclass, field

SOURCE, SINK = 0, 1
MOST_LEVELS = 400  # falls of the prices before it stops; prices are valid (only less good) wherever it stops


@dataclass(slots=True)
class Network:
    """Arc e and its way back e ^ 1 stand side by side."""

    head: list[int] = field(default_factory=list)
    room: list[int] = field(default_factory=list)
    profit: list[int] = field(default_factory=list)
    out: list[list[int]] = field(default_factory=lambda: [[], []])
    price: list[int] = field(default_factory=list)

    def nodes(self, count: int) -> range:
        first = len(self.out)
        self.out += [[] for _ in range(count)]
        return range(first, first + count)

    def arc(self, tail: int, head: int, room: int, profit: int = 0) -> int:
        e = len(self.head)
        self.head += [head, tail]
        self.room += [room, 0]
        self.profit += [profit, -profit]
        self.out[tail].append(e)
        self.out[head].append(e + 1)
        return e

    def solve(self, start: list[int]) -> None:
        """Fills the network from prices under which no arc is worth using; ends with the price of the sink at 0.

        `value` at those prices is the profit of the flow when it was not stopped, and never less than any flow's.
        """
        self.price = price = start
        for _ in range(MOST_LEVELS):
            reached = self._push()
            if price[1] <= 0:
                return
            step = price[1]
            head, room, profit = self.head, self.room, self.profit
            for u, row in enumerate(self.out):
                if not reached[u]:
                    continue
                mine = price[u]
                for e in row:
                    v = head[e]
                    if not reached[v] and room[e]:
                        slack = price[v] - mine - profit[e]
                        step = min(step, slack)
            for v, there in enumerate(reached):
                if not there:
                    price[v] -= step
            if price[1] <= 0:
                return
        price[1] = 0

    def value(self, base_room: list[int]) -> int:
        """The bound that the prices prove, whatever found them: what each arc is worth at them, times its room.

        `base_room` is the room of each arc (not its way back) in the empty network.
        """
        price, total = self.price, 0
        for i, room in enumerate(base_room):
            e = 2 * i
            worth = self.profit[e] + price[self.head[e ^ 1]] - price[self.head[e]]
            if worth > 0:
                total += room * worth
        return total

    def _push(self) -> list[bool]:
        """Augments along shortest tight ways until there are none; the nodes still reached then."""
        head, room, profit, price = self.head, self.room, self.profit, self.price
        tight = [[e for e in row if price[u] + profit[e] == price[head[e]]] for u, row in enumerate(self.out)]
        while True:
            far = [-1] * len(tight)
            far[0] = 0
            wave = [0]
            while wave and far[1] < 0:
                fresh = []
                for u in wave:
                    depth = far[u] + 1
                    for e in tight[u]:
                        v = head[e]
                        if far[v] < 0 and room[e]:
                            far[v] = depth
                            fresh.append(v)
                wave = fresh
            if far[1] < 0:
                return [distance >= 0 for distance in far]
            self._block(tight, far)

    def _block(self, tight: list[list[int]], far: list[int]) -> None:
        """Depth-first ways along rising distance, each filled; the pointers remember what led nowhere."""
        head, room = self.head, self.room
        turn = [0] * len(tight)
        way: list[int] = []
        u = 0
        while True:
            row, i, depth = tight[u], turn[u], far[u] + 1
            while i < len(row):
                e = row[i]
                if room[e] and far[head[e]] == depth:
                    break
                i += 1
            turn[u] = i
            if i < len(row):
                e = row[i]
                way.append(e)
                u = head[e]
                if u == 1:
                    u = 0
                    most = min([room[e] for e in way])
                    for e in way:
                        room[e] -= most
                        room[e ^ 1] += most
                    full = next(k for k, e in enumerate(way) if not room[e])  # go on from there
                    u = head[way[full] ^ 1]
                    del way[full:]
            elif way:
                far[u] = -1
                u = head[way.pop() ^ 1]
            else:
                return
