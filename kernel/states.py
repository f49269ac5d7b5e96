"""State machines without a library: a table of moves and one function that uses it."""

from collections.abc import Mapping

from kernel.errors import IllegalMove

Moves = Mapping[str, frozenset[str]]


def check_move(moves: Moves, before: str, after: str) -> None:
    """Raises IllegalMove (409) when the table has no way from `before` to `after`."""
    if after not in moves.get(before, frozenset()):
        raise IllegalMove(state=before, wanted=after)
