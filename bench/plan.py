"""Workload: visitors look at the plan of a hall of 320 booths, 240 of them sold; then again while nothing has changed."""

from dataclasses import dataclass
from typing import Any

from bench.client import Call, Client
from bench.floors import Floors, compared
from bench.house import House, house_for
from bench.redeem import middle


@dataclass(frozen=True)
class Size:
    booths: int = 320
    sold: int = 240
    reads: int = 4000
    at_once: int = 8
    runs: int = 1
    seconds: float = 60  # for each run
    bare_requests: int = 4000
    running: House | None = None  # one that runs already


def measure(size: Size) -> dict[str, Any]:
    """Figures of the plan and of its states, each read in full (200) and asked whether it changed (304)."""
    figures: dict[str, Any] = {"booths": size.booths, "at_once": size.at_once}
    with house_for(size.running) as running:
        facts = running.lay("floor", str(size.booths), "0", str(size.sold))
        floors = Floors(running, at_once=size.at_once, total=size.bare_requests)
        plan = f"/api/v1/fairs/{facts['fair']}/halls/{facts['hall']}/plan/"
        states = f"/api/v1/fairs/{facts['fair']}/plan-state/"
        for name, target in (("plan", plan), ("states", states)):
            whole = Call("GET", target)
            tag, length = _tag(running, target)
            figures[name] = _read(running, size, whole, 200) | {"bytes": length}
            figures[f"{name}_unchanged"] = _read(
                running, size, Call("GET", target, headers={"If-None-Match": tag}), 304
            )
        figures |= floors.measured()
    return compared(figures)


def _tag(running: House, target: str) -> tuple[str, int]:
    import urllib.request  # noqa: PLC0415 -- only here: the load client shows no headers

    with urllib.request.urlopen(running.url + target, timeout=30) as answer:
        return answer.headers["ETag"], len(answer.read())


def _read(running: House, size: Size, call: Call, status: int) -> dict[str, Any]:
    runs = []
    client = Client(running.url, concurrency=size.at_once, seconds=size.seconds)
    client.run([call] * min(100, size.reads))
    for _ in range(size.runs):
        running.meter.start()
        result = client.run([call] * size.reads)
        if set(result.codes) != {status}:
            raise RuntimeError(f"{call.target} answered {result.codes}, not {status}")
        runs.append(result.figures() | running.meter.per_request(len(result.answers)))
    return middle(runs)
