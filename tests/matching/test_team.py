"""Several processes that search in step: what they agree on, and that none of them outlives the first."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.fairs import fair_problem
from matching.agreement import may_be_shared
from matching.idle import total_idle_slots
from matching.improve import improve
from matching.judge import judge
from matching.model import compile_model
from matching.pace import by_steps
from matching.plan import plan_as_json
from matching.problem import parse_problem
from matching.progress import Progress
from matching.shifts import WARMEST, _Search
from matching.solver import solve
from matching.state import State
from tests.matching.instances import full_problem
from tests.matching.test_shifts import scheduled

HOUSE = Path(__file__).resolve().parents[2]
SIZE = (60, 30, 24, 600)
SEARCHING = f"""
from bench.fairs import fair_problem
from matching.problem import parse_problem
from matching.solver import solve
problem = parse_problem(fair_problem(*{SIZE}, seed=1, regime="tight"))
solve(problem, seconds=300, processes=2, progress=lambda told: print(told.stage, flush=True))
"""


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]


@pytest.fixture
def forked() -> Callable[[], list[int]]:
    """The processes this one made since the test began."""
    before = set(children(os.getpid()))
    return lambda: [pid for pid in children(os.getpid()) if pid not in before]


def runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def waited(until: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not until():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def as_it_stands(state: State) -> tuple:
    return state.slot, state.at, state.busy, state.count, state.inside, state.open


@pytest.mark.parametrize("spare", [0, 3])
def test_after_each_round_all_have_the_same_schedule_within_the_tables(spare: int) -> None:
    """Three in turns of going first. Without a spare table in the fullest slot they take the last ones from each other."""
    states = [scheduled(3, *SIZE) for _ in range(3)]
    for state in states:
        state.model.tables = max(map(len, state.inside)) + spare
        state.open = sum(1 << t for t, here in enumerate(state.inside) if len(here) < state.model.tables)
    searches = [_Search(state, random.Random(i)) for i, state in enumerate(states)]
    fell = 0
    for turn in range(40):
        for search in searches:
            search.look()
        took = {i: search.tries(WARMEST) for i, search in enumerate(searches)}
        alone = list(states[turn % 3].slot)
        for i, search in enumerate(searches):
            search.agree(took, me=i, turn=turn)
        assert as_it_stands(states[0]) == as_it_stands(states[1]) == as_it_stands(states[2])
        assert max(map(len, states[0].inside)) <= states[0].model.tables
        assert all(search.idle() == total_idle_slots(states[0]) for search in searches)
        own = {r for moves in took[turn % 3] for r, _, _ in moves}
        assert all(states[0].slot[r] == alone[r] for r in own)  # who goes first gives nothing up
        others = [moves for i in range(3) if i != turn % 3 for moves in took[i]]
        fell += sum(any(states[0].slot[r] == s for r, s, _ in moves) for moves in others)
    assert fell > 20


def test_two_processes_place_the_same_meetings_the_same_way_each_time(forked) -> None:
    problem = fair_problem(*SIZE, seed=2, regime="tight")
    first, found = scheduled(2, *SIZE), []
    for _ in range(2):
        state = scheduled(2, *SIZE)
        improve(state, pace=by_steps(6000), rng=random.Random(1), processes=2)
        found.append(state)
        assert forked() == []
    assert found[0].slot == found[1].slot
    assert {r for r, t in enumerate(found[0].slot) if t >= 0} == {r for r, t in enumerate(first.slot) if t >= 0}
    alone = scheduled(2, *SIZE)
    improve(alone, pace=by_steps(6000), rng=random.Random(1))
    assert total_idle_slots(found[0]) < total_idle_slots(alone) < total_idle_slots(first)
    plan = solve(parse_problem(problem), seconds=0.3, processes=2)
    assert judge(problem, plan_as_json(plan)) == []


def test_orders_and_interpreters_are_left_to_one_process() -> None:
    problem = full_problem(3, people=12, slots=8, requests=40, tables=3)
    assert not may_be_shared(compile_model(parse_problem(problem)))
    for key in ("before", "interpreters"):
        problem.pop(key)
    for request in problem["requests"]:
        request.pop("language", None)
    problem["objective"] = {"idle": "slots", "fairness": None}
    assert may_be_shared(compile_model(parse_problem(problem)))
    assert problem["walking"]
    plan = solve(parse_problem(problem), seconds=0.2, processes=2)
    assert judge(problem, plan_as_json(plan)) == []


def test_one_that_is_lost_is_done_without(forked) -> None:
    state, killed = scheduled(2, *SIZE), []

    def pace(tries: int) -> float:
        if tries > 1000 and not killed:
            killed.extend(forked())
            os.kill(killed[0], signal.SIGKILL)
        return tries / 6000

    improve(state, pace=pace, rng=random.Random(1), processes=2)
    assert len(killed) == 1
    assert total_idle_slots(state) < 0.8 * total_idle_slots(scheduled(2, *SIZE))
    assert forked() == []


@pytest.mark.parametrize("refuses", [False, True])
def test_to_cancel_ends_both_within_a_second(refuses: bool, forked) -> None:
    """By saying so, or by an error out of the progress that is told."""
    seen: list[list[int]] = []
    asked: list[float] = []

    class Enough(Exception):
        pass

    def told(progress: Progress) -> None:
        if progress.stage == "idle":
            seen.append(forked())
            if len(seen) > 2:
                asked.append(time.monotonic())
                if refuses:
                    raise Enough

    problem = parse_problem(fair_problem(*SIZE, seed=1, regime="tight"))
    try:
        solve(problem, seconds=300, processes=2, progress=told, stop=lambda: bool(asked))
        assert not refuses
    except Enough:
        assert refuses
    assert time.monotonic() - asked[0] < 1
    assert len(seen[1]) == 1
    assert forked() == []


def test_a_first_that_is_killed_leaves_nobody() -> None:
    with subprocess.Popen([sys.executable, "-c", SEARCHING], cwd=HOUSE, stdout=subprocess.PIPE, text=True) as first:
        try:
            while first.stdout.readline().strip() != "idle":
                assert first.poll() is None
            assert waited(lambda: len(children(first.pid)) == 1, 20)
            other = children(first.pid)[0]
        finally:
            first.kill()
    assert waited(lambda: not runs(other), 5)
