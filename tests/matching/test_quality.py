"""How good a plan is: weight against the bound, minimum of meetings, tables kept, a re-run that keeps its word."""

import time
from typing import Any

import pytest

from bench.fairs import PRESETS, fair_problem, rerun_of
from matching.judge import judge
from matching.plan import Plan, parse_plan, plan_as_json
from matching.problem import parse_problem
from matching.solver import solve


@pytest.mark.parametrize("regime", ["loose", "tight", "narrow"])
def test_the_gap_of_a_fair_is_under_five_in_ten_thousand(regime: str) -> None:
    """A third of the greatest fair, without the exact search: it is too large for that."""
    problem = fair_problem(300, 130, 48, 5000, seed=2, regime=regime)
    plan = solve(parse_problem(problem), seconds=0)
    assert judge(problem, plan_as_json(plan)) == []
    assert plan.gap < 0.0005


def test_a_small_narrow_fair_is_solved_to_its_optimum() -> None:
    problem = fair_problem(*PRESETS["S"], seed=1, regime="narrow")
    plan = solve(parse_problem(problem), seconds=0)
    assert judge(problem, plan_as_json(plan)) == []
    assert (plan.weight, plan.upper_bound, plan.gap) == (1068, 1068, 0.0)


def test_those_below_their_minimum_come_first_where_it_costs_nothing() -> None:
    """E meets one of two who weigh the same; B2 asked for a meeting at least."""
    problem: dict[str, Any] = {
        "slots": [{"id": 0, "day": 0, "index": 0}],
        "tables": 1,
        "participants": [
            {"id": p, "kind": "firm", "availability": [0], "max_meetings": 1, "min_meetings": int(p == "B2")}
            for p in ("E", "B1", "B2")
        ],
        "requests": [{"id": 1, "a": "E", "b": "B1", "weight": 3}, {"id": 2, "a": "E", "b": "B2", "weight": 3}],
    }
    assert [m.request for m in solve(parse_problem(problem), seconds=0).meetings] == [2]
    problem["requests"][0]["weight"] = 4  # now it would cost weight: it is only told
    plan = solve(parse_problem(problem), seconds=0)
    assert [m.request for m in plan.meetings] == [1]
    assert [(low.participant, low.meetings) for low in plan.below_minimum] == [("B2", 0)]


def test_steering_to_the_minimum_costs_no_weight() -> None:
    without, steered = 0, 0
    for seed in range(4):
        problem = fair_problem(40, 20, 12, 300, seed=seed, regime="narrow")
        before = solve(parse_problem(problem), seconds=0)
        for person in problem["participants"]:
            person["min_meetings"] = min(4, person["max_meetings"])
        counts = {person["id"]: 0 for person in problem["participants"]}
        where = {request["id"]: request for request in problem["requests"]}
        for meeting in before.meetings:
            counts[where[meeting.request]["a"]] += 1
            counts[where[meeting.request]["b"]] += 1
        after = solve(parse_problem(problem), seconds=0)
        assert judge(problem, plan_as_json(after)) == []
        assert after.weight >= before.weight
        without += sum(max(0, p["min_meetings"] - counts[p["id"]]) for p in problem["participants"])
        steered += sum(low.min_meetings - low.meetings for low in after.below_minimum)
    assert steered < without


def changes_of_table(problem: dict, plan: Plan) -> tuple[int, int]:
    """How often somebody's next meeting is at another table, of how many seats in all."""
    sides = {request["id"]: (request["a"], request["b"]) for request in problem["requests"]}
    last: dict[str, int] = {}
    changes = seats = 0
    for meeting in sorted(plan.meetings, key=lambda m: m.slot):
        for side in sides[meeting.request]:
            seats += 1
            changes += last.get(side, meeting.table) != meeting.table
            last[side] = meeting.table
    return changes, seats


def test_few_change_tables(monkeypatch) -> None:
    """Each change is a walk: fewer than half of the seats cost one, and the second pass spares some that the first leaves."""
    problem = fair_problem(60, 30, 24, 600, seed=1, regime="tight")
    plan = solve(parse_problem(problem), seconds=0)
    assert judge(problem, plan_as_json(plan)) == []
    changes, seats = changes_of_table(problem, plan)
    assert changes < 0.5 * seats
    monkeypatch.setattr("matching.tables._settle", lambda *_: None)
    before, _ = changes_of_table(problem, solve(parse_problem(problem), seconds=0))
    assert changes < before


def test_a_rerun_moves_and_drops_nothing_that_is_confirmed() -> None:
    """Departures, cancellations and late wishes at a fair, all confirmed meetings pinned."""
    problem = fair_problem(*PRESETS["M"], seed=1, regime="tight")
    plan = solve(parse_problem(problem), seconds=0)
    changed, confirmed = rerun_of(problem, plan_as_json(plan), seed=1)
    began = time.process_time()
    again = solve(parse_problem(changed), seconds=0, previous=parse_plan(plan_as_json(plan)))
    took = time.process_time() - began
    assert judge(changed, plan_as_json(again)) == []
    where = {m.request: (m.slot, m.table) for m in again.meetings}
    assert {request: where.get(request) for request in confirmed} == confirmed
    assert again.moved == 0
    assert len(again.meetings) > len(confirmed)
    assert took < 2.0
