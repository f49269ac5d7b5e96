"""Less idle time by shifts along one person's days (`shift_search`).

Annealing draws first how much a shift may cost at its heat, and then takes the cheapest if it costs no more. Several processes
may search in step (`team`): each draws by itself, and those shifts stand that are not in another's way (`agreement`).
"""

import math
import random
from functools import partial

from matching.agreement import Moves, agree, may_be_shared
from matching.idle import idle_slots
from matching.model import Model
from matching.pace import Pace
from matching.shift_search import Shift, finder
from matching.spans import Spans
from matching.state import State
from matching.team import Link, Team

WARMEST, COLDEST = 0.8, 0.2
QUENCH = 0.95  # of the time; after it nothing may cost anything
AIMED = 0.5  # of the tries begin at an edge of the day of somebody whose idle time could be less
BUSIER = 0.8  # of the tries go along the day of the busier of a meeting's two people
ROUND, COUNT = 64, 128  # tries between two looks at the pace, and such rounds between two looks at who is idle


def shift_about(state: State, *, pace: Pace, rng: random.Random, processes: int = 1) -> None:
    """Leaves the schedule with the least idle slots it met; the meetings stay the same, and so who has how many.

    The outcome depends on the state, the seed, what `pace` says and the number of processes.
    """
    search = _Search(state, rng)
    if not search.movable:
        return
    best, saved = search.idle(), state.snapshot()
    seeds = [rng.getrandbits(64) for _ in range(1, processes)]
    rounds, took = 0, {0: list[Moves]()}
    with Team(
        processes if may_be_shared(state.model) else 1,
        lambda number, first: _follow(search, number, first, seed=seeds[number - 1]),
    ) as team:
        while True:
            spent = pace(rounds * ROUND + 1)
            heat = 0.0 if spent > QUENCH else WARMEST * (COLDEST / WARMEST) ** spent
            team.tell(partial(_news, heat, took))
            search.agree(took, me=0, turn=rounds)
            if rounds % COUNT == 0 or spent >= 1:
                idle = search.idle()
                if idle < best:
                    best, saved = idle, state.snapshot()
                search.look()
            if spent >= 1 or not search.idlers:
                break
            took = {0: search.tries(heat), **team.hear()}
            rounds += 1
    state.restore(saved)


def _news(heat: float, took: dict[int, list[Moves]], number: int) -> tuple[float, dict[int, list[Moves]]]:
    """What process `number` does not know yet."""
    return heat, {other: moves for other, moves in took.items() if other != number}


def _follow(search: "_Search", number: int, first: Link, *, seed: int) -> None:
    """What each of the other processes does, until the first is gone."""
    search.rng.seed(seed)
    rounds, mine = 0, list[Moves]()
    while True:
        heat, took = first.hear()
        search.agree({number: mine, **took}, me=number, turn=rounds)
        if rounds % COUNT == 0:
            search.look()
        mine = search.tries(heat)
        first.send(mine)
        rounds += 1


class _Search:
    """One process's part of the search, on a schedule of its own."""

    def __init__(self, state: State, rng: random.Random) -> None:
        model = state.model
        self.state, self.rng = state, rng
        self.movable = [r for r, t in enumerate(state.slot) if t >= 0 and not state.fixed[r]]
        self.idlers: list[int] = []  # whose idle time could be less
        sides = list(zip(model.side_a, model.side_b, strict=True))
        self._busier = [a if state.count[a] >= state.count[b] else b for a, b in sides]  # of a meeting's two people
        self._other = [a + b - p for (a, b), p in zip(sides, self._busier, strict=True)]
        self._least = [
            least_idle(model, there, count) for there, count in zip(model.available, state.count, strict=True)
        ]
        self._spans = Spans(state)
        self._find = finder(state, self._spans, rng)

    def idle(self) -> int:
        return sum([mask.bit_count() for mask in self._spans.idle])

    def look(self) -> None:
        """Who is idle now."""
        self.idlers = [p for p, mask in enumerate(self._spans.idle) if mask.bit_count() > self._least[p]]
        self.state.journal.clear()

    def agree(self, took: dict[int, list[Moves]], *, me: int, turn: int) -> None:
        if len(took) > 1:
            agree(self.state, self._spans, took, me=me, turn=turn)

    def tries(self, heat: float) -> list[Moves]:
        """A round of them; the shifts that were taken."""
        state, chance, find = self.state, self.rng.random, self._find
        slot, fixed, busy, at, days = state.slot, state.fixed, state.busy, state.at, state.model.day_masks
        idlers, movable, edges = self.idlers, self.movable, 2 * len(days)
        free = 1 - math.exp(-1 / heat) if heat else 1  # the share of the tries that may cost nothing
        took: list[Moves] = []
        for _ in range(ROUND):
            r = -1
            if chance() < AIMED:
                p, pick = idlers[int(chance() * len(idlers))], int(chance() * edges)
                today = busy[p] & days[pick >> 1]
                if today:  # its first or its last meeting
                    r = at[p][today.bit_length() - 1 if pick & 1 else (today & -today).bit_length() - 1]
            if r < 0:
                r = movable[int(chance() * len(movable))]
            if fixed[r]:
                continue
            p = self._busier[r] if chance() < BUSIER else self._other[r]
            draw = chance()
            limit = 0 if draw < free else int(-heat * math.log(1 - draw))
            shift = find(p, slot[r], limit)
            if shift is not None:
                moves: Moves = [(q, slot[q], t) for q, t in shift]
                if _take(state, self._spans, p, shift, limit):
                    took.append(moves)
        return took


def least_idle(model: Model, there: int, count: int) -> int:
    """The fewest idle slots of somebody with so many meetings who is there in these slots."""
    best = [0]
    for day in model.day_masks:
        spots = []
        today = there & day
        while today:
            low = today & -today
            today ^= low
            spots.append(low.bit_length())
        row = [0] + [
            min([spots[i + n - 1] - spots[i] + 1 - n for i in range(len(spots) - n + 1)])
            for n in range(1, min(count, len(spots)) + 1)
        ]
        most = min(count, len(best) + len(row) - 2)
        best = [
            min([best[i] + row[n - i] for i in range(max(0, n - len(row) + 1), min(n, len(best) - 1) + 1)])
            for n in range(most + 1)
        ]
    return best[count]


def _take(state: State, spans: Spans, p: int, shift: Shift, limit: int) -> bool:
    """All of the shift, or nothing, and then False, where a rule is against it or it costs more than it seemed."""
    side_a, side_b, ruled = state.model.side_a, state.model.side_b, False
    people = {p}
    for r, _ in shift:
        people.add(side_a[r] + side_b[r] - p)
        ruled = ruled or state.model.ruled[r]
    twice = len(people) <= len(shift)
    if not ruled and not twice:
        state.reseat(shift)
        spans.look(people)
        return True
    before = sum([spans.idle[q].bit_count() for q in people])
    mark = state.mark()
    for r, _ in shift:
        state.remove(r)
    for r, u in shift:
        if not state.open >> u & 1 or not state.place(r, u):
            state.undo(mark)
            return False
    if twice and sum([idle_slots(state, q) for q in people]) - before > limit:
        state.undo(mark)
        return False
    spans.look(people)
    return True
