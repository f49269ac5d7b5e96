"""How many rows can be matched to different columns, where each row is a bit mask of its columns."""


def most_matched(rows: list[int]) -> int:
    """The size of a largest matching (augmenting paths)."""
    owner: dict[int, int] = {}
    held: dict[int, int] = {}
    return sum(_augment(rows, owner, held, row) for row in range(len(rows)))


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
