"""The integer programme for small problems: the true optimum, and what happens without its solver."""

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bench.fairs import fair_problem
from matching import milp
from matching.bounds import upper_bound
from matching.judge import judge
from matching.model import compile_model
from matching.placement import place_pins
from matching.plan import plan_as_json
from matching.problem import parse_problem
from matching.solver import solve
from tests.matching.brute import best_weight
from tests.matching.instances import full_problem

NARROW = fair_problem(30, 20, 12, 180, seed=3, regime="narrow")


def without_walks(seed: int) -> dict[str, Any]:
    problem = full_problem(seed, people=5, slots=3, requests=7, tables=2)
    return problem | {"walking": [], "objective": {}}


def test_it_finds_the_true_optimum_from_an_empty_schedule() -> None:
    """Languages, order, quotas and slots in it; the bound it proves is the optimum too."""
    for seed in range(40):
        problem = without_walks(seed)
        model = compile_model(parse_problem(problem))
        state = place_pins(model)
        assert milp.suits(state, timed=False)
        upper = milp.place_exactly(state, upper_bound(model).upper, seconds=None, going=lambda: True)
        weight = sum(w for w, t in zip(model.weight, state.slot, strict=True) if t >= 0)
        assert (weight, upper) == (best_weight(problem),) * 2, seed


def test_pins_and_musts_stand_in_it() -> None:
    rnd = random.Random(4)
    raw = json.loads(json.dumps(NARROW))
    first = solve(parse_problem(raw), seconds=0)
    raw["pinned"] = [{"request": m.request, "slot": m.slot, "table": m.table} for m in rnd.sample(first.meetings, 5)]
    for meeting in rnd.sample(first.meetings, 8):
        raw["requests"][int(meeting.request)]["must"] = True
    plan = solve(parse_problem(raw), seconds=0)
    assert judge(raw, plan_as_json(plan)) == []
    assert (plan.gap, plan.weight) == (0.0, first.weight)


def test_without_its_solver_the_plan_is_good_and_says_its_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = parse_problem(NARROW)
    best = solve(problem, seconds=0)
    monkeypatch.setattr(milp, "find_spec", lambda name: None)
    plan = solve(problem, seconds=0)
    assert judge(NARROW, plan_as_json(plan)) == []
    assert best.gap == 0.0
    assert 0.0 < plan.gap < 0.03
    assert plan.weight <= best.weight <= plan.upper_bound


def test_a_stopped_search_changes_nothing() -> None:
    model = compile_model(parse_problem(NARROW))
    state = place_pins(model)
    bound = upper_bound(model).upper
    assert milp.place_exactly(state, bound, seconds=60, going=lambda: False) <= bound
    assert sum(len(here) for here in state.inside) in {0, solved_size(model)}


def solved_size(model: Any) -> int:
    """It may have been faster than the question: then the whole optimum is in."""
    state = place_pins(model)
    milp.place_exactly(state, upper_bound(model).upper, seconds=None, going=lambda: True)
    return sum(len(here) for here in state.inside)


def test_standard_output_holds_the_plan_alone(tmp_path: Path) -> None:
    path = tmp_path / "narrow.json"
    path.write_text(json.dumps(NARROW))
    run = subprocess.run(
        [sys.executable, "-m", "matching", "solve", str(path), "--seconds", "0"], capture_output=True, check=True
    )
    assert json.loads(run.stdout)["gap"] == 0.0
    assert run.stderr == b""
