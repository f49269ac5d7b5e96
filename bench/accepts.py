"""Workload: wishes over several times are accepted (`POST …/accept/`), many at once: the best common slot and table each."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from bench.client import Call, Client, Result, json_of
from bench.floors import Floors, compared
from bench.house import House, house_for

WARM = 60


@dataclass(frozen=True)
class Size:
    people: int = 60  # on each side
    wishes: int = 1500  # a run
    at_once: tuple[int, ...] = (8, 32)
    seconds: float = 120  # for each run
    bare_requests: int = 4000
    running: House | None = None  # one that runs already


def measure(size: Size) -> dict[str, Any]:
    """Figures by accepts at once. Refused when a person or a table is in two places, a meeting is half, or rows are lost."""
    runs = len(size.at_once)
    total = WARM + size.wishes * runs
    figures: dict[str, Any] = {"people": 2 * size.people, "wishes": size.wishes}
    with house_for(size.running) as running:
        facts = running.lay("meetings", str(size.people), str(total))
        floors = Floors(running, at_once=min(size.at_once), total=size.bare_requests)
        calls = [_call(facts, wish, accepter) for wish, accepter in facts["wishes"]]
        warm = Client(running.url, concurrency=4).run(calls[:WARM])
        met = warm.codes.get(201, 0)
        for place, at_once in enumerate(size.at_once):
            first = WARM + place * size.wishes
            result, costs = _run(running, calls[first : first + size.wishes], at_once, size.seconds)
            met += result.codes.get(201, 0)
            figures[f"{at_once}_at_once"] = result.figures() | _outcome(result) | costs
        figures |= floors.measured()
        after = running.ask("meetings-after")
        figures["deadlocks"] = after.pop("deadlocks") - facts["deadlocks"]
        if after != {"meetings": met, "seats": 2 * met, "overlaps": 0, "half": 0}:
            raise RuntimeError(f"{met} wishes were accepted, the database says {after}")
    return compared(figures)


def _run(running: House, calls: list[Call], at_once: int, seconds: float) -> tuple[Result, dict[str, float]]:
    running.meter.start()
    result = Client(running.url, concurrency=at_once, seconds=seconds).run(calls)
    return result, running.meter.per_request(len(result.answers))


def _call(facts: dict[str, Any], wish: str, accepter: int) -> Call:
    headers = facts["headers"][accepter] | {"Content-Type": "application/json"}
    return Call("POST", f"/api/v1/fairs/{facts['fair']}/meeting-requests/{wish}/accept/", b"{}", headers)


def _outcome(result: Result) -> dict[str, Any]:
    refused = [json_of(answer).get("code") for answer in result.answers if answer.status == 409]
    return {
        "accepted": result.codes.get(201, 0),
        "refusals": dict(Counter(str(code) for code in refused)),
        "server_errors": sum(answer.status >= 500 or answer.status == 0 for answer in result.answers),
    }
