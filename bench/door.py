"""Workload: devices of the door. Looks one by one (`POST door/scans/`), what they kept (`door/sync/`), the snapshot."""

import json
import os
import secrets
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from bench.client import Call, Client, json_of
from bench.floors import Floors, compared
from bench.house import House, house_for

PER_REQUEST = 500


@dataclass(frozen=True)
class Size:
    badges: int = 100_000
    looks: int = 4000  # at each number of devices at once
    kept: int = 1000  # flushed by one device
    at_once: tuple[int, ...] = (8, 32)
    frozen: int = 40  # looks while the broker is frozen
    bare_requests: int = 4000
    running: House | None = None  # one that runs already


def measure(size: Size) -> dict[str, Any]:
    """Rates and costs of looks, seconds of one device's flush (twice: the second is all repeated) and of a snapshot.

    Raises RuntimeError when a scan was lost or counted twice.
    """
    figures: dict[str, Any] = {"badges": size.badges}
    with house_for(size.running) as running:
        alone = 0 if running.broker_process is None else size.frozen
        needed = size.looks * len(size.at_once) + size.kept + alone
        facts = running.lay("devices", str(size.badges), str(needed))
        floors = Floors(running, at_once=size.at_once[0], total=size.bare_requests)
        before = running.ask("door-after")["admissions"]
        texts = iter(facts["texts"])
        numbers = dict.fromkeys(range(len(facts["keys"])), 0)

        def look(text: str, at: int) -> Call:
            numbers[at] += 1
            body = _scan(facts, numbers[at], text)
            return Call("POST", "/api/v1/door/scans/", json.dumps(body).encode(), _headers(facts, at))

        Client(running.url, concurrency=8).run([look("not a badge", n % len(numbers)) for n in range(80)])
        for at_once in size.at_once:
            calls = [look(next(texts), n % len(numbers)) for n in range(size.looks)]
            running.meter.start()
            result = Client(running.url, concurrency=at_once).run(calls)
            figures[f"{at_once}_at_once"] = result.figures() | running.meter.per_request(len(calls))
            _check(sum(json_of(answer).get("verdict") == "ok" for answer in result.answers), len(calls))
        if running.broker_process is not None:
            calls = [look(next(texts), n % len(numbers)) for n in range(alone)]
            with frozen(running.broker_process):
                result = Client(running.url, concurrency=4).run(calls)
            figures["broker_frozen"] = result.figures()
            _check(sum(json_of(answer).get("verdict") == "ok" for answer in result.answers), alone)
        kept = [
            _scan(facts, n, next(texts)) | {"scanned_at": facts["at"], "clock_offset_ms": 0, "verdict": "ok"}
            for n in range(numbers[0] + 1, numbers[0] + 1 + size.kept)
        ]
        figures["flush"] = {"scans": size.kept} | {
            name: _flush(running, facts, kept, outcome)
            for name, outcome in (("first", "counted"), ("again", "repeated"))
        }
        figures["snapshot"] = _snapshot(running, facts)
        figures |= floors.measured()
        after = running.ask("door-after")["admissions"]
        _check(after - before, needed)
    return compared(figures)


@contextmanager
def frozen(process: int) -> Iterator[None]:
    """It takes what is sent to it and answers nothing."""
    os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process, signal.SIGCONT)


def _scan(facts: dict[str, Any], seq: int, text: str) -> dict[str, Any]:
    return {"seq": seq, "nonce": secrets.token_urlsafe(12), "text": text, "checkin_list": facts["list"]}


def _headers(facts: dict[str, Any], at: int) -> dict[str, str]:
    return {"Authorization": f"Device {facts['keys'][at]}", "Content-Type": "application/json"}


def _flush(running: House, facts: dict[str, Any], kept: list[dict[str, Any]], outcome: str) -> dict[str, float]:
    """Wall seconds, and processor milliseconds a scan."""
    bodies = [kept[at : at + PER_REQUEST] for at in range(0, len(kept), PER_REQUEST)]
    calls = [
        Call("POST", "/api/v1/door/sync/", json.dumps({"scans": body}).encode(), _headers(facts, 0)) for body in bodies
    ]
    running.meter.start()
    began = time.perf_counter()
    answers = Client(running.url, concurrency=1).run(calls).answers
    seconds = time.perf_counter() - began
    _check(sum(one["outcome"] == outcome for answer in answers for one in json_of(answer)["results"]), len(kept))
    return {"seconds": round(seconds, 3)} | running.meter.per_request(len(kept))


def _snapshot(running: House, facts: dict[str, Any]) -> dict[str, float]:
    """The whole one, then what changed since: nothing, as a rule."""
    client = Client(running.url, concurrency=1)
    running.meter.start()
    began = time.perf_counter()
    (whole,) = client.run([Call("GET", "/api/v1/door/snapshot/", b"", _headers(facts, 0))]).answers
    seconds = time.perf_counter() - began
    costs = running.meter.per_request(1)
    cursor = int.from_bytes(whole.body[8:16], "big")
    began = time.perf_counter()
    (changes,) = client.run([Call("GET", f"/api/v1/door/snapshot/?since={cursor}", b"", _headers(facts, 0))]).answers
    return {
        "seconds": round(seconds, 3),
        "kib": round(len(whole.body) / 1024, 1),
        "changes_seconds": round(time.perf_counter() - began, 3),
        "changes_bytes": len(changes.body),
    } | costs


def _check(found: int, wanted: int) -> None:
    if found != wanted:
        raise RuntimeError(f"{wanted} scans count, {found} do")
