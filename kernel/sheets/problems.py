"""What is wrong in a file, and where. The first two hundred are kept, the rest are counted."""

from dataclasses import dataclass, field

KEPT = 200


@dataclass(frozen=True, slots=True)
class Problem:
    """`row` is the row as the spreadsheet shows it (the header is 1), 0 when it is about the whole file."""

    file: str
    row: int
    column: str
    code: str
    reason: str

    def __str__(self) -> str:
        place = [self.file, str(self.row) if self.row else "", self.column]
        return ", ".join(part for part in place if part) + f": {self.reason}"


@dataclass(slots=True)
class Problems:
    kept: list[Problem] = field(default_factory=list)
    count: int = 0

    def add(self, file: str, row: int, column: str, code: str, reason: str) -> None:
        self.count += 1
        if len(self.kept) < KEPT:
            self.kept.append(Problem(file, row, column, code, reason))

    def in_order(self) -> list[Problem]:
        return sorted(self.kept, key=lambda problem: (problem.file, problem.row))

    def __bool__(self) -> bool:
        return self.count > 0
