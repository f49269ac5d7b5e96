"""What a caller hears while it waits, and that it can end a run."""

import itertools
from collections.abc import Callable

import pytest

from matching.judge import judge
from matching.plan import plan_as_json
from matching.problem import parse_problem
from matching.progress import STAGES, Progress
from matching.solver import solve
from tests.matching.instances import full_problem, plain_problem

CROWDED = plain_problem(5, people=60, slots=12, requests=400, tables=6)


def ticking(step: float) -> Callable[[], float]:
    """A clock that goes on by `step` each time it is asked."""
    ticks = itertools.count()
    return lambda: next(ticks) * step


@pytest.mark.parametrize("seconds", [0, 30])
def test_progress_rises_to_one_and_ends_with_the_plans_figures(seconds: float) -> None:
    heard: list[Progress] = []
    plan = solve(parse_problem(CROWDED), seconds=seconds, progress=heard.append, clock=ticking(0.5))
    shares = [each.share for each in heard]
    assert len(heard) >= 3
    assert shares == sorted(shares)
    assert (shares[0] >= 0, shares[-1], max(shares[:-1]) < 1) == (True, 1, True)
    stages = [each.stage for each in heard]
    assert stages == sorted(stages, key=STAGES.index)
    last = heard[-1]
    assert (last.stage, last.placed, last.weight) == ("done", len(plan.meetings), plan.weight)
    assert (last.upper_bound, last.idle) == (plan.upper_bound, plan.idle_slots)


def test_reports_come_a_few_times_a_second_not_more() -> None:
    heard: list[Progress] = []
    plan = solve(parse_problem(CROWDED), seconds=1.0, progress=heard.append)
    assert 3 <= len(heard) <= plan.seconds / 0.2 + 2


def test_listening_changes_nothing() -> None:
    problem = parse_problem(full_problem(3, people=12, slots=8, requests=40, tables=3))
    deaf, heard = solve(problem, seconds=0), solve(problem, seconds=0, progress=lambda _: None, stop=lambda: False)
    assert heard.meetings == deaf.meetings


@pytest.mark.parametrize("asked", [0, 1, 2, 5, 20, 80])
def test_a_stopped_run_hands_back_a_lawful_plan_soon(asked: int) -> None:
    """Stopped at the first question, or a few later: in the placement, in repair, in the search for less idle time."""
    questions = itertools.count()
    for problem in (CROWDED, full_problem(7, people=14, slots=8, requests=30, tables=3)):
        plan = solve(parse_problem(problem), seconds=1000, stop=lambda: next(questions) >= asked)
        assert judge(problem, plan_as_json(plan)) == []
        assert plan.seconds < 10
    assert next(questions) > asked


def test_what_progress_raises_ends_the_run() -> None:
    class Enough(Exception):
        pass

    def refuse(_: Progress) -> None:
        raise Enough

    with pytest.raises(Enough):
        solve(parse_problem(CROWDED), seconds=1000, progress=refuse)
