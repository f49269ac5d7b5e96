"""What must be met is placed even where everything it needs is taken, and nothing that must be met pays for it."""

import random
from itertools import product
from typing import Any

import pytest

from matching.insist import insist
from matching.model import compile_model
from matching.placement import place_in_order
from matching.problem import parse_problem
from matching.state import State

FIRMS, BUYERS = "ABC", "XYZ"


def a_state(pairs: list[tuple[str, str, bool]], *, slots: int, tables: int) -> State:
    names = sorted({name for a, b, _ in pairs for name in (a, b)})
    problem: dict[str, Any] = {
        "slots": [{"id": t, "day": 0, "index": t} for t in range(slots)],
        "tables": tables,
        "participants": [
            {"id": name, "kind": "firm", "availability": list(range(slots)), "max_meetings": slots} for name in names
        ],
        "requests": [
            {"id": i, "a": a, "b": b, "weight": 1 if must else 8, "must": must} for i, (a, b, must) in enumerate(pairs)
        ],
    }
    return State(compile_model(parse_problem(problem)))


@pytest.mark.parametrize("seed", range(4))
def test_a_full_square_of_musts_is_placed_through_what_stands_in_the_way(seed: int) -> None:
    """Three firms and three buyers who must all meet in three slots: every place counts, and dearer wishes hold them all."""
    rivals = [(a, b, False) for a, b in product(FIRMS, "PQR")]
    state = a_state([(a, b, True) for a, b in product(FIRMS, BUYERS)] + rivals, slots=3, tables=3)
    model = state.model
    place_in_order(state, [r for r in model.requests if not model.must[r]])
    for r, t in ((0, 0), (4, 0)):  # A with X and B with Y at once: a square begins so, or must be begun anew
        for q in [q for q in model.requests if state.slot[q] == t and not model.must[q]]:
            state.remove(q)
        assert state.place(r, t)
    state.journal.clear()
    assert insist(state, steps=5_000, rng=random.Random(seed), stop=lambda: False)
    placed = {(state.slot[r], model.side_a[r], model.side_b[r]) for r in model.requests if model.must[r]}
    assert min(slot for slot, _, _ in placed) >= 0
    for side in (1, 2):
        assert len({(place[0], place[side]) for place in placed}) == 9  # nobody in two meetings at once
    assert [state.slot[r] for r in model.requests if not model.must[r]] == [-1] * 9


def test_what_cannot_be_is_given_up_with_the_most_of_it_standing_and_soon_when_told_so() -> None:
    """Three who must all meet each other in two slots."""
    asked = []

    def stop() -> bool:
        asked.append(1)
        return True

    triangle = [("A", "B", True), ("B", "C", True), ("C", "A", True)]
    state = a_state(triangle, slots=2, tables=3)
    assert not insist(state, steps=10_000, rng=random.Random(1), stop=stop)
    assert sorted(slot >= 0 for slot in state.slot) == [False, True, True]
    assert len(asked) == 1


def test_where_nothing_waits_nothing_moves() -> None:
    state = a_state([("A", "B", True)], slots=1, tables=1)
    assert state.place(0, 0)
    assert insist(state, steps=10, rng=random.Random(1), stop=lambda: False)
    assert state.slot == [0]
