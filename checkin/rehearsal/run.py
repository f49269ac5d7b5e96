"""The morning itself: a thread at each gate, a real device's requests to the real server, a cut in the middle.

Time runs `speed` times as fast as at a fair; how long the server takes is measured as it is. Queues are worked out from both.
"""

import datetime as dt
import hashlib
import http.client
import json
import secrets
import struct
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from badges.codes import normalise

ANSWER_SECONDS = 1.5  # as the door's app: then it decides by itself
PATIENCE_SECONDS = 30.0
PER_REQUEST = 500
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0  # before what was not taken is sent again; twice as long each time
WATCH_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Plan:
    """`handling`: seconds from one person to the next at a gate, without the verdict. `cut`: from and to, of the simulated time."""

    site: str
    checkin_list: str
    speed: float
    handling: float
    cut: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Arrival:
    at: float
    code: str


@dataclass
class AtGate:
    """What a gate saw: verdicts and their nonces in order of the arrivals, `took` the seconds of each answer by the server."""

    gate: str
    verdicts: list[str] = field(default_factory=list)
    nonces: list[str] = field(default_factory=list)
    took: list[float] = field(default_factory=list)
    by_itself: int = 0
    unheard: int = 0
    flushed: int = 0
    flush_seconds: float = 0.0
    refused: int = 0


class NoAnswer(Exception):
    """The server does not speak to the devices at the beginning."""


class Stopped(Exception):
    """The watch said so."""


Watch = Callable[[float], bool]
"""Asked once a second with the share of the arrivals that were seen; False stops the gates."""


def run_gates(plan: Plan, lines: dict[str, list[Arrival]], keys: dict[str, str], watch: Watch) -> list[AtGate]:
    """All gates at once; what each saw. Raises NoAnswer, Stopped; whatever `watch` raises stops the gates too."""
    began, stop = threading.Barrier(len(lines)), threading.Event()
    devices = [_Device(plan, keys[gate], AtGate(gate), stop) for gate in lines]
    everybody = sum(len(line) for line in lines.values())

    def stand(device: _Device) -> AtGate:
        try:
            device.fetch_snapshot()
        except (OSError, http.client.HTTPException) as exc:
            began.abort()
            raise NoAnswer(type(exc).__name__) from exc
        try:
            began.wait()
            return device.work(lines[device.saw.gate])
        finally:
            device.leave()

    with ThreadPoolExecutor(len(lines)) as pool:
        standing = [pool.submit(stand, device) for device in devices]
        try:
            while wait(standing, timeout=WATCH_SECONDS).not_done:
                if not watch(sum(len(device.saw.verdicts) for device in devices) / everybody):
                    raise Stopped
        finally:
            stop.set()
    silent = next((error for one in standing if isinstance(error := one.exception(), NoAnswer)), None)
    if silent is not None:
        raise silent
    return [one.result() for one in standing]


class _Device:
    """A telephone at a gate, as docs/door.md has it."""

    def __init__(self, plan: Plan, key: str, saw: AtGate, stop: threading.Event) -> None:
        self._plan, self._key, self.saw, self._stop = plan, key, saw, stop
        self._seq = 0
        self._kept: list[dict[str, Any]] = []
        self._known: dict[bytes, tuple[int, int]] = {}
        self._salt = b""
        self._line: http.client.HTTPConnection | None = None

    def fetch_snapshot(self) -> None:
        content = self._ask("GET", "snapshot", None)
        self._salt, at = content[16:24], 24
        for _ in range(2):  # gates, then lists
            count, at = content[at], at + 1
            for _ in range(count):
                at += 1 + content[at]
        badges, _entries = struct.unpack_from(">II", content, at)  # nobody is in before the morning begins
        at += 8
        for place in range(at, at + 21 * badges, 21):
            registration, status = struct.unpack_from(">IB", content, place + 14)
            self._known[content[place + 8 : place + 14]] = (registration, status >> 3)

    def work(self, line: Sequence[Arrival]) -> AtGate:
        begin = time.monotonic()
        for arrival in line:
            ahead = begin + arrival.at / self._plan.speed - time.monotonic()
            if self._stop.wait(max(0.0, ahead)):
                return self.saw
            is_cut = self._plan.cut[0] <= (time.monotonic() - begin) * self._plan.speed < self._plan.cut[1]
            if not is_cut and self._kept:
                self._flush()
            self.saw.verdicts.append(self._decide(arrival.code) if is_cut else self._look(arrival.code))
        ahead = begin + self._plan.cut[1] / self._plan.speed - time.monotonic()
        if self._kept:
            self._stop.wait(max(0.0, ahead))
        self._flush()
        return self.saw

    def leave(self) -> None:
        if self._line is not None:
            self._line.close()
        self._line = None

    def _look(self, code: str) -> str:
        body = self._scan(code)
        began = time.monotonic()
        try:
            answer = json.loads(self._ask("POST", "scans", body, seconds=ANSWER_SECONDS))
        except (OSError, http.client.HTTPException):
            self.saw.unheard += 1
            return self._decide(code, instead_of=body["nonce"])
        self.saw.took.append(time.monotonic() - began)
        self.saw.nonces.append(body["nonce"])
        verdict: str = answer.get("verdict", "refused")
        return verdict

    def _decide(self, code: str, **more: str) -> str:
        """By the snapshot alone: nobody is shown twice at one gate, a copy at another."""
        registration = self._registration(code)
        state = next((status for number, status in self._known.values() if number == registration), None)
        verdict = "unknown" if state is None else "ok" if state == 0 else "revoked"
        at = dt.datetime.now(tz=dt.UTC).isoformat()
        scan = self._scan(code)
        self.saw.nonces.append(scan["nonce"])
        self._kept.append(scan | {"scanned_at": at, "clock_offset_ms": 0, "verdict": verdict} | more)
        self.saw.by_itself += 1
        return verdict

    def _flush(self) -> None:
        """Again until it is through: the network may be back and not yet right."""
        began, pause = time.monotonic(), FIRST_PAUSE
        while self._kept and not self._stop.is_set():
            part = self._kept[:PER_REQUEST]
            try:
                answer = json.loads(self._ask("POST", "sync", {"scans": part}))
            except (OSError, http.client.HTTPException):
                self._stop.wait(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
                continue
            pause = FIRST_PAUSE
            self.saw.refused += sum(one["outcome"] == "refused" for one in answer["results"])
            self.saw.flushed += len(part)
            del self._kept[:PER_REQUEST]
        self.saw.flush_seconds += time.monotonic() - began

    def _scan(self, code: str) -> dict[str, Any]:
        self._seq += 1
        nonce = secrets.token_urlsafe(12)
        return {"seq": self._seq, "nonce": nonce, "text": code, "checkin_list": self._plan.checkin_list}

    def _registration(self, code: str) -> int:
        """0 for a code that the snapshot does not know."""
        digest = hashlib.sha256(self._salt + (normalise(code) or "").encode()).digest()[:6]
        return self._known.get(digest, (0, 0))[0]

    def _ask(self, method: str, name: str, body: Any, *, seconds: float = PATIENCE_SECONDS) -> bytes:
        """Raises OSError, HTTPException; the line is made anew after it, and after an answer that ended it."""
        if self._line is None:
            parts = urlsplit(self._plan.site)
            kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
            self._line = kind(parts.hostname or "", parts.port, timeout=PATIENCE_SECONDS)
        headers = {"Authorization": f"Device {self._key}", "Content-Type": "application/json"}
        try:
            if self._line.sock is None:
                self._line.connect()
            self._line.sock.settimeout(seconds)
            self._line.request(method, f"/api/v1/door/{name}/", body and json.dumps(body), headers)
            answer = self._line.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException):
            self.leave()
            raise
        if answer.status >= 400:
            self.leave()
            raise http.client.HTTPException(f"{name} answered {answer.status}")
        return content
