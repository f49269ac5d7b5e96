"""What the scheduler is to reach, goal by goal, beside the worst that the fairs and instances of one run showed."""

from collections.abc import Callable, Iterable
from typing import Any

Case = dict[str, Any]

GAP_PERCENT = 0.05
PLACEMENT_SECONDS = 2.0
IDLE_SLOTS = 1000
MEMORY_MB = 150
RERUN_SECONDS = 0.5
INSTANCE_SECONDS = 25.0


def goals(cases: list[Case], instances: list[Case]) -> list[dict[str, Any]]:
    """A goal nothing was measured for is left out; `worst` names the fair or instance that `measured` is of."""
    rows = []
    for preset in dict.fromkeys(case["preset"] for case in cases):
        fairs = [case for case in cases if case["preset"] == preset]
        rows += [
            _most(f"{preset}: certified gap, %", fairs, lambda c: c["placed"]["gap_percent"], under=GAP_PERCENT),
            _most(
                f"{preset}: placement, s of processor time",
                fairs,
                lambda c: c["placed"]["cpu_seconds"],
                under=PLACEMENT_SECONDS,
            ),
        ]
    narrow = [case for case in cases if (case["preset"], case["regime"]) == ("S", "narrow")]
    improved = [case for case in cases if "improved" in case and case["preset"] == "L"]
    again = [case for case in cases if "rerun" in case]
    rows += [
        _most("S narrow: weight below the optimum proved", narrow, _short_of_bound, most=0),
        _most(
            "L tight: idle slots after the search", improved, lambda c: c["improved"]["idle_slots"], under=IDLE_SLOTS
        ),
        _most("memory, MB", cases, _memory, under=MEMORY_MB),
        _most("re-run, s of processor time", again, lambda c: c["rerun"]["cpu_seconds"], under=RERUN_SECONDS),
        _most("re-run: meetings moved", again, lambda c: c["rerun"]["moved"], most=0),
        _most("re-run: meetings dropped", again, lambda c: c["rerun"]["dropped"], most=0),
        _most("violations the judge found", cases, violations, most=0),
        _most(
            "public instances: breaks above the published optimum",
            [row for row in instances if row["published"] is not None],
            lambda row: row["solve"]["breaks"] - row["published"],
            most=0,
        ),
        _most("public instances: requests unmet", instances, lambda row: row["solve"]["unmet"], most=0),
        _most(
            "public instances: s of processor time", instances, lambda row: row["solve"]["cpu"], under=INSTANCE_SECONDS
        ),
        _most(
            "public instances: plans judged bad", instances, lambda row: int(row["solve"]["judged"] != "good"), most=0
        ),
    ]
    return [row for row in rows if row]


def violations(case: Case) -> int:
    return sum(each.get("violations", 0) for each in case.values() if isinstance(each, dict))


def _short_of_bound(case: Case) -> int:
    return case["placed"]["upper_bound"] - case["placed"]["weight"]


def _memory(case: Case) -> int:
    return max(case[step]["memory_mb"] for step in ("placed", "improved", "rerun") if step in case)


def _most(
    what: str,
    cases: Iterable[Case],
    figure: Callable[[Case], float],
    *,
    under: float | None = None,
    most: float | None = None,
) -> dict[str, Any]:
    """Every case has to stay `under` the one limit or be at `most` the other."""
    figures = [(figure(case), _name(case)) for case in cases]
    if not figures:
        return {}
    worst, name = max(figures, key=lambda pair: pair[0])
    misses = [name for value, name in figures if (value >= under if under is not None else value > (most or 0))]
    return {
        "goal": f"{what}: {'under' if under is not None else 'at most'} {under if under is not None else most}",
        "met": not misses,
        "measured": worst,
        "worst": name,
        "of": len(figures),
    } | ({"misses": misses} if misses else {})


def _name(case: Case) -> str:
    return case["instance"] if "instance" in case else f"{case['preset']} {case['regime']} {case['seed']}"
