"""Prices of a weighted b-matching under one global limit, by the primal-dual way:

the level falls, the flow on tight arcs grows.

Invariants while it runs: an arc without flow has weight <= y_left + y_right + level, an arc with flow has >=,
and only a node that is full has a price above zero. So the flow is optimal among all of its size, and the
prices are optimal when the limit is met.
"""

from dataclasses import dataclass

Arcs = list[tuple[int, int, int]]  # left, right, weight > 0; each carries at most one unit
MOST_LEVELS = 400  # steps of the level before it stops; prices are valid (only less good) wherever it stops


@dataclass(frozen=True, slots=True)
class Prices:
    left: list[int]
    right: list[int]
    level: int
    used: list[bool]


@dataclass(slots=True)
class _Layers:
    """The tight arcs around each node, its distance in the search (-1 unreached), and the next arc to look at."""

    out: list[list[int]]
    into: list[list[int]]
    far_left: list[int]
    far_right: list[int]
    next_left: list[int]
    next_right: list[int]


class _Flow:
    def __init__(self, arcs: Arcs, left_caps: list[int], right_caps: list[int], limit: int) -> None:
        self.tail = [u for u, _, _ in arcs]
        self.head = [v for _, v, _ in arcs]
        self.weight = [w for _, _, w in arcs]
        self.room_left, self.room_right = list(left_caps), list(right_caps)
        self.left, self.right = [0] * len(left_caps), [0] * len(right_caps)
        self.limit = limit
        self.level = max(self.weight, default=0)
        self.used = [False] * len(arcs)
        self.out: list[list[int]] = [[] for _ in left_caps]
        self.into: list[list[int]] = [[] for _ in right_caps]
        for e, (u, v, _) in enumerate(arcs):
            self.out[u].append(e)
            self.into[v].append(e)

    def slack(self, e: int) -> int:
        return self.weight[e] - self.left[self.tail[e]] - self.right[self.head[e]] - self.level

    def push_direct(self) -> None:
        """Fills tight arcs between two nodes with room."""
        for e, used in enumerate(self.used):
            if not self.limit:
                return
            u, v = self.tail[e], self.head[e]
            if not used and self.room_left[u] and self.room_right[v] and self.slack(e) == 0:
                self.used[e] = True
                self.room_left[u] -= 1
                self.room_right[v] -= 1
                self.limit -= 1

    def push_paths(self) -> _Layers:
        """Augments along shortest tight paths until there are none; the layers say which nodes are still reached."""
        out: list[list[int]] = [[] for _ in self.out]
        into: list[list[int]] = [[] for _ in self.into]
        for e in range(len(self.used)):
            if self.slack(e) == 0:
                out[self.tail[e]].append(e)
                into[self.head[e]].append(e)
        while True:
            layers, ended = self._search(out, into)
            if not ended or not self.limit:
                return layers
            for u, distance in enumerate(layers.far_left):
                while distance == 0 and self.room_left[u] and self.limit and self._augment(u, layers):
                    pass

    def _search(self, tight: list[list[int]], tight_in: list[list[int]]) -> tuple[_Layers, bool]:
        far_left, far_right = [-1] * len(tight), [-1] * len(tight_in)
        wave = [u for u, room in enumerate(self.room_left) if room]
        for u in wave:
            far_left[u] = 0
        ended, depth = False, 0
        while wave:
            depth += 1
            reached = []
            for u in wave:
                for e in tight[u]:
                    v = self.head[e]
                    if not self.used[e] and far_right[v] < 0:
                        far_right[v] = depth
                        reached.append(v)
                        ended = ended or self.room_right[v] > 0
            depth += 1
            wave = []
            for v in reached:
                for e in tight_in[v]:
                    u = self.tail[e]
                    if self.used[e] and far_left[u] < 0:
                        far_left[u] = depth
                        wave.append(u)
        layers = _Layers(tight, tight_in, far_left, far_right, [0] * len(tight), [0] * len(tight_in))
        return layers, ended

    def _augment(self, start: int, layers: _Layers) -> bool:
        """One depth-first path from `start` along rising distance; the pointers remember what led nowhere."""
        tight, tight_in, far_left, far_right = layers.out, layers.into, layers.far_left, layers.far_right
        next_left, next_right = layers.next_left, layers.next_right
        path: list[int] = []
        u, on_left, v = start, True, -1
        while True:
            step = -1
            if on_left:
                row = tight[u]
                while next_left[u] < len(row):
                    e = row[next_left[u]]
                    if not self.used[e] and far_right[self.head[e]] == far_left[u] + 1:
                        step = e
                        break
                    next_left[u] += 1
                if step >= 0:
                    path.append(step)
                    v, on_left = self.head[step], False
                    if self.room_right[v]:
                        break
                    continue
                if not path:
                    return False
                back = path.pop()
                v, on_left = self.head[back], False
                next_right[v] += 1
            else:
                row = tight_in[v]
                while next_right[v] < len(row):
                    e = row[next_right[v]]
                    if self.used[e] and far_left[self.tail[e]] == far_right[v] + 1:
                        step = e
                        break
                    next_right[v] += 1
                if step >= 0:
                    path.append(step)
                    u, on_left = self.tail[step], True
                    continue
                back = path.pop()
                u, on_left = self.tail[back], True
                next_left[u] += 1
        for e in path:
            self.used[e] = not self.used[e]
        self.room_left[start] -= 1
        self.room_right[v] -= 1
        self.limit -= 1
        return True

    def lower(self, far_left: list[int], far_right: list[int]) -> None:
        """Lowers the level by the least step that makes a new arc tight (or to zero), prices following."""
        step = self.level
        for e, used in enumerate(self.used):
            u_in, v_in = far_left[self.tail[e]] >= 0, far_right[self.head[e]] >= 0
            if not used and u_in and not v_in:
                step = min(step, -self.slack(e))
            elif used and v_in and not u_in:
                step = min(step, self.slack(e))
        self.level -= step
        for u, distance in enumerate(far_left):
            if distance < 0:
                self.left[u] += step
        for v, distance in enumerate(far_right):
            if distance >= 0:
                self.right[v] += step


def cheapest_prices(arcs: Arcs, left_caps: list[int], right_caps: list[int], limit: int) -> Prices:
    flow = _Flow(arcs, left_caps, right_caps, limit)
    for _ in range(MOST_LEVELS):
        flow.push_direct()
        layers = flow.push_paths()
        if not flow.limit or not flow.level:
            break
        flow.lower(layers.far_left, layers.far_right)
    return Prices(flow.left, flow.right, flow.level, flow.used)
