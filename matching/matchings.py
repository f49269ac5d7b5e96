"""Rows matched to different columns, where each row is a bit mask of its columns."""


def most_matched(rows: list[int]) -> int:
    """The size of a largest matching."""
    return len(matched(rows))


def matched(rows: list[int], *, most: int | None = None) -> dict[int, int]:
    """A largest matching, row -> column, of at most `most` rows; once matched, a row stays so for all that come later."""
    owner: dict[int, int] = {}
    held: dict[int, int] = {}
    every = taken = 0
    for mask in rows:
        every |= mask
    enough = every.bit_count() if most is None else min(most, every.bit_count())
    for row, mask in enumerate(rows):
        if len(held) == enough:
            break
        low = mask & ~taken
        low &= -low
        if low:
            column = low.bit_length() - 1
            owner[column], held[row] = row, column
            taken |= low
        elif (column := _augment(rows, owner, held, row)) >= 0:
            taken |= 1 << column
    return held


def _augment(rows: list[int], owner: dict[int, int], held: dict[int, int], start: int) -> int:
    """The column that is taken in addition, -1 where there is none."""
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
            end = column
            while True:  # flip the path back to the start
                mover = came_from[column]
                left = held.get(mover)
                owner[column], held[mover] = mover, column
                if left is None:
                    return end
                column = left
    return -1
