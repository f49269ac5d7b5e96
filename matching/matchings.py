"""How many rows can be matched to different columns, where each row is a bit mask of its columns."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Matched:
    size: int
    crowded: frozenset[int]  # rows that share too few columns between them; empty where all are matched
    columns: int  # how many columns the crowded rows have: no more of them can be matched


def most_matched(rows: list[int]) -> int:
    """The size of a largest matching."""
    return match(rows).size


def match(rows: list[int]) -> Matched:
    """A largest matching by augmenting paths, and the rows that stand in each other's way."""
    owner: dict[int, int] = {}
    held: dict[int, int] = {}
    taken = 0
    waiting = []
    for row, mask in enumerate(rows):  # first what is free at once: most of it
        low = mask & ~taken
        low &= -low
        if low:
            taken |= low
            column = low.bit_length() - 1
            owner[column], held[row] = row, column
        else:
            waiting.append(row)
    left = [row for row in waiting if not _augment(rows, owner, held, row)]
    if not left:
        return Matched(len(held), frozenset(), 0)
    crowded, seen = set(left), 0
    queue = list(left)
    for row in queue:  # every column seen is owned: otherwise there were a path left
        fresh = rows[row] & ~seen
        seen |= fresh
        while fresh:
            low = fresh & -fresh
            fresh ^= low
            mover = owner[low.bit_length() - 1]
            if mover not in crowded:
                crowded.add(mover)
                queue.append(mover)
    return Matched(len(held), frozenset(crowded), seen.bit_count())


def _augment(rows: list[int], owner: dict[int, int], held: dict[int, int], start: int) -> bool:
    came_from: dict[int, int] = {}
    seen = 0
    queue = [start]
    for row in queue:
        fresh = rows[row] & ~seen
        seen |= fresh
        while fresh:
            low = fresh & -fresh
            fresh ^= low
            column = low.bit_length() - 1
            came_from[column] = row
            if column in owner:
                queue.append(owner[column])
                continue
            while True:  # flip the path back to the start
                mover = came_from[column]
                left = held.get(mover)
                owner[column], held[mover] = mover, column
                if left is None:
                    return True
                column = left
    return False
