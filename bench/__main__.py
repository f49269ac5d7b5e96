"""`python -m bench [redeem] [door] [bookers] [plan] [accepts] [camera] [speed] [badges] [matching] [meeting_day]`: workloads as JSON.

All unless named; `speed` is the table of the door, goals beside figures, with `door` and `camera` in it. What is asked over
HTTP stands beside a bare SELECT and a bare REST view of the same run, and what that makes of it on the goals' machine (`scaled`).
`matching` is the scheduler's table, a quarter of an hour long; `--seeds 1 --idle-seconds 0` is its short form.
`python -m bench b2bsp --folder DIR` runs the scheduler over the problem files of a folder; `matching` takes the folder too.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import accepts, b2bsp, badges, bookers, camera, door, fairs, meeting_day, plan, redeem, schedule, speed
from bench.costs import load_average, machine

WORKLOADS: dict[str, Callable[[argparse.Namespace], dict[str, Any]]] = {
    "redeem": lambda given: redeem.measure(redeem.Size(badges=given.badges, runs=given.runs)),
    "door": lambda given: door.measure(door.Size(badges=given.snapshot_badges)),
    "bookers": lambda given: bookers.measure(bookers.Size(bookers=given.bookers, booths=given.booths)),
    "plan": lambda given: plan.measure(plan.Size(reads=given.reads, runs=given.runs)),
    "accepts": lambda given: accepts.measure(accepts.Size(wishes=given.wishes)),
    "camera": lambda given: camera.measure(camera.Size(badges=given.frames)),
    "speed": lambda given: speed.measure(
        speed.Size(looks=door.Size(badges=given.snapshot_badges), frames=camera.Size(badges=given.frames))
    ),
    "badges": lambda _: badges.measure(),
    "matching": lambda given: schedule.measure(
        schedule.Size(
            presets=tuple(given.presets),
            regimes=tuple(given.regimes),
            seeds=given.seeds,
            idle_seconds=given.idle_seconds,
            processes=given.processes,
            folder=given.folder,
        )
    ),
    "b2bsp": lambda given: b2bsp.measure(b2bsp.Size(given.folder, seconds=given.seconds, only=given.only)),
    "meeting_day": lambda given: meeting_day.measure(meeting_day.Size(seed=given.seed)),
}


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="|".join(WORKLOADS))
    parser.add_argument("--runs", type=int, default=1, help="repeat and show the run of median rate")
    parser.add_argument("--badges", type=int, default=redeem.Size.badges)
    parser.add_argument("--snapshot-badges", type=int, default=door.Size.badges, help="door: badges of the snapshot")
    parser.add_argument("--frames", type=int, default=camera.Size.badges, help="camera: badges held up before it")
    parser.add_argument("--bookers", type=int, default=bookers.Size.bookers)
    parser.add_argument("--booths", type=int, default=bookers.Size.booths)
    parser.add_argument("--seed", type=int, default=meeting_day.Size.seed, help="of the simulated meeting day")
    parser.add_argument("--reads", type=int, default=plan.Size.reads)
    parser.add_argument("--wishes", type=int, default=accepts.Size.wishes)
    parser.add_argument(
        "--presets", nargs="+", choices=fairs.PRESETS, default=list(fairs.PRESETS), help="sizes of the made-up fairs"
    )
    parser.add_argument("--regimes", nargs="+", choices=fairs.REGIMES, default=fairs.REGIMES)
    parser.add_argument("--seeds", type=int, default=schedule.Size.seeds)
    parser.add_argument("--idle-seconds", type=float, default=schedule.Size.idle_seconds)
    parser.add_argument(
        "--processes", type=int, default=schedule.Size.processes, help="matching: that search for less idle time"
    )
    parser.add_argument("--folder", type=Path, help="b2bsp, matching: where the problem files are")
    parser.add_argument("--seconds", type=float, default=b2bsp.Size.seconds, help="b2bsp: for each way and instance")
    parser.add_argument("--only", default="", help="b2bsp: a part of the instances' names")
    given = parser.parse_args(arguments)
    unknown = sorted(set(given.names) - set(WORKLOADS))
    if unknown:
        parser.error(f"no workload {', '.join(unknown)}; there are {', '.join(WORKLOADS)}")
    if ("b2bsp" in given.names or given.folder) and not (given.folder and given.folder.is_dir()):
        parser.error("b2bsp needs --folder with the problem files, and it must be there")
    figures: dict[str, Any] = {"machine": machine()}
    for name in given.names or [name for name in WORKLOADS if name not in {"b2bsp", "door", "camera"}]:
        load, began = load_average(), time.monotonic()
        figures[name] = WORKLOADS[name](given)
        took = round(time.monotonic() - began, 1)
        figures[name] |= {"load_before": load, "load_after": load_average(), "took_seconds": took}
    json.dump(figures, sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
