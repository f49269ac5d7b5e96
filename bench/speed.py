"""The door's speed table (`python -m bench speed`): each goal beside what one run on one machine measured.

From the camera's frame to the verdict is a browser's time: it is measured in one (`bench.camera`), where there is one.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from badges import render
from bench import badges, camera, door

SHEET = 100


@dataclass(frozen=True)
class Size:
    looks: door.Size = field(default_factory=door.Size)
    frames: camera.Size = field(default_factory=camera.Size)
    printed: int = 5000
    threads: int = 2
    warm: int = 100


@dataclass(frozen=True)
class Line:
    what: str
    figure: float
    goal: float
    unit: str
    is_floor: bool = False  # the goal is the least, not the most

    def shown(self) -> dict[str, Any]:
        is_met = self.figure >= self.goal if self.is_floor else self.figure <= self.goal
        bound = "at least" if self.is_floor else "at most"
        return {"what": self.what, "measured": self.figure, "goal": f"{bound} {self.goal} {self.unit}", "met": is_met}


def measure(size: Size) -> dict[str, Any]:
    """The table, and the workload's own figures below it."""
    figures = door.measure(size.looks)
    printing = _printed(size.printed, size.threads)
    one = badges.each(size.warm, lambda n: render.badge_pdf(badges.face(n, render.Shown.CODE)))
    frames = camera.measure(size.frames)
    lines = [*_scans(figures, size.looks.at_once), *_frames(frames), *_rest(figures, size, printing["seconds"], one)]
    return {
        "table": [line.shown() for line in lines],
        "table_where_the_bare_view_does_1870_a_second": [line.shown() for line in _scaled(figures, size.looks.at_once)],
        "beside_bare_answers": {
            f"{at_once}_at_once": {
                name: figures[f"{at_once}_at_once"][name]
                for name in ("rate_of_bare_view", "times_bare_view", "times_bare")
            }
            for at_once in size.looks.at_once
        },
        "door": figures,
        "camera": frames,
        "printing": printing,
    }


def _scans(figures: dict[str, Any], at_once: tuple[int, ...]) -> list[Line]:
    return [line for number in at_once for line in _verdicts(figures[f"{number}_at_once"], number)]


def _scaled(figures: dict[str, Any], at_once: tuple[int, ...]) -> list[Line]:
    """The same goals beside what the figures come to on the machine they were set on (`bench.floors`)."""
    return [line for number in at_once for line in _verdicts(figures[f"{number}_at_once"]["scaled"], number)]


def _verdicts(run: dict[str, Any], at_once: int) -> list[Line]:
    return [
        Line(f"verdicts a second, {at_once} at once", run["rate"], 1000, "a second", is_floor=True),
        Line(f"verdict, {at_once} at once, p99", run["p99_ms"], 60, "ms"),
        Line(f"web processor time a verdict, {at_once} at once", run["web_cpu_ms"], 1.2, "ms"),
        Line(f"database processor time a verdict, {at_once} at once", run["database_cpu_ms"], 0.5, "ms"),
    ]


def _frames(figures: dict[str, Any]) -> list[Line]:
    return [
        Line(
            f"camera frame to verdict, {way}, median of {figures[way]['verdicts']}", figures[way]["median_ms"], 60, "ms"
        )
        for way in ("online", "offline")
        if way in figures
    ]


def _rest(figures: dict[str, Any], size: Size, printing: float, one: float) -> list[Line]:
    lines = [
        Line(f"{size.looks.kept} kept scans flushed", figures["flush"]["first"]["seconds"], 2, "s"),
        Line(f"snapshot of {size.looks.badges} badges", figures["snapshot"]["seconds"], 2, "s"),
        Line(f"{size.printed} different badges as PDF", printing, 12, "s"),
        Line("one badge as PDF, warm", one, 30, "ms"),
    ]
    if frozen := figures.get("broker_frozen"):
        lines.append(Line("slowest verdict while the broker is frozen", frozen["max_ms"], 300, "ms"))
    return lines


def _printed(count: int, threads: int) -> dict[str, float]:
    """Sheets of a hundred different badges with their QR code, by as many threads as there are cores."""
    render.badge_pdf(badges.face(0, render.Shown.CODE))
    began, used = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(threads) as pool:
        made = sum(pool.map(_sheet, range(0, count, SHEET), [count] * -(-count // SHEET)))
    if made != count:
        raise RuntimeError(f"{count} badges were asked for, {made} printed")
    return {
        "badges": made,
        "seconds": round(time.perf_counter() - began, 2),
        "cpu_seconds": round(time.process_time() - used, 2),
    }


def _sheet(first: int, count: int) -> int:
    faces = [badges.face(number, render.Shown.CODE) for number in range(first, min(first + SHEET, count))]
    if not render.badges_pdf(faces).startswith(b"%PDF"):
        raise RuntimeError("no PDF came of it")
    return len(faces)
