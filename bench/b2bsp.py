"""The public B2B meeting scheduling instances, or any problem files of a folder (`python -m bench b2bsp --folder DIR`).

Each is solved as `solve` does it, by annealing alone, and by CP-SAT where that is installed; every plan is judged. A
`published.json` beside the files (name -> {"breaks": …}) gives the optimum to compare with.
"""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from unittest.mock import patch

from bench.cpsat import least_breaks
from matching.exact import search
from matching.judge import judge
from matching.plan import Plan, plan_as_json
from matching.problem import Problem, parse_problem
from matching.solver import solve


@dataclass(frozen=True)
class Size:
    folder: Path
    seconds: float = 25  # each way and instance
    only: str = ""  # a part of the name


def measure(size: Size) -> dict[str, Any]:
    found = list(rows(size))
    reached = [row for row in found if row["published"] is not None and row["solve"]["breaks"] <= row["published"]]
    return {
        "seconds": size.seconds,
        "instances": found,
        "reached": len(reached),
        "proved": sum(row["solve"]["proved"] for row in found),
        "of": len(found),
    }


def rows(size: Size, *, rivals: bool = True) -> Iterator[dict[str, Any]]:
    """Instance by instance, as they are solved."""
    known = size.folder / "published.json"
    published = json.loads(known.read_text()) if known.exists() else {}
    for file in sorted(size.folder.glob("*.json")):
        if file == known or size.only not in file.stem:
            continue
        raw = json.loads(file.read_text())
        row = {"instance": file.stem, "published": published.get(file.stem, {}).get("breaks")}
        row["solve"] = _timed(raw, lambda problem: solve(problem, seconds=size.seconds, clock=time.process_time))
        if rivals:
            with patch.object(search, "is_installed", lambda: False):
                row["annealing"] = _timed(raw, lambda problem: solve(problem, seconds=size.seconds))
            if find_spec("ortools"):
                row["cp_sat"] = _clocked(lambda raw=raw: least_breaks(raw, seconds=size.seconds))
        yield row


def _timed(raw: dict[str, Any], run: Callable[[Problem], Plan]) -> dict[str, Any]:
    plans: list[Plan] = []

    def once() -> dict[str, Any]:
        plans.append(run(parse_problem(raw)))
        return {"breaks": plans[0].breaks, "proved": plans[0].proved_optimal, "unmet": len(plans[0].unmet)}

    figures = _clocked(once)
    return figures | {"judged": [str(violation) for violation in judge(raw, plan_as_json(plans[0]))] or "good"}


def _clocked(run: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    start, cpu = time.perf_counter(), time.process_time()
    figures = run()
    return figures | {
        "wall": round(time.perf_counter() - start, 2),
        "cpu": round(time.process_time() - cpu, 2),
    }
