"""The scheduler on made-up fairs: how near to its bound, how fast, in how much memory, judged by the independent judge;

beside it greedy by weight, HiGHS alone where the fair is small enough, and a re-run an hour later. Each fair is solved in
a process of its own, so that its memory is its own. Time limits count processor time: the machine may have others.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from bench.fairs import PRESETS, fair_problem, rerun_of
from matching import milp
from matching.idle import total_idle_slots
from matching.judge import judge
from matching.model import compile_model
from matching.placement import place_pins
from matching.plan import plan_as_json
from matching.problem import parse_problem
from matching.solver import solve
from matching.state import State


@dataclass(frozen=True)
class Size:
    presets: tuple[str, ...] = ("S", "M", "L")
    regimes: tuple[str, ...] = ("loose", "tight", "narrow")
    seeds: int = 1
    idle_seconds: float = 0.0  # of search for less idle time, on top of placement
    rivals: bool = True
    reruns: bool = True


def measure(size: Size) -> dict[str, Any]:
    cases = [
        _apart({"preset": preset, "regime": regime, "seed": seed} | _asked(size))
        for preset in size.presets
        for regime in size.regimes
        for seed in range(1, size.seeds + 1)
    ]
    placed = [case["placed"] for case in cases]
    return {
        **asdict(size),
        "cases": cases,
        "worst_gap_percent": max(each["gap_percent"] for each in placed),
        "slowest_cpu_seconds": max(each["cpu_seconds"] for each in placed),
        "most_memory_mb": max(each["memory_mb"] for each in placed),
        "violations": sum(
            each.get("violations", 0) for case in cases for each in case.values() if isinstance(each, dict)
        ),
    }


def _asked(size: Size) -> dict[str, Any]:
    return {"idle_seconds": size.idle_seconds, "rivals": size.rivals, "reruns": size.reruns}


def _apart(case: dict[str, Any]) -> dict[str, Any]:
    run = subprocess.run(
        [sys.executable, "-m", "bench.schedule", json.dumps(case)], stdout=subprocess.PIPE, check=True, text=True
    )
    return {key: case[key] for key in ("preset", "regime", "seed")} | json.loads(run.stdout)


def _case(asked: dict[str, Any]) -> dict[str, Any]:
    problem = fair_problem(*PRESETS[asked["preset"]], seed=asked["seed"], regime=asked["regime"])
    plan, figures = _timed(problem, lambda: solve(parse_problem(problem), seconds=0))
    found = {"placed": figures}
    if asked["idle_seconds"]:
        seconds = asked["idle_seconds"]
        _, found["improved"] = _timed(
            problem, lambda: solve(parse_problem(problem), seconds=seconds, clock=time.process_time)
        )
    if asked["reruns"]:
        changed, confirmed = rerun_of(problem, plan, seed=asked["seed"])
        again, found["rerun"] = _timed(changed, lambda: solve(parse_problem(changed), seconds=0))
        where = {m["request"]: (m["slot"], m["table"]) for m in again["meetings"]}
        found["rerun"] |= {
            "confirmed": len(confirmed),
            "moved": sum(1 for r, place in confirmed.items() if r in where and where[r] != place),
            "dropped": sum(1 for r in confirmed if r not in where),
        }
    if asked["rivals"]:
        found |= _rivals(problem, plan["upper_bound"])
    return found


def _timed(problem: dict[str, Any], make: Callable[[], Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The plan, and what it cost. The time is that of reading the problem, placing and writing out the reasons."""
    wall, cpu = time.perf_counter(), time.process_time()
    plan = plan_as_json(make())
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return plan, {
        "weight": plan["weight"],
        "upper_bound": plan["upper_bound"],
        "gap_percent": round(100 * plan["gap"], 4),
        "idle_slots": plan["idle_slots"],
        "meetings": len(plan["meetings"]),
        "seconds": round(wall, 2),
        "cpu_seconds": round(cpu, 2),
        "memory_mb": round(memory),
        "violations": len(judge(problem, plan)),
    }


def _rivals(problem: dict[str, Any], upper: int) -> dict[str, Any]:
    model = compile_model(parse_problem(problem))
    began = time.process_time()
    greedy = _figures(_greedily(place_pins(model)), upper, began)
    if not milp.suits(place_pins(model), timed=True):
        return {"greedy": greedy, "highs": "skipped: not installed, or the fair is too large for it"}
    began, state = time.process_time(), place_pins(model)
    milp.place_exactly(state, upper, seconds=300, going=lambda: True)
    return {"greedy": greedy, "highs": _figures(state, upper, began)}


def _greedily(state: State) -> State:
    """The heaviest first, each in the first slot that is free."""
    for r in sorted(state.model.requests, key=lambda r: -state.model.weight[r]):
        spots = state.candidates(r)
        if spots:
            state.place(r, (spots & -spots).bit_length() - 1)
    return state


def _figures(state: State, upper: int, began: float) -> dict[str, Any]:
    weight = sum(w for w, t in zip(state.model.weight, state.slot, strict=True) if t >= 0)
    return {
        "weight": weight,
        "gap_percent": round(100 * (upper - weight) / upper, 4),
        "idle_slots": total_idle_slots(state),
        "cpu_seconds": round(time.process_time() - began, 2),
    }


if __name__ == "__main__":
    json.dump(_case(json.loads(sys.argv[1])), sys.stdout)
