"""The scheduler's table of speed and quality on made-up fairs, judged by the independent judge: `python -m bench matching`.

Ten fairs of each size and regime: how near to the bound, how fast, in how much memory; a re-run an hour later with all that
is confirmed pinned; thirty seconds of two processes for less idle time at the largest tight ones; beside it greedy by
weight, and HiGHS alone on the first fair of each up to M. With `--folder` the public instances too. A quarter of an hour on two quiet
cores; a line for each fair on stderr as it comes, then the JSON, whose `goals` say what is met, and where it is worst.

Each fair is solved in a process of its own, so that its memory is its own. Times and limits count processor time: the machine
may have others; `loop_seconds` says how fast it was just then.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from itertools import product
from pathlib import Path
from typing import Any

from bench import b2bsp
from bench.fairs import PRESETS, REGIMES, fair_problem, rerun_of
from bench.schedule_goals import goals, violations
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
    presets: tuple[str, ...] = tuple(PRESETS)
    regimes: tuple[str, ...] = REGIMES
    seeds: int = 10
    idle_seconds: float = 30.0  # of the run that also searches for less idle time
    rival_seconds: float = 30.0  # for HiGHS, each fair
    processes: int = 2  # that run's
    folder: Path | None = None  # of the public instances


def measure(size: Size) -> dict[str, Any]:
    largest = max(size.presets, key=lambda preset: PRESETS[preset])
    cases = []
    for preset, regime, seed in product(size.presets, size.regimes, range(1, size.seeds + 1)):
        asked = {"preset": preset, "regime": regime, "seed": seed}
        asked["idle_seconds"] = size.idle_seconds if (preset, regime) == (largest, "tight") else 0.0
        asked["processes"] = size.processes
        asked["highs_seconds"] = size.rival_seconds if seed == 1 and preset != "L" else 0.0
        cases.append(_apart(asked))
        _say(_line(cases[-1]))
    instances = _instances(size.folder) if size.folder else []
    return {
        "asked": asdict(size) | {"folder": bool(size.folder)},
        "table": [*map(_line, cases), *map(_instance_line, instances)],
        "cases": cases,
        "instances": instances,
        "goals": goals(cases, instances),
    }


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _instances(folder: Path) -> list[dict[str, Any]]:
    rows = []
    for row in b2bsp.rows(b2bsp.Size(folder), rivals=False):
        rows.append(row)
        _say(_instance_line(row))
    return rows


def _instance_line(row: dict[str, Any]) -> str:
    own = row["solve"]
    proved = "proved" if own["proved"] else "not proved"
    return f"{row['instance']}: {own['breaks']} breaks, {proved}, published {row['published']}, in {own['cpu']} s"


def _line(case: dict[str, Any]) -> str:
    """One fair in one line."""
    placed, judged = case["placed"], violations(case)
    parts = [
        f"{case['preset']} {case['regime']} {case['seed']}: {placed['weight']} of at most {placed['upper_bound']}",
        f"gap {placed['gap_percent']} % in {placed['cpu_seconds']} s, {placed['memory_mb']} MB",
        f"judged {'good' if not judged else f'bad ({judged})'}",
    ]
    if "improved" in case:
        improved = case["improved"]
        time_used = f"{improved['cpu_seconds']} s of each of {improved['processes']} processes"
        parts.append(f"{improved['idle_slots']} idle slots after {time_used}")
    again = case["rerun"]
    parts += [
        f"re-run {again['cpu_seconds']} s, moved {again['moved']}, dropped {again['dropped']}",
        f"greedy gap {case['greedy']['gap_percent']} %",
    ]
    if "highs" in case:
        parts.append(f"HiGHS {case['highs'].get('none') or _of_rival(case['highs'])}")
    return "; ".join(parts)


def _of_rival(figures: dict[str, Any]) -> str:
    return f"gap {figures['gap_percent']} % in {figures['cpu_seconds']} s"


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
        others = _others()
        _, found["improved"] = _timed(
            problem,
            lambda: solve(
                parse_problem(problem), seconds=seconds, clock=time.process_time, processes=asked["processes"]
            ),
        )
        cpu, memory = _others()
        found["improved"]["memory_mb"] += round(memory)
        found["improved"] |= {"processes": asked["processes"], "others_cpu_seconds": round(cpu - others[0], 2)}
    changed, confirmed = rerun_of(problem, plan, seed=asked["seed"])
    again, found["rerun"] = _timed(changed, lambda: solve(parse_problem(changed), seconds=0))
    where = {m["request"]: (m["slot"], m["table"]) for m in again["meetings"]}
    found["rerun"] |= {
        "confirmed": len(confirmed),
        "moved": sum(1 for r, place in confirmed.items() if r in where and where[r] != place),
        "dropped": sum(1 for r in confirmed if r not in where),
    }
    return found | _rivals(problem, plan["upper_bound"], seconds=asked["highs_seconds"])


def _others() -> tuple[float, float]:
    """Processor time and greatest memory, in MB, of the processes this one made. Pages they share count twice."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


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


def _rivals(problem: dict[str, Any], upper: int, *, seconds: float) -> dict[str, Any]:
    model = compile_model(parse_problem(problem))
    began = time.process_time()
    found = {"greedy": _figures(_greedily(place_pins(model)), upper, began)}
    if not seconds or find_spec("highspy") is None:
        return found
    began, state = time.process_time(), place_pins(model)
    milp.place_exactly(state, upper, seconds=seconds, going=lambda: True)
    none = {"none": f"found nothing in {seconds:.0f} s"}
    return found | {"highs": _figures(state, upper, began) if any(state.inside) else none}


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
