"""Workload: each of many badges is scanned for the first time (`POST …/scans/`), half from phones, half from paper."""

import json
import secrets
from collections import Counter
from dataclasses import dataclass
from typing import Any

from bench.client import Call, Client, Result, json_of
from bench.floors import Floors, compared
from bench.house import House, house_for


@dataclass(frozen=True)
class Size:
    badges: int = 20_000
    at_once: tuple[int, ...] = (8, 32)
    runs: int = 1
    seconds: float = 120  # for each run
    bare_requests: int = 4000
    running: House | None = None  # one that runs already


def measure(size: Size) -> dict[str, Any]:
    """Figures by number of gates at once. Every badge counts once a list: a run that loses or doubles one is refused."""
    lists = len(size.at_once) * size.runs
    figures: dict[str, Any] = {"badges": size.badges}
    with house_for(size.running) as running:
        facts = running.lay("door", str(size.badges), str(lists))
        floors = Floors(running, at_once=size.at_once[0], total=size.bare_requests)
        doors = iter(facts["lists"])
        warm(running, facts)
        sent = 0
        for at_once in size.at_once:
            runs = []
            for _ in range(size.runs):
                result, costs = _run(running, facts, next(doors), at_once, size.seconds)
                sent += result.codes.get(200, 0)
                runs.append(result.figures() | {"verdicts": dict(_verdicts(result))} | costs)
            figures[f"{at_once}_at_once"] = middle(runs)
        figures |= floors.measured()
        after = running.ask("door-after")
        if after != {"admissions": sent, "verdicts": {"ok": sent, "unknown": WARM}}:
            raise RuntimeError(f"{sent} badges were let in, the database says {after}")
    return compared(figures)


WARM = 100


def warm(running: House, facts: dict[str, Any]) -> None:
    calls = [_call(facts, facts["lists"][0], "not a badge") for _ in range(WARM)]
    Client(running.url, concurrency=8).run(calls)


def _run(
    running: House, facts: dict[str, Any], door: str, at_once: int, seconds: float
) -> tuple[Result, dict[str, float]]:
    calls = [_call(facts, door, text) for text in facts["texts"]]
    client = Client(running.url, concurrency=at_once, seconds=seconds)
    running.meter.start()
    result = client.run(calls)
    return result, running.meter.per_request(len(result.answers))


def _call(facts: dict[str, Any], door: str, text: str) -> Call:
    scan = {"gate": facts["gate"], "checkin_list": door, "text": text, "nonce": secrets.token_urlsafe(12)}
    headers = facts["headers"] | {"Content-Type": "application/json"}
    return Call("POST", f"/api/v1/fairs/{facts['fair']}/scans/", json.dumps(scan).encode(), headers)


def _verdicts(result: Result) -> Counter[str]:
    return Counter(str(json_of(answer).get("verdict")) for answer in result.answers)


def middle(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """The run of median rate, with the rates of all."""
    rates = sorted(run["rate"] for run in runs)
    chosen = next(run for run in runs if run["rate"] == rates[len(rates) // 2])
    return chosen if len(runs) == 1 else chosen | {"rates": rates}
