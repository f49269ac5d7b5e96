"""Tracks: meetings that follow each other at one table, so that somebody stays seated at each step.

Each meeting hands its table on to at most one and takes it over from at most one. Who can hand on to whom is a graph
in which nobody has more than two ways out or in, so its parts are paths and rings, and every other step along them is
as many as there can be.
"""

from itertools import pairwise

Row = list[int]  # meetings in time order
Step = tuple[int, int]  # from one meeting to the next of somebody in it


def make_tracks(rows: list[Row], held: dict[int, int], slot: list[int]) -> list[Row]:
    """Every meeting of the rows that has no table yet, in tracks; one that is `held` (at a table) may stand in its track.

    `rows`: the meetings of each participant. Among as many steps those are taken in which somebody with more meetings
    stays, or in which the table is empty for less time.
    """
    following: dict[int, list[int]] = {}
    before: dict[int, list[int]] = {}
    cost: dict[Step, int] = {}
    for row in rows:
        for one, two in pairwise(row):
            if (one in held and two in held) or two in following.get(one, ()):
                continue
            following.setdefault(one, []).append(two)
            before.setdefault(two, []).append(one)
            cost[one, two] = slot[two] - slot[one] - len(row)
    link: dict[int, int] = {}
    for path, is_ring in _paths(following, before):
        link.update(_every_other(path, cost, is_ring=is_ring))
    return _joined({r for row in rows for r in row if r not in held or r in link}, link, held, slot)


def _paths(following: dict[int, list[int]], before: dict[int, list[int]]) -> list[tuple[list[Step], bool]]:
    """The parts of the graph, step by step, and whether each is a ring."""
    seen: set[Step] = set()
    found: list[tuple[list[Step], bool]] = []

    def trace(step: Step, *, at_head: bool) -> list[Step]:
        """From this step on; `at_head`: over the meeting it leads to, otherwise over the one it comes from."""
        path = []
        one, two = step
        while (one, two) not in seen:
            seen.add((one, two))
            path.append((one, two))
            beside = before[two] if at_head else following[one]
            if len(beside) < 2:
                break
            if at_head:
                one = beside[beside[0] == one]
            else:
                two = beside[beside[0] == two]
            at_head = not at_head
        return path

    for one, ways in following.items():
        if len(ways) == 1 and (one, ways[0]) not in seen:
            found.append((trace((one, ways[0]), at_head=True), False))
    for two, ways in before.items():
        if len(ways) == 1 and (ways[0], two) not in seen:
            found.append((trace((ways[0], two), at_head=False), False))
    for one, ways in following.items():
        found += [(trace((one, two), at_head=True), True) for two in ways if (one, two) not in seen]
    return found


def _every_other(path: list[Step], cost: dict[Step, int], *, is_ring: bool) -> list[Step]:
    """As many steps as can be that share no end, at the least cost."""
    if len(path) % 2:
        return path[::2]
    costs = [cost[step] for step in path]
    total = least = sum(costs[1::2])
    switch = 0
    for i in range(0, len(path), 2):  # the even ones before the switch, the odd ones after it
        total += costs[i] - costs[i + 1]
        if total < least and (not is_ring or i + 2 == len(path)):
            least, switch = total, i + 2
    return path[:switch:2] + path[switch + 1 :: 2]


def _joined(meetings: set[int], link: dict[int, int], held: dict[int, int], slot: list[int]) -> list[Row]:
    """The chains of links, cut where two tables would meet; those held alone are left out."""
    led_to = set(link.values())
    tracks = []
    for first in sorted(meetings - led_to, key=lambda r: (slot[r], r)):
        track, number, r = [first], held.get(first, -1), first
        while r in link:
            r = link[r]
            if r in held and number >= 0:
                tracks.append(track)
                track, number = [], -1
            track.append(r)
            number = held.get(r, number)
        tracks.append(track)
    return [track for track in tracks if any(r not in held for r in track)]
