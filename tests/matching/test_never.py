"""Pairs who must not meet."""

from typing import Any

import pytest

from matching.consistency import check_consistency
from matching.judge import judge
from matching.model import compile_model
from matching.plan import plan_as_json
from matching.problem import parse_problem
from matching.reader import BadInput
from matching.solver import solve


def problem(**changes: Any) -> dict[str, Any]:
    return {
        "slots": [{"id": 0, "day": 0, "index": 0}, {"id": 1, "day": 0, "index": 1}],
        "tables": 2,
        "participants": [{"id": p, "kind": "firm", "availability": [0, 1], "max_meetings": 2} for p in "ABC"],
        "requests": [{"id": 1, "a": "A", "b": "B", "weight": 9}, {"id": 2, "a": "A", "b": "C", "weight": 1}],
        "never": [["B", "A"]],
    } | changes


def test_they_do_not_meet_either_way_round_and_the_reason_says_so() -> None:
    plan = solve(parse_problem(problem()), seconds=0.05)
    assert judge(problem(), plan_as_json(plan)) == []
    assert [m.request for m in plan.meetings] == [2]
    assert [(u.request, u.reason, u.detail) for u in plan.unmet] == [(1, "blocked", '"A" and "B" must not meet')]
    assert plan.upper_bound == 1


def test_the_judge_sees_them_meet_and_a_reason_that_is_not_theirs() -> None:
    plan = plan_as_json(solve(parse_problem(problem(never=[])), seconds=0))
    assert [v.code for v in judge(problem(), plan)] == ["never_met"]
    honest = plan_as_json(solve(parse_problem(problem()), seconds=0))
    honest["unmet"][0]["reason"] = "tables_full"
    assert [v.code for v in judge(problem(), honest)] == ["wrong_reason"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"never": [["A", "X"]]}, 'never[0][1]: there is no participant "X".'),
        ({"never": [["A"]]}, "never[0]: must name two participants, not 1."),
        ({"never": [["A", "A"]]}, 'never[0]: "A" cannot meet itself anyway.'),
        ({"never": [["A", "B"], ["B", "A"]]}, 'never[1]: the pair ["A", "B"] is given twice.'),
        ({"nevr": []}, 'nevr: unknown key (did you mean "never"?).'),
        (
            {"requests": [{"id": 1, "a": "A", "b": "B", "weight": 9, "must": True}]},
            'never[0]: "A" and "B" must not meet, but request 1 must be met.',
        ),
        (
            {"pinned": [{"request": 1, "slot": 0}]},
            'never[0]: "A" and "B" must not meet, but request 1 is pinned.',
        ),
    ],
)
def test_a_contradiction_is_one_sentence_that_names_the_field(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(BadInput) as refused:
        check_consistency(compile_model(parse_problem(problem(**changes))))
    assert str(refused.value) == sentence
