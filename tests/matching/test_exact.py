"""The exact search against trying everything, and what happens without its solver or its time."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bench import b2bsp
from matching.exact import search
from matching.judge import judge
from matching.plan import plan_as_json
from matching.problem import parse_problem
from matching.solver import solve
from tests.matching.instances import full_problem


def small_problem(seed: int) -> dict[str, Any]:
    """Every request a must: days, away times, order, walks, pins and both ways to count idle time in turn."""
    rnd = random.Random(seed)
    slots, people, tables = rnd.choice([4, 5, 6]), rnd.choice([3, 4, 5]), rnd.choice([1, 2, 2, 3])
    days = rnd.choice([1, 1, 2])
    per_day = -(-slots // days)
    ids = [f"s{t}" for t in range(slots)]
    pairs = [tuple(rnd.sample(range(people), 2)) for _ in range(rnd.randint(3, 6))]
    problem: dict[str, Any] = {
        "slots": [{"id": ids[t], "day": t // per_day, "index": t % per_day} for t in range(slots)],
        "tables": tables,
        "participants": [
            {
                "id": p,
                "kind": "firm",
                "availability": [t for t in ids if rnd.random() < 0.85],
                "max_meetings": slots,
                "zone": rnd.choice(["A", "B"]),
            }
            for p in range(people)
        ],
        "requests": [{"id": i, "a": a, "b": b, "weight": 1, "must": True} for i, (a, b) in enumerate(pairs)],
        "before": [list(rnd.sample(range(len(pairs)), 2))] if rnd.random() < 0.4 else [],
        "walking": [["A", "B", rnd.choice([0, 0, 1])]],
        "objective": {"idle": rnd.choice(["breaks", "breaks", "slots"]), "fairness": rnd.choice([None, 0, 1, 2])},
    }
    if rnd.random() < 0.3:
        problem["requests"][0]["slots"] = rnd.sample(ids, 2)
    if rnd.random() < 0.3:
        problem["pinned"] = [{"request": 1, "slot": rnd.choice(ids)}]
    return problem


def least_idle_time(problem: dict[str, Any]) -> int | None:
    """The least idle time over every way to place all requests; None where there is none."""
    times = {slot["id"]: (slot["day"], slot["index"]) for slot in problem["slots"]}
    order = sorted(times, key=times.__getitem__)
    people = {person["id"]: person for person in problem["participants"]}
    pins = {pin["request"]: pin["slot"] for pin in problem.get("pinned", [])}
    walk = problem["walking"][0][2]
    fairness, by_breaks = problem["objective"]["fairness"], problem["objective"]["idle"] == "breaks"
    choices = [
        [
            t
            for t in order
            if all(t in people[request[side]]["availability"] for side in "ab")
            and t in request.get("slots", order)
            and pins.get(request["id"], t) == t
        ]
        for request in problem["requests"]
    ]
    best = None
    for plan in _without_clashes(problem, choices):
        if any(times[plan[first]] >= times[plan[second]] for first, second in problem["before"]):
            continue
        breaks, total, good = [], 0, True
        for person in people:
            mine = [
                (times[t], people[request["a"]]["zone"])
                for request, t in zip(problem["requests"], plan, strict=True)
                if person in (request["a"], request["b"])
            ]
            for i, ((day, index), zone) in enumerate(mine):
                for (other_day, other), other_zone in mine[:i]:
                    apart = abs(index - other) if day == other_day else 99
                    good = good and apart > (walk if zone != other_zone else 0)
            idle, runs = 0, 0
            for day in {day for (day, _), _ in mine}:
                busy = {index for (other_day, index), _ in mine if other_day == day}
                free = [i for i in range(min(busy), max(busy)) if i not in busy]
                idle += len(free)
                runs += sum(i - 1 not in free for i in free)
            breaks.append(runs)
            total += runs if by_breaks else idle
        if good and (fairness is None or max(breaks) - min(breaks) <= fairness):
            best = total if best is None else min(best, total)
    return best


def _without_clashes(problem: dict[str, Any], choices: list[list[str]]) -> Iterator[tuple[str, ...]]:
    """Every choice of slots that seats nobody twice at once and has tables for all."""

    def go(plan: tuple[str, ...], taken: frozenset[tuple[int, str]]) -> Iterator[tuple[str, ...]]:
        if len(plan) == len(choices):
            yield plan
            return
        request = problem["requests"][len(plan)]
        for t in choices[len(plan)]:
            seats = {(request["a"], t), (request["b"], t)}
            if not seats & taken and plan.count(t) < problem["tables"]:
                yield from go((*plan, t), taken | seats)

    return go((), frozenset())


def test_the_exact_search_finds_and_proves_what_trying_everything_finds() -> None:
    solvable = with_idle = 0
    for seed in range(150):
        problem = small_problem(seed)
        best = least_idle_time(problem)
        if best is None and seed > 20:
            continue  # placing what cannot all be placed takes its time
        try:
            plan = solve(parse_problem(problem), seconds=10 if best is not None else 0.01)
        except ValueError:
            assert best is None  # refused as impossible before any search
            continue
        raw = plan_as_json(plan)
        if best is None:
            assert not plan.proved_optimal
            assert judge(problem, raw)
            continue
        assert judge(problem, raw) == [], seed
        found = plan.breaks if problem["objective"]["idle"] == "breaks" else plan.idle_slots
        assert (found, plan.proved_optimal) == (best, True), seed
        solvable += 1
        with_idle += best > 0
    assert solvable > 60
    assert with_idle > 15


def test_without_its_solver_the_search_anneals_and_claims_no_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = next(
        p for p in map(small_problem, range(150)) if p["objective"]["idle"] == "breaks" and least_idle_time(p)
    )
    with_it = solve(parse_problem(problem), seconds=2)
    monkeypatch.setattr(search, "is_installed", lambda: False)
    without = solve(parse_problem(problem), seconds=0.2)
    assert with_it.proved_optimal
    assert not without.proved_optimal
    assert judge(problem, plan_as_json(without)) == []


def test_without_time_nothing_is_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "Oracle", None)  # would fail when called
    problem = next(problem for problem in map(small_problem, range(150)) if least_idle_time(problem))
    first, second = (solve(parse_problem(problem), seconds=0) for _ in range(2))
    assert first.meetings == second.meetings


def test_a_bench_over_a_folder_compares_with_what_was_published(tmp_path: Path) -> None:
    problem = next(
        p for p in map(small_problem, range(150)) if p["objective"]["idle"] == "breaks" and least_idle_time(p)
    )
    best = least_idle_time(problem)
    (tmp_path / "one.json").write_text(json.dumps(problem))
    (tmp_path / "published.json").write_text(json.dumps({"one": {"breaks": best}}))
    figures = b2bsp.measure(b2bsp.Size(tmp_path, seconds=0.5))
    row = figures["instances"][0]
    assert (figures["reached"], figures["proved"], figures["of"]) == (1, 1, 1)
    assert (row["solve"]["breaks"], row["solve"]["judged"], row["annealing"]["judged"]) == (best, "good", "good")
    assert row["annealing"]["proved"] is False


def test_a_caller_that_says_stop_ends_the_exact_search() -> None:
    problem = next(
        p for p in map(small_problem, range(150)) if p["objective"]["idle"] == "breaks" and least_idle_time(p)
    )
    plan = solve(parse_problem(problem), seconds=60, stop=lambda: True)
    assert plan.seconds < 10
    assert not plan.proved_optimal


def test_a_search_that_runs_out_of_patience_halves_what_is_open_and_proves_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(search, "PATIENCE", 0)
    halved = []
    halve = search._Search._halve
    monkeypatch.setattr(search._Search, "_halve", lambda self, stop, _: halved.append(1) or halve(self, stop, 10**6))
    proved = 0
    for seed in range(60):
        problem = small_problem(seed)
        if (best := least_idle_time(problem)) is not None:
            plan = solve(parse_problem(problem), seconds=10)
            found = plan.breaks if problem["objective"]["idle"] == "breaks" else plan.idle_slots
            assert (found, plan.proved_optimal) == (best, True), seed
            proved += 1
    assert proved > 20
    assert len(halved) > 10


def test_what_stands_may_leave_a_request_no_slot() -> None:
    """The plan before fills the only slots of what is still unplaced: no timetable with everything, and no crash."""
    problem = full_problem(413, people=5, slots=2, requests=2, tables=3)
    first = solve(parse_problem(problem), seconds=0)
    again = solve(parse_problem(problem), seconds=0.1, previous=first)
    assert judge(problem, plan_as_json(again)) == []
    assert again.weight >= first.weight
    assert not again.proved_optimal
