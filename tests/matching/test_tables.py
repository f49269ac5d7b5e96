"""Which meeting is at which table: tracks of meetings whose people stay seated, and what they spare."""

from itertools import pairwise

from bench.fairs import fair_problem
from matching.judge import judge
from matching.model import compile_model
from matching.placement import place_in_order, place_pins
from matching.plan import plan_as_json
from matching.problem import parse_problem
from matching.solver import solve
from matching.state import State
from matching.tables import assign_tables, table_changes
from matching.tracks import make_tracks


def scheduled(seed: int, regime: str) -> State:
    model = compile_model(parse_problem(fair_problem(60, 30, 24, 600, seed=seed, regime=regime)))
    state = place_pins(model)
    place_in_order(state, list(model.requests))
    return state


def test_somebody_stays_at_each_step_of_a_track_and_no_meeting_is_in_two() -> None:
    for seed, regime in ((1, "tight"), (2, "narrow")):
        state = scheduled(seed, regime)
        rows = [[r for r in row if r >= 0] for row in state.at]
        tracks = make_tracks(rows, {}, state.slot)
        placed = sorted(r for r, t in enumerate(state.slot) if t >= 0)
        assert sorted(r for track in tracks for r in track) == placed
        steps = {step for row in rows for step in pairwise(row)}
        assert all(step in steps for track in tracks for step in pairwise(track))


def test_there_are_as_many_steps_as_can_be() -> None:
    """Four meetings in a ring: of two who could stay one does, at each end."""
    rows = [[0, 1], [0, 2], [1, 3], [2, 3]]  # 0, then 1 and 2 at once, then 3
    slot = [0, 1, 1, 2]
    tracks = make_tracks(rows, {}, slot)
    assert sorted(map(len, tracks)) == [1, 3]
    assert make_tracks(rows, {0: 5, 3: 7}, slot) in ([[0, 1], [2]], [[0, 2], [1]])  # two tables: cut before the second


def test_tables_that_are_held_stay_and_the_others_stay_clear_of_them() -> None:
    state = scheduled(3, "tight")
    first = assign_tables(state, {})
    wanted = {r: (number + 1) % state.model.tables for r, number in first.items() if r % 3}
    again = assign_tables(state, wanted)
    assert {r: again[r] for r in wanted} == wanted
    for here in state.inside:
        assert len({again[r] for r in here}) == len(here)


def test_tracks_spare_walks() -> None:
    """Against seating slot by slot in the order of the file, each where one of its sides sat if that is free."""
    state = scheduled(1, "tight")
    seats: dict[int, int] = {}
    plain: dict[int, int] = {}
    for t, here in enumerate(state.inside):
        free = set(range(state.model.tables))
        for r in sorted(here):
            sides = (state.model.side_a[r], state.model.side_b[r])
            near = [seats[p] for p in sides if seats.get(p) in free]
            plain[r] = near[0] if near else min(free)
            free.discard(plain[r])
        for r in here:
            for p in (state.model.side_a[r], state.model.side_b[r]):
                seats[p] = plain[r]
        del t
    assert sum(table_changes(state, assign_tables(state, {}))) < 0.9 * sum(table_changes(state, plain))


def test_a_plan_with_some_tables_pinned_passes_the_judge() -> None:
    problem = fair_problem(60, 30, 24, 600, seed=1, regime="tight")
    plan = solve(parse_problem(problem), seconds=0)
    problem["pinned"] = [
        {"request": m.request, "slot": m.slot, "table": (m.table + 7) % problem["tables"]}
        for m in plan.meetings
        if m.table % 3 == 0
    ]
    again = solve(parse_problem(problem), seconds=0)
    assert judge(problem, plan_as_json(again)) == []
