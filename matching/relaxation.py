"""What of a problem the bound looks at: who can still give and take how many meetings, and how many each slot holds."""

from matching.matchings import most_matched
from matching.model import Model, bits


class Relaxation:
    """The requests that can still be met beside the pins, in two sides: who gives a meeting, who takes it into a slot.

    Where the requests do not part the participants in two, everybody stands on both sides and a request runs both
    ways: twice the plan fits into twice the tables.
    """

    def __init__(self, model: Model) -> None:
        self.model = model
        busy = model.pinned
        room = [model.tables] * len(model.slot_ids)
        for t, _ in model.pins.values():
            room[t] -= 1
        full = sum(1 << t for t, left in enumerate(room) if not left)
        side_a, side_b, pins = model.side_a, model.side_b, model.pins
        spots = {
            r: mask
            for r, allowed in enumerate(model.allowed)
            if r not in pins and (mask := allowed & ~(busy[side_a[r]] | busy[side_b[r]] | full))
        }
        self.caps = _caps(model, busy, spots)
        self.possible = [r for r in spots if self.caps[side_a[r]] and self.caps[side_b[r]]]
        self.allowed = {r: spots[r] for r in self.possible}
        left = _left_side(model, self.possible)
        self.sides = 1 if left is not None else 2
        self.open_to = _open_to(model, self.allowed)
        self.room = [self.sides * most for most in _room(room, self.open_to, left)]
        self.left = left if left is None else _narrow_side_takes(model, self.possible, left)
        self.asked = [0] * len(self.caps)
        for r in self.possible:
            self.asked[model.side_a[r]] += 1
            self.asked[model.side_b[r]] += 1

    def ways(self, r: int) -> tuple[tuple[int, int], ...]:
        """Who gives and who takes request r."""
        a, b = self.model.side_a[r], self.model.side_b[r]
        if self.left is None:
            return (a, b), (b, a)
        return ((a, b),) if self.left[a] else ((b, a),)

    def is_free(self, p: int) -> bool:
        """Whether nothing of what p is asked for can be too much for p."""
        return self.asked[p] <= self.caps[p]

    def can_be_seated(self, taken: list[int]) -> bool:
        """Whether everybody can have so many meetings in slots of its own, none of which is over its room."""
        room = list(self.room)
        seated = [0] * len(taken)
        inside: list[list[int]] = [[] for _ in room]  # who was ever seated there; a mask says who still is

        def sit(p: int) -> bool:
            came: dict[int, tuple[int, int]] = {}  # slot -> who wants in, and the slot that leaves
            seen, queue = 0, [(p, -1)]
            for mover, leaving in queue:
                fresh = self.open_to[mover] & ~seated[mover] & ~seen
                seen |= fresh
                for t in bits(fresh):
                    came[t] = (mover, leaving)
                    if room[t]:
                        room[t] -= 1
                        spot = t
                        while spot >= 0:
                            who, before = came[spot]
                            seated[who] |= 1 << spot
                            inside[spot].append(who)
                            if before >= 0:
                                seated[who] &= ~(1 << before)
                            spot = before
                        return True
                    queue += [(other, t) for other in inside[t] if seated[other] >> t & 1]
            return False

        for p in sorted(range(len(taken)), key=lambda p: self.open_to[p].bit_count() - taken[p]):
            spots = sorted(bits(self.open_to[p]), key=lambda t: -room[t]) if taken[p] else []
            for t in spots[: taken[p]]:
                if room[t]:
                    room[t] -= 1
                    seated[p] |= 1 << t
                    inside[t].append(p)
            while seated[p].bit_count() < taken[p]:
                if not sit(p):
                    return False
        return True


def _caps(model: Model, busy: list[int], spots: dict[int, int]) -> list[int]:
    """How many meetings beside the pinned ones each participant can hold: its quota, or slots that suit its requests."""
    rows: list[list[int]] = [[] for _ in busy]
    for r, mask in spots.items():
        rows[model.side_a[r]].append(mask)
        rows[model.side_b[r]].append(mask)
    most = [cap - mask.bit_count() for cap, mask in zip(model.cap, busy, strict=True)]
    return [min(left, most_matched(mine)) if left > 0 else 0 for left, mine in zip(most, rows, strict=True)]


def _open_to(model: Model, allowed: dict[int, int]) -> list[int]:
    """The slots in which each participant could have a meeting that is not pinned."""
    spots = [0] * len(model.cap)
    for r, mask in allowed.items():
        spots[model.side_a[r]] |= mask
        spots[model.side_b[r]] |= mask
    return spots


def _room(room: list[int], open_to: list[int], left: list[bool] | None) -> list[int]:
    """How many meetings more each slot can hold: by its tables and the people on either side."""
    count = len(room)
    ours, theirs = [0] * count, [0] * count
    for p, spots in enumerate(open_to):
        side = ours if left is None or left[p] else theirs
        for t in bits(spots):
            side[t] += 1
    sides = [n // 2 for n in ours] if left is None else [min(pair) for pair in zip(ours, theirs, strict=True)]
    return [min(pair) for pair in zip(room, sides, strict=True)]


def _narrow_side_takes(model: Model, possible: list[int], left: list[bool]) -> list[bool]:
    """The side with fewer places in slots is the one whose slots are looked at."""
    there = [0, 0]
    for p in {p for r in possible for p in (model.side_a[r], model.side_b[r])}:
        there[left[p]] += model.available[p].bit_count()
    return left if there[1] >= there[0] else [not side for side in left]


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
