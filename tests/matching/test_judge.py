"""The judge must see every kind of fault, and be made of nothing of the solver's."""

import ast
import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from matching import judge as judge_module
from matching.judge import Malformed, judge, judge_texts

Change = Callable[[dict[str, Any], dict[str, Any]], None]


def a_problem() -> dict[str, Any]:
    """Four slots on two days, every rule in use, and three meetings that keep them."""
    people = [
        {"id": "E1", "kind": "exhibitor", "availability": [0, 1, 2, 3], "max_meetings": 3, "zone": "hall-a"},
        {"id": "E2", "kind": "exhibitor", "availability": [0, 1, 2, 3], "max_meetings": 4, "zone": "hall-c"},
        {"id": "B1", "kind": "buyer", "availability": [0, 2, 3], "max_meetings": 4, "min_meetings": 3},
        {"id": "B2", "kind": "buyer", "availability": [0, 1, 2], "max_meetings": 4},
        {"id": "B3", "kind": "buyer", "availability": [3], "max_meetings": 0},
    ]
    return {
        "version": 1,
        "slots": [{"id": t, "day": t // 3, "index": t % 3} for t in range(4)],
        "tables": 2,
        "participants": people,
        "requests": [
            {"id": 1, "a": "E1", "b": "B1", "weight": 6, "must": True},
            {"id": 2, "a": "E1", "b": "B2", "weight": 3, "slots": [0, 2], "language": "vi-ja"},
            {"id": 3, "a": "E2", "b": "B1", "weight": 2},
            {"id": 4, "a": "E2", "b": "B3", "weight": 1},
        ],
        "pinned": [{"request": 1, "slot": 0, "table": 0}],
        "before": [[1, 3]],
        "interpreters": [
            {"id": "I1", "languages": ["vi-ja"], "availability": [2]},
            {"id": "I2", "languages": ["vi-ko"], "availability": [0, 1, 2, 3]},
        ],
        "walking": [["hall-a", "hall-c", 2]],
        "objective": {"idle": "slots", "fairness": 1},
    }


def a_plan() -> dict[str, Any]:
    return {
        "meetings": [
            {"request": 1, "slot": 0, "table": 0},
            {"request": 2, "slot": 2, "table": 0, "interpreter": "I1"},
            {"request": 3, "slot": 3, "table": 1},
        ],
        "unmet": [{"request": 4, "reason": "participant_full", "detail": "", "by": []}],
        "weight": 11,
        "upper_bound": 12,
        "gap": 1 / 12,
        "idle_slots": 1,
        "breaks": 1,
        "proved_optimal": False,
        "seconds": 0.1,
        "moved": 0,
        "below_minimum": [{"participant": "B1", "meetings": 2, "min_meetings": 3}],
    }


def test_a_good_plan_has_no_violation() -> None:
    assert judge(a_problem(), a_plan()) == []


def meeting(i: int, **changes: Any) -> Change:
    return lambda _, plan: plan["meetings"][i].update(changes)


def figure(**changes: Any) -> Change:
    return lambda _, plan: plan.update(changes)


def unmet(**changes: Any) -> Change:
    return lambda _, plan: plan["unmet"][0].update(changes)


def both(*changes: Change) -> Change:
    def change(problem: dict[str, Any], plan: dict[str, Any]) -> None:
        for one in changes:
            one(problem, plan)

    return change


def drop(i: int) -> Change:
    return lambda _, plan: plan["meetings"].pop(i)


def again(i: int, **changes: Any) -> Change:
    return lambda _, plan: plan["meetings"].append(plan["meetings"][i] | changes)


def person(i: int, **changes: Any) -> Change:
    return lambda problem, _: problem["participants"][i].update(changes)


def of_problem(**changes: Any) -> Change:
    return lambda problem, _: problem.update(changes)


PLANTED: list[tuple[str, Change]] = [
    ("unknown_request", meeting(2, request=77)),
    ("unknown_request", lambda _, plan: plan["unmet"].append({"request": 77, "reason": "blocked"})),
    ("unknown_slot", meeting(2, slot=77)),
    ("placed_twice", again(2, slot=1)),
    ("not_available", person(2, availability=[0])),
    ("slot_not_allowed", meeting(1, slot=1)),
    ("person_twice", meeting(1, slot=0)),
    ("no_such_table", meeting(2, table=2)),
    ("no_such_table", meeting(2, table=-1)),
    ("no_such_table", meeting(2, table=None)),
    ("no_such_table", meeting(2, table=True)),
    ("table_twice", meeting(1, slot=0)),
    ("too_many_tables", both(of_problem(tables=1), meeting(1, slot=0))),
    ("over_max_meetings", person(0, max_meetings=1)),
    ("pin_moved", meeting(0, slot=1)),
    ("pin_moved", meeting(0, table=1)),
    ("pin_moved", drop(0)),
    ("must_unmet", drop(0)),
    ("wrong_order", of_problem(before=[[3, 1]])),
    ("wrong_order", both(meeting(2, slot=0, table=1))),
    ("interpreter_missing", lambda _, plan: plan["meetings"][1].pop("interpreter")),
    ("interpreter_missing", meeting(1, interpreter="I9")),
    ("wrong_language", meeting(1, interpreter="I2")),
    ("interpreter_away", meeting(1, slot=0)),
    (
        "interpreter_twice",
        both(lambda problem, _: problem["requests"][2].update(language="vi-ja"), meeting(2, slot=2, interpreter="I1")),
    ),
    ("needless_interpreter", meeting(2, interpreter="I2")),
    ("no_time_to_walk", meeting(2, slot=2)),
    ("wrong_weight", figure(weight=12)),
    ("wrong_idle_slots", figure(idle_slots=0)),
    ("wrong_breaks", figure(breaks=0)),
    ("bound_below_weight", figure(upper_bound=10)),
    ("wrong_gap", figure(gap=0.0)),
    ("wrong_gap", figure(gap=float("nan"))),
    ("wrong_seconds", figure(seconds=-1)),
    ("wrong_moved", figure(moved=4)),
    ("not_proved", figure(proved_optimal=True)),
    ("unfair", of_problem(objective={"fairness": 0})),
    ("wrong_below_minimum", figure(below_minimum=[])),
    ("not_accounted", lambda _, plan: plan["unmet"].clear()),
    ("not_accounted", drop(2)),
    ("met_and_unmet", unmet(request=3)),
    ("unmet_twice", lambda _, plan: plan["unmet"].append(plan["unmet"][0])),
    ("unknown_reason", unmet(reason="unlucky")),
    ("unknown_reason", unmet(reason=None)),
    ("wrong_reason", unmet(reason="outweighed")),
    ("wrong_reason", unmet(reason="outweighed", by=[77])),
    ("wrong_reason", unmet(reason="no_common_slot")),
    ("wrong_reason", unmet(reason="no_interpreter")),
    ("wrong_reason", unmet(reason="tables_full")),
    ("wrong_reason", person(4, max_meetings=1)),
]


@pytest.mark.parametrize(("code", "change"), PLANTED, ids=[f"{i}-{code}" for i, (code, _) in enumerate(PLANTED)])
def test_a_planted_fault_is_found(code: str, change: Change) -> None:
    problem, plan = a_problem(), a_plan()
    change(problem, plan)
    assert code in {violation.code for violation in judge(problem, plan)}


def test_an_interpreter_must_be_able_to_walk_too() -> None:
    problem, plan = a_problem(), a_plan()
    problem["participants"].append({"id": "B4", "kind": "buyer", "availability": [1], "max_meetings": 1})
    problem["requests"].append({"id": 5, "a": "E2", "b": "B4", "weight": 1, "language": "vi-ja"})
    problem["interpreters"][0]["availability"] = [1, 2]
    plan["meetings"].append({"request": 5, "slot": 1, "table": 0, "interpreter": "I1"})
    assert "no_time_to_walk" in {violation.code for violation in judge(problem, plan)}


def test_a_second_day_needs_no_walk() -> None:
    problem, plan = a_problem(), a_plan()
    problem["walking"] = [["hall-a", "hall-c", 40]]
    assert judge(problem, plan) == []


MALFORMED = [
    ("problem", lambda problem, _: problem.pop("tables"), "tables"),
    ("problem", lambda problem, _: problem.pop("requests"), "requests"),
    ("problem", lambda problem, _: problem["requests"][1].update(weight="3"), "requests[1].weight"),
    ("problem", lambda problem, _: problem["requests"][1].update(a="E9"), "requests[1].a"),
    ("problem", lambda problem, _: problem["participants"][0].pop("availability"), "participants[0].availability"),
    ("problem", lambda problem, _: problem["before"].append([1]), "before[1]"),
    ("problem", lambda problem, _: problem["walking"].append([1]), "walking[1]"),
    ("problem", lambda problem, _: problem["pinned"][0].update(slot=9), "pinned[0].slot"),
    ("problem", lambda problem, _: problem.update(objective=[]), "objective"),
    ("plan", lambda _, plan: plan.pop("weight"), "weight"),
    ("plan", lambda _, plan: plan.update(meetings={}), "meetings"),
    ("plan", lambda _, plan: plan["meetings"].append(3), "meetings[3]"),
    ("plan", lambda _, plan: plan["meetings"][0].update(request=[1]), "meetings[0].request"),
    ("plan", lambda _, plan: plan["unmet"][0].update(by=3), "unmet[0].by"),
    ("plan", lambda _, plan: plan.update(proved_optimal=1), "proved_optimal"),
    ("plan", lambda _, plan: plan.update(gap="0"), "gap"),
]


@pytest.mark.parametrize(("_which", "change", "field"), MALFORMED, ids=[field for _, _, field in MALFORMED])
def test_a_malformed_file_is_refused_by_name(_which: str, change: Change, field: str) -> None:
    problem, plan = a_problem(), a_plan()
    change(problem, plan)
    with pytest.raises(Malformed) as refusal:
        judge(problem, plan)
    assert str(refusal.value).startswith(f"{field}: ")


@pytest.mark.parametrize("text", ["", "[]", "{", "[" * 100_000])
def test_what_is_not_a_json_object_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        judge_texts(text, json.dumps(a_plan()))


def test_judging_changes_nothing() -> None:
    problem, plan = a_problem(), a_plan()
    kept = deepcopy((problem, plan))
    judge(problem, plan)
    assert (problem, plan) == kept


def test_the_judge_imports_nothing_of_ours() -> None:
    tree = ast.parse(Path(judge_module.__file__).read_text())
    imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not {name for name in imported if name.split(".")[0] == "matching"}
