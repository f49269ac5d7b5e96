"""What more tables, interpreters and slots would bring."""

from typing import Any

import pytest

from matching.problem import parse_problem
from matching.reader import BadInput
from matching.solver import solve
from matching.what_if import Change, Effect, LongerDay, MoreInterpreters, MoreTables, likely_changes, what_if
from tests.matching.instances import full_problem


def fair() -> dict[str, Any]:
    """Two slots, one table; A-B and C-D speak, E-F is heavier and does not: one interpreter sits in one slot only.

    The plan holds E-F (9) and A-B (3), C-D (2) is left.
    """
    return {
        "slots": [{"id": t, "day": 3, "index": t} for t in (0, 1)],
        "tables": 1,
        "participants": [{"id": p, "kind": "firm", "availability": [0, 1], "max_meetings": 2} for p in "ABCDEFG"],
        "requests": [
            {"id": "ef", "a": "E", "b": "F", "weight": 9},
            {"id": "ab", "a": "A", "b": "B", "weight": 3, "language": "vi-ja"},
            {"id": "cd", "a": "C", "b": "D", "weight": 2, "language": "vi-ja"},
            {"id": "eg", "a": "E", "b": "G", "weight": 1},
        ],
        "interpreters": [{"id": "I", "languages": ["vi-ja"], "availability": [0, 1]}],
    }


def test_each_change_says_what_it_brings_the_best_first() -> None:
    problem = parse_problem(fair())
    plan = solve(problem, seconds=0)
    assert plan.weight == 12
    changes: list[Change] = [
        MoreTables(1),
        MoreTables(2),
        LongerDay(3),
        LongerDay(3, slots=2),
        MoreInterpreters("vi-ja"),
    ]
    assert what_if(problem, plan, changes=changes) == [
        Effect(MoreTables(1), meetings=2, weight=3),
        Effect(MoreTables(2), meetings=2, weight=3),
        Effect(LongerDay(3, slots=2), meetings=2, weight=3),
        Effect(LongerDay(3), meetings=1, weight=2),
        Effect(MoreInterpreters("vi-ja"), meetings=0, weight=0),
    ]


def test_an_interpreter_counts_where_there_was_none() -> None:
    raw = fair() | {"interpreters": [], "tables": 2}
    problem = parse_problem(raw)
    plan = solve(problem, seconds=0)
    assert what_if(problem, plan, changes=[MoreInterpreters("vi-ja")]) == [
        Effect(MoreInterpreters("vi-ja"), meetings=2, weight=5)
    ]


def test_the_likely_changes_come_from_the_problem() -> None:
    assert likely_changes(parse_problem(fair())) == (
        MoreTables(1),
        MoreTables(3),
        MoreTables(5),
        MoreInterpreters("vi-ja"),
        LongerDay(3),
    )


def test_no_change_ever_costs_and_the_plan_is_left_alone() -> None:
    for seed in range(12):
        problem = parse_problem(full_problem(seed, people=12, slots=6, requests=30, tables=2))
        plan = solve(problem, seconds=0)
        effects = what_if(problem, plan)
        assert effects == what_if(problem, plan)
        assert len(effects) == len(likely_changes(problem))
        assert all(effect.meetings >= 0 and effect.weight >= 0 for effect in effects)
        weights = [effect.weight for effect in effects]
        assert weights == sorted(weights, reverse=True)


def test_it_stops_between_two_changes() -> None:
    problem = parse_problem(fair())
    answers = iter([False, True])
    effects = what_if(problem, solve(problem, seconds=0), stop=lambda: next(answers))
    assert [effect.change for effect in effects] == [MoreTables(1)]


def test_a_day_that_is_not_there_is_refused() -> None:
    problem = parse_problem(fair())
    with pytest.raises(BadInput, match=r"^day: the problem has no day 9\.$"):
        what_if(problem, solve(problem, seconds=0), changes=[LongerDay(9)])
