"""A schedule in the making:

which request stands in which slot, every hard constraint kept after each step but fairness.

Each step is written down, so that any run of steps can be taken back. What a step is worth is decided
elsewhere.
"""

from matching.model import Model
from matching.seats import Seats, Snapshot

Mark = tuple[int, Snapshot | None]


class State:
    def __init__(self, model: Model) -> None:
        self.model = model
        self.slot = [-1] * len(model.weight)
        self.at = [[-1] * len(model.slot_ids) for _ in model.cap]  # per participant and slot: the request
        self.busy = [0] * len(model.cap)
        self.count = [0] * len(model.cap)
        self.inside: list[set[int]] = [set() for _ in model.slot_ids]
        self.open = (1 << len(model.slot_ids)) - 1  # slots with a table free
        self.fixed = [False] * len(model.weight)  # never moved nor dropped
        self.kept = [False] * len(model.weight)  # may move, is not dropped for another's weight
        self.seats = Seats(model)
        self.has_seats = bool(model.speakers)
        self.slot_price = [0] * len(model.slot_ids)  # where tables are scarce, under the bound
        self.journal: list[tuple[list[int], int, int]] = []

    # -- looking

    def candidates(self, r: int) -> int:
        """Slots where both sides are free and a table is;

        the rules that tie meetings together come on top.
        """
        model = self.model
        a, b = model.side_a[r], model.side_b[r]
        if self.count[a] >= model.cap[a] or self.count[b] >= model.cap[b]:
            return 0
        return model.allowed[r] & ~(self.busy[a] | self.busy[b]) & self.open

    def obeys(self, r: int, t: int) -> bool:
        """Whether r may stand in slot t under precedence and walking, whatever stands elsewhere now."""
        model, slot = self.model, self.slot
        for first in model.earlier[r]:
            if slot[first] >= t:
                return False
        for second in model.later[r]:
            if 0 <= slot[second] <= t:
                return False
        zone = model.zone[r]
        if zone < 0:
            return True
        for p in (model.side_a[r], model.side_b[r]):
            row = self.at[p]
            for u in range(max(0, t - model.reach), min(len(row), t + model.reach + 1)):
                q = row[u]
                if q >= 0 and q != r and model.too_near(zone, t, model.zone[q], u):
                    return False
        return True

    def weight(self) -> int:
        return sum([weight for weight, t in zip(self.model.weight, self.slot, strict=True) if t >= 0])

    # -- steps

    def place(self, r: int, t: int) -> bool:
        """Puts r into a candidate slot;

        changes nothing and says False where a rule or an interpreter is against it.
        """
        model = self.model
        if model.ruled[r]:
            if not self.obeys(r, t):
                return False
            if model.language[r] >= 0 and not self.seats.seat(r, t):
                return False
        self._put(r, t)
        self.journal.append(([r], -1, t))
        return True

    def stand_pins(self) -> None:
        """Puts all pinned meetings of a consistent problem, none of them ruled, into an empty schedule; it cannot be taken back."""
        model, slot, at, inside, fixed = self.model, self.slot, self.at, self.inside, self.fixed
        side_a, side_b = model.side_a, model.side_b
        for r, (t, _) in model.pins.items():
            slot[r], fixed[r] = t, True
            at[side_a[r]][t] = at[side_b[r]][t] = r
            inside[t].add(r)
        self.busy = list(model.pinned)
        self.count = [mask.bit_count() for mask in self.busy]
        self.open = sum([1 << t for t, here in enumerate(inside) if len(here) < model.tables])

    def remove(self, r: int) -> None:
        t = self.slot[r]
        if self.model.language[r] >= 0:
            self.seats.leave(r, t)
        self._take(r, t)
        self.journal.append(([r], t, -1))

    def swap(self, chain: list[int], s: int, t: int) -> bool:
        """Moves each request of a Kempe chain to the other of the two slots;

        all or, where a rule is against it, nothing.

        The chain must be closed (`kempe.chain`) and the tables must suffice (`kempe.fits`).
        """
        model = self.model
        ruled = [r for r in chain if model.ruled[r]]
        spoken = [r for r in ruled if model.language[r] >= 0]
        before = (dict(self.seats.taken[s]), dict(self.seats.taken[t])) if spoken else None
        for r in spoken:
            self.seats.leave(r, self.slot[r])
        self._exchange(chain, s, t)
        if all(self.obeys(r, self.slot[r]) for r in ruled) and all(self.seats.seat(r, self.slot[r]) for r in spoken):
            self.journal.append((chain, s, t))
            return True
        self._exchange(chain, s, t)
        if before:
            self.seats.taken[s], self.seats.taken[t] = before
        return False

    def reseat(self, moves: list[tuple[int, int]]) -> None:
        """Moves placed requests to other slots all at once, looking at no rule; it cannot be taken back."""
        model, slot, at, busy, inside = self.model, self.slot, self.at, self.busy, self.inside
        for r, _ in moves:
            s, a, b = slot[r], model.side_a[r], model.side_b[r]
            at[a][s] = at[b][s] = -1
            busy[a] ^= 1 << s
            busy[b] ^= 1 << s
            inside[s].discard(r)
            self.open |= 1 << s
        for r, t in moves:
            a, b, here = model.side_a[r], model.side_b[r], inside[t]
            slot[r] = t
            at[a][t] = at[b][t] = r
            busy[a] |= 1 << t
            busy[b] |= 1 << t
            here.add(r)
            if len(here) >= model.tables:
                self.open &= ~(1 << t)

    def mark(self) -> Mark:
        return len(self.journal), self.seats.copy() if self.has_seats else None

    def undo(self, mark: Mark) -> None:
        """Takes back every step since the mark, interpreters included."""
        length, seats = mark
        while len(self.journal) > length:
            chain, s, t = self.journal.pop()
            if s < 0:
                self._take(chain[0], t)
            elif t < 0:
                self._put(chain[0], s)
            else:
                self._exchange(chain, s, t)
        if seats is not None:
            self.seats.taken = [dict(slot) for slot in seats]

    def snapshot(self) -> tuple[list[int], Snapshot]:
        return list(self.slot), self.seats.copy()

    def restore(self, saved: tuple[list[int], Snapshot]) -> None:
        """Goes back to a snapshot, which ends every earlier mark."""
        slots, seats = saved
        moved = [r for r in self.model.requests if self.slot[r] != slots[r]]
        for r in moved:
            if self.slot[r] >= 0:
                self._take(r, self.slot[r])
        for r in moved:
            if slots[r] >= 0:
                self._put(r, slots[r])
        self.seats.taken = [dict(slot) for slot in seats]
        self.journal.clear()

    # -- the parts of a step

    def _put(self, r: int, t: int) -> None:
        model, bit = self.model, 1 << t
        a, b = model.side_a[r], model.side_b[r]
        self.slot[r] = t
        self.at[a][t] = self.at[b][t] = r
        self.busy[a] |= bit
        self.busy[b] |= bit
        self.count[a] += 1
        self.count[b] += 1
        here = self.inside[t]
        here.add(r)
        if len(here) >= model.tables:
            self.open &= ~bit

    def _take(self, r: int, t: int) -> None:
        model, bit = self.model, 1 << t
        a, b = model.side_a[r], model.side_b[r]
        self.slot[r] = -1
        self.at[a][t] = self.at[b][t] = -1
        self.busy[a] &= ~bit
        self.busy[b] &= ~bit
        self.count[a] -= 1
        self.count[b] -= 1
        self.inside[t].discard(r)
        self.open |= bit

    def _exchange(self, chain: list[int], s: int, t: int) -> None:
        model, slot, at, busy, inside = self.model, self.slot, self.at, self.busy, self.inside
        both = s + t
        for r in chain:
            x = slot[r]
            a, b = model.side_a[r], model.side_b[r]
            at[a][x] = at[b][x] = -1
            busy[a] ^= 1 << x
            busy[b] ^= 1 << x
            inside[x].discard(r)
        for r in chain:
            y = slot[r] = both - slot[r]
            a, b = model.side_a[r], model.side_b[r]
            at[a][y] = at[b][y] = r
            busy[a] ^= 1 << y
            busy[b] ^= 1 << y
            inside[y].add(r)
        for x in (s, t):
            if len(inside[x]) >= model.tables:
                self.open &= ~(1 << x)
            else:
                self.open |= 1 << x
