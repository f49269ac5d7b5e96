"""A timetable with every request placed, said in clauses.

What makes the search short: the tables are counted over the people who sit in a slot (two to a table), not over the
requests, those with no slot to spare taken as seated; and each participant's meetings are counted along its day.
"""

from matching.exact.formula import Formula
from matching.matchings import most_matched
from matching.model import Model, bits


class Timetable:
    def __init__(self, model: Model, allowed: list[int]) -> None:
        """`allowed`: the slots each request may stand in, a subset of the model's."""
        self.model, self.allowed = model, allowed
        self.formula = Formula()
        new = self.formula.new
        self.stands = [{t: new() for t in bits(mask)} for mask in allowed]  # per request and slot
        self.busy = [self._busy_of(p) for p in model.people]  # per participant and slot
        self.runs: list[list[int]] = []  # per participant: a break ends here
        self.idle: list[list[int]] = []  # per participant: an idle slot
        self._place_each_once()
        self._seat_at_tables()
        self._keep_order()
        self._leave_time_to_walk()
        for p in model.people:
            self._count_meetings(p)
            self._find_idle_time(p)
        self._be_fair()

    @property
    def costs(self) -> list[list[int]]:
        """Per participant the literals of which as few as possible are to be true."""
        return self.runs if self.model.by_breaks else self.idle

    def slots(self, truth: set[int]) -> list[int]:
        """The slot of each request under an assignment, told by its true literals."""
        return [next(t for t, literal in where.items() if literal in truth) for where in self.stands]

    def _busy_of(self, p: int) -> list[int]:
        model, formula = self.model, self.formula
        rows = [self.stands[r] for r in model.requests_of[p]]
        row = []
        for t in range(len(model.slot_ids)):
            here = [where[t] for where in rows if t in where]
            formula.at_most_one(here) if here else None
            row.append(formula.any_of(here))
        return row

    def _place_each_once(self) -> None:
        for where in self.stands:
            self.formula.exactly_one(list(where.values()))

    def _always_busy(self, p: int) -> bool:
        free = sum(literal != -self.formula.true for literal in self.busy[p])
        return free == len(self.model.requests_of[p])

    def _seat_at_tables(self) -> None:
        model, formula = self.model, self.formula
        none = -formula.true
        slots = range(len(model.slot_ids))
        settled = [self._always_busy(p) for p in model.people]
        elsewhere = model.tables * (len(slots) - 1)
        for t in slots:
            here = [p for p in model.people if self.busy[p][t] != none]
            seated = sum(settled[p] for p in here)
            others = [self.busy[p][t] for p in here if not settled[p]]
            formula.at_most(2 * model.tables - seated, others)
            formula.at_least(max(0, 2 * (len(model.weight) - elsewhere) - seated), others)

    def _keep_order(self) -> None:
        for second, firsts in enumerate(self.model.earlier):
            for first in firsts:
                for t, literal in self.stands[second].items():
                    self.formula.add(-literal, *[at for u, at in self.stands[first].items() if u < t])

    def _leave_time_to_walk(self) -> None:
        model = self.model
        if model.reach < 0:
            return
        for p in model.people:
            mine = [r for r in model.requests_of[p] if model.zone[r] >= 0]
            for i, r in enumerate(mine):
                for q in mine[:i]:
                    for t, one in self.stands[r].items():
                        for u, other in self.stands[q].items():
                            if t != u and model.too_near(model.zone[r], t, model.zone[q], u):
                                self.formula.add(-one, -other)

    def _count_meetings(self, p: int) -> None:
        """As many busy slots as requests, and up to each slot as many as the requests leave no choice about.

        It follows from the rest, but no search sees that by itself.
        """
        model, formula = self.model, self.formula
        rows = [self.allowed[r] for r in model.requests_of[p]]
        tally: list[int] = []
        for t, literal in enumerate(self.busy[p]):
            if literal == -formula.true:
                continue
            if len(tally) == len(rows):
                formula.add(-tally[-1], -literal)
            tally = formula.counted_on(tally, literal, len(rows))
            below = (2 << t) - 1
            least = len(rows) - most_matched([row & ~below for row in rows])
            most = most_matched([row & below for row in rows])
            if least > len(tally):  # what stands leaves some request no slot: there is no such timetable
                formula.add(-formula.true)
            elif least:
                formula.add(tally[least - 1])
            if most < len(tally):
                formula.add(-tally[most])

    def _find_idle_time(self, p: int) -> None:
        model = self.model
        runs: list[int] = []
        idle: list[int] = []
        if len(model.requests_of[p]) > 1:
            for day in model.day_masks:
                row = [self.busy[p][t] for t in bits(day)]
                runs += self._breaks_of(row)
                if not model.by_breaks:
                    idle += self._idle_slots_of(row)
        self.runs.append(runs)
        self.idle.append(idle)

    def _breaks_of(self, row: list[int]) -> list[int]:
        formula, none = self.formula, -self.formula.true
        found = []
        so_far = none  # busy at or before the slot before the last
        for t in range(2, len(row)):
            so_far = formula.any_of([literal for literal in (so_far, row[t - 2]) if literal != none])
            if none in {so_far, row[t]}:
                continue
            ends = formula.new()
            formula.add(ends, -so_far, row[t - 1], -row[t])
            formula.add(-ends, so_far)
            formula.add(-ends, -row[t - 1])
            formula.add(-ends, row[t])
            found.append(ends)
        return found

    def _idle_slots_of(self, row: list[int]) -> list[int]:
        formula, none = self.formula, -self.formula.true
        later, after = none, []
        for literal in reversed(row):
            after.append(later)
            later = formula.any_of([x for x in (later, literal) if x != none])
        after.reverse()
        found = []
        so_far = none
        for t, literal in enumerate(row):
            if none not in {so_far, after[t]}:
                idle = formula.new()
                formula.add(idle, -so_far, literal, -after[t])
                found.append(idle)
            so_far = formula.any_of([x for x in (so_far, literal) if x != none])
        return found

    def _be_fair(self) -> None:
        """Whoever has more breaks than the limit allows beside none, all have some; and so on upwards."""
        limit, formula = self.model.fairness, self.formula
        if limit is None or not self.runs:
            return
        floor = min(len(runs) for runs in self.runs)  # what the calmest can be made to have at most
        counts = [formula.tallied(runs, limit + floor + 1) for runs in self.runs]
        for level in range(floor + 1):
            too_many = [count[limit + level] for count in counts if len(count) > limit + level]
            if not too_many:
                continue
            over = formula.any_of(too_many)
            for count in counts:
                formula.add(-over, count[level] if level < len(count) else -formula.true)
