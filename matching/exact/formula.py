"""Clauses over numbered literals and the ways to count in them. A literal is a number, its negation the negative."""

from collections.abc import Iterable, Sequence

PAIRWISE = 5  # up to so many literals, "at most one" is said pair by pair


class Formula:
    def __init__(self) -> None:
        self.clauses: list[list[int]] = []
        self.top = 0
        self.true = self.new()
        self.add(self.true)

    def new(self) -> int:
        self.top += 1
        return self.top

    def add(self, *literals: int) -> None:
        self.clauses.append(list(literals))

    def take_new(self) -> list[list[int]]:
        """The clauses since the last call, which are handed over."""
        fresh, self.clauses = self.clauses, []
        return fresh

    def any_of(self, literals: Sequence[int]) -> int:
        """A literal that is true exactly when one of these is."""
        if len(literals) == 1:
            return literals[0]
        if not literals:
            return -self.true
        either = self.new()
        self.add(-either, *literals)
        for literal in literals:
            self.add(-literal, either)
        return either

    def at_most_one(self, literals: Sequence[int]) -> None:
        if len(literals) <= PAIRWISE:
            for i, one in enumerate(literals):
                for other in literals[:i]:
                    self.add(-one, -other)
            return
        before = literals[0]
        for literal in literals[1:-1]:
            self.add(-before, -literal)
            so_far = self.new()
            self.add(-before, so_far)
            self.add(-literal, so_far)
            before = so_far
        self.add(-before, -literals[-1])

    def exactly_one(self, literals: Sequence[int]) -> None:
        self.add(*literals)
        self.at_most_one(literals)

    def at_least(self, least: int, literals: Sequence[int]) -> None:
        self.at_most(len(literals) - least, [-literal for literal in literals])

    def at_most(self, most: int, literals: Sequence[int]) -> None:
        if most < 0:
            self.add(-self.true)
        elif most < len(literals):
            self.add(-self.counted(literals, most + 1)[most])

    def counted(self, literals: Sequence[int], most: int) -> list[int]:
        """Literals that must be true when at least 1, 2, … `most` of these are: a totalizer."""
        level = [[literal] for literal in literals]
        while len(level) > 1:
            pairs = zip(level[::2], level[1::2], strict=False)
            rest = level[-1:] if len(level) % 2 else []
            level = [self._merged(one, other, most) for one, other in pairs] + rest
        return level[0] if level else []

    def _merged(self, one: list[int], other: list[int], most: int) -> list[int]:
        total = [self.new() for _ in range(min(most, len(one) + len(other)))]
        for i in range(len(one) + 1):
            for j in range(len(other) + 1):
                if i + j:
                    clause = [-one[i - 1]] * (i > 0) + [-other[j - 1]] * (j > 0)
                    self.add(*clause, total[min(i + j, len(total)) - 1])
        return total

    def tallied(self, literals: Iterable[int], most: int) -> list[int]:
        """Literals that are true exactly when at least 1, 2, … `most` of these are: a counter along the list."""
        so_far: list[int] = []
        for literal in literals:
            so_far = self.counted_on(so_far, literal, most)
        return so_far

    def counted_on(self, so_far: list[int], literal: int, most: int) -> list[int]:
        """The exact tally after one more literal."""
        tally = []
        for k in range(min(len(so_far) + 1, most)):
            fewer = so_far[k - 1] if k else self.true
            as_many = so_far[k] if k < len(so_far) else -self.true
            now = self.new()
            self.add(-as_many, now)
            self.add(-fewer, -literal, now)
            self.add(-now, as_many, fewer)
            self.add(-now, as_many, literal)
            tally.append(now)
        return tally
