"""Workload: many firms want few booths at the same moment (`POST …/holds/`): one winner a booth, the rest get ways on."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from bench.client import Call, Client, Result, json_of
from bench.floors import Floors, compared
from bench.house import House, house_for

FREE_BESIDES = 40  # booths nobody wants: the losers' alternatives


@dataclass(frozen=True)
class Size:
    bookers: int = 1000
    booths: int = 20
    at_once: tuple[int, ...] = (32, 1000)
    seconds: float = 60  # for each run
    bare_requests: int = 4000
    running: House | None = None  # one that runs already


def measure(size: Size) -> dict[str, Any]:
    """Figures by number of bookers at once; each run has booths of its own. Refused when a booth has two holds or none."""
    floor = size.booths * len(size.at_once) + FREE_BESIDES
    figures: dict[str, Any] = {"bookers": size.bookers, "booths": size.booths}
    with house_for(size.running) as running:
        facts = running.lay("floor", str(floor), str(size.bookers), "0")
        floors = Floors(running, at_once=min(size.at_once), total=size.bare_requests)
        Client(running.url, concurrency=8).run([_call(facts, 0, "no-such-booth")] * 100)
        for place, at_once in enumerate(size.at_once):
            wanted = facts["booths"][place * size.booths : (place + 1) * size.booths]
            calls = [_call(facts, booker, wanted[booker % len(wanted)]) for booker in range(size.bookers)]
            running.meter.start()
            result = Client(running.url, concurrency=at_once, seconds=size.seconds).run(calls)
            costs = running.meter.per_request(len(result.answers))
            figures[f"{at_once}_at_once"] = result.figures() | _outcome(result) | costs
        figures |= floors.measured()
        after = running.ask("floor-after")
        held = size.booths * len(size.at_once)
        if after != {"holds": held, "booths_held": held}:
            raise RuntimeError(f"{held} booths were wanted, the database says {after}")
    return compared(figures)


def _call(facts: dict[str, Any], booker: int, booth: str) -> Call:
    headers = {"Authorization": f"Bearer {facts['tokens'][booker]}", "Content-Type": "application/json"}
    return Call("POST", f"/api/v1/booths/{booth}/holds/", b"{}", headers)


def _outcome(result: Result) -> dict[str, Any]:
    """Winners, losers by problem code, and how many of the losers were told free booths."""
    bodies = [(answer.status, json_of(answer)) for answer in result.answers]
    refused = [body for status, body in bodies if status == 409]
    return {
        "winners": sum(status == 201 for status, _ in bodies),
        "refusals": dict(Counter(str(body.get("code")) for body in refused)),
        "told_alternatives": sum(bool(body.get("alternatives")) for body in refused),
        "server_errors": sum(status >= 500 or status == 0 for status, _ in bodies),
    }
