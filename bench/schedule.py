"""The scheduler on made-up fairs: how near to its bound, how fast, in how much memory, judged by the independent judge;

beside it greedy by weight, HiGHS alone up to M, and a re-run an hour later with all that is confirmed pinned. Each fair is
solved in a process of its own, so that its memory is its own. Times and limits count processor time: the machine may have
others; `loop_seconds` says how fast it was just then. The short form is `python -m bench matching`, the full one
`python -m bench matching --presets S M L --seeds 10 --idle-seconds 30`. Idle time is searched at the largest tight fairs.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.util import find_spec
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
    rival_seconds: float = 60.0  # for HiGHS, each fair
    reruns: bool = True


def measure(size: Size) -> dict[str, Any]:
    largest = max(size.presets, key=lambda preset: PRESETS[preset])
    cases = [
        _apart(
            {
                "preset": preset,
                "regime": regime,
                "seed": seed,
                "idle_seconds": size.idle_seconds if (preset, regime) == (largest, "tight") else 0.0,
                "rival_seconds": size.rival_seconds if size.rivals else 0.0,
                "reruns": size.reruns,
            }
        )
        for preset in size.presets
        for regime in size.regimes
        for seed in range(1, size.seeds + 1)
    ]
    placed = [case["placed"] for case in cases]
    reruns = [case["rerun"] for case in cases if "rerun" in case]
    return {
        **asdict(size),
        "table": [_line(case) for case in cases],
        "cases": cases,
        "worst_gap_percent": max(each["gap_percent"] for each in placed),
        "slowest_cpu_seconds": max(each["cpu_seconds"] for each in placed),
        "most_memory_mb": max(each["memory_mb"] for each in placed),
        "most_idle_slots_improved": max((c["improved"]["idle_slots"] for c in cases if "improved" in c), default=None),
        "slowest_rerun_cpu_seconds": max((each["cpu_seconds"] for each in reruns), default=None),
        "moved_or_dropped_in_reruns": sum(each["moved"] + each["dropped"] for each in reruns),
        "violations": sum(
            each.get("violations", 0) for case in cases for each in case.values() if isinstance(each, dict)
        ),
    }


def _line(case: dict[str, Any]) -> str:
    """One fair in one line."""
    placed = case["placed"]
    judged = sum(each.get("violations", 0) for each in case.values() if isinstance(each, dict))
    parts = [
        f"{case['preset']} {case['regime']} {case['seed']}: {placed['weight']} of at most {placed['upper_bound']}",
        f"gap {placed['gap_percent']} % in {placed['cpu_seconds']} s, {placed['memory_mb']} MB",
        f"judged {'good' if not judged else f'bad ({judged})'}",
    ]
    if "improved" in case:
        parts.append(f"{case['improved']['idle_slots']} idle slots after {case['improved']['cpu_seconds']} s")
    if "rerun" in case:
        again = case["rerun"]
        parts.append(f"re-run {again['cpu_seconds']} s, moved {again['moved']}, dropped {again['dropped']}")
    if "greedy" in case:
        parts.append(f"greedy gap {case['greedy']['gap_percent']} %")
    highs = case.get("highs")
    if isinstance(highs, dict):
        parts.append(f"HiGHS gap {highs['gap_percent']} % in {highs['cpu_seconds']} s")
    elif highs:
        parts.append(f"HiGHS {highs}")
    return "; ".join(parts)


def _apart(case: dict[str, Any]) -> dict[str, Any]:
    run = subprocess.run(
        [sys.executable, "-m", "bench.schedule", json.dumps(case)], stdout=subprocess.PIPE, check=True, text=True
    )
    return {key: case[key] for key in ("preset", "regime", "seed")} | json.loads(run.stdout)


def _case(asked: dict[str, Any]) -> dict[str, Any]:
    problem = fair_problem(*PRESETS[asked["preset"]], seed=asked["seed"], regime=asked["regime"])
    found: dict[str, Any] = {"loop_seconds": _loop_seconds()}
    plan, found["placed"] = _timed(problem, lambda: solve(parse_problem(problem), seconds=0))
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
    if asked["rival_seconds"]:
        found |= _rivals(problem, plan["upper_bound"], seconds=asked["rival_seconds"], small=asked["preset"] != "L")
    return found


def _loop_seconds() -> float:
    """What a fixed loop costs now: neighbours on the machine make every figure beside it larger by as much."""
    began, total, seen = time.process_time(), 0, {}
    for k in range(150):
        for i in range(2000):
            total += i & k
            seen[i] = total
    return round(time.process_time() - began, 4)


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


def _rivals(problem: dict[str, Any], upper: int, *, seconds: float, small: bool) -> dict[str, Any]:
    model = compile_model(parse_problem(problem))
    began = time.process_time()
    greedy = _figures(_greedily(place_pins(model)), upper, began)
    if not small or find_spec("highspy") is None:
        return {"greedy": greedy, "highs": "skipped: not installed, or the fair is too large for it"}
    began, state = time.process_time(), place_pins(model)
    milp.place_exactly(state, upper, seconds=seconds, going=lambda: True)
    if not any(state.inside):
        return {"greedy": greedy, "highs": f"found nothing in {seconds:.0f} s"}
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
