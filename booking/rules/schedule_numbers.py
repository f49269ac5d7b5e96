"""The figures of a preview, out of its placements. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import Any


@dataclass(frozen=True, slots=True)
class Spot:
    """A slot's place in time: its day, its number."""

    day: int
    index: int


@dataclass(frozen=True, slots=True)
class PersonNumbers:
    meetings: int
    idle: int  # slots between two meetings of a day
    table_changes: int  # from one meeting to the next of the same day


@dataclass(slots=True)
class Served:
    """What one person wished or was wished for, and how much of it has a place; points are weights of wishes."""

    by_priority: dict[int, list[int]] = field(default_factory=dict)  # priority -> [placed, wished]
    points: int = 0
    points_wished: int = 0
    first: int | None = None  # slots, by time
    last: int | None = None
    meetings: int = 0
    idle: int = 0

    @property
    def wished(self) -> int:
        return sum(wished for _, wished in self.by_priority.values())

    @property
    def placed(self) -> int:
        return sum(placed for placed, _ in self.by_priority.values())

    @property
    def unmet(self) -> int:
        return self.wished - self.placed

    @property
    def share(self) -> float | None:
        """Points placed of points wished, 0 to 1; None for somebody of whom nothing is open."""
        return self.points / self.points_wished if self.points_wished else None


@dataclass(frozen=True, slots=True)
class Wanted:
    """An open wish as its people feel it."""

    people: tuple[int, ...]
    priority: int
    weight: int
    is_placed: bool


def served_people(
    wanted: Iterable[Wanted], placements: Mapping[str, Mapping[str, Any]], spots: Mapping[int, Spot]
) -> dict[int, Served]:
    """By person: everybody in a wish or in a place of the preview."""
    found: dict[int, Served] = defaultdict(Served)
    for wish in wanted:
        for person in wish.people:
            one = found[person]
            line = one.by_priority.setdefault(wish.priority, [0, 0])
            line[0] += wish.is_placed
            line[1] += 1
            one.points += wish.weight * wish.is_placed
            one.points_wished += wish.weight
    for place in placements.values():
        for person in (place["a"], place["b"]):
            one, slot = found[person], place["slot"]
            if one.first is None or spots[slot].index < spots[one.first].index:
                one.first = slot
            if one.last is None or spots[slot].index > spots[one.last].index:
                one.last = slot
    for person, numbers in people_numbers(placements, spots).items():
        found[person].meetings, found[person].idle = numbers.meetings, numbers.idle
    return dict(found)


def numbers_of(
    placements: Mapping[str, Mapping[str, Any]],
    wishes: Mapping[str, tuple[int, bool]],
    spots: Mapping[int, Spot],
) -> dict[str, Any]:
    """`wishes` are all that were open, placed or not: (priority, must). Counts, idle time, how evenly people are served."""
    placed = [key for key in placements if key in wishes]
    total, met = Counter(p for p, _ in wishes.values()), Counter(wishes[key][0] for key in placed)
    people = people_numbers(placements, spots)
    counts = sorted(numbers.meetings for numbers in people.values())
    return {
        "wishes": len(wishes),
        "placed": len(placed),
        "standing": sum(1 for key in placements if key.startswith("m")),
        "by_priority": {str(p): [met[p], total[p]] for p in sorted(total)},
        "must": [sum(1 for key in placed if wishes[key][1]), sum(1 for _, must in wishes.values() if must)],
        "idle_slots": sum(numbers.idle for numbers in people.values()),
        "table_changes": sum(numbers.table_changes for numbers in people.values()),
        "people": len(people),
        "fewest": counts[0] if counts else 0,
        "median": median(counts) if counts else 0,
        "most": counts[-1] if counts else 0,
    }


def people_numbers(placements: Mapping[str, Mapping[str, Any]], spots: Mapping[int, Spot]) -> dict[int, PersonNumbers]:
    days: dict[int, dict[int, list[tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))
    for place in placements.values():
        spot = spots[place["slot"]]
        for person in (place["a"], place["b"]):
            days[person][spot.day].append((spot.index, place["table"]))
    found = {}
    for person, by_day in days.items():
        idle = changes = meetings = 0
        for line in by_day.values():
            line.sort()
            meetings += len(line)
            idle += line[-1][0] - line[0][0] + 1 - len(line)
            changes += sum(1 for one, other in pairwise(line) if one[1] != other[1])
        found[person] = PersonNumbers(meetings, idle, changes)
    return found
