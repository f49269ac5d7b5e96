"""A load client on bare sockets: one thread, many kept-alive connections, so that it costs the machine little.

It speaks just the HTTP/1.1 that a web server of ours answers: a length or chunks, no redirects, no TLS.
"""

import json
import selectors
import socket
import time
from collections import Counter, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

RECEIVE_BYTES = 65536
WITHOUT_BODY = frozenset({204, 304})


@dataclass(frozen=True, slots=True)
class Call:
    """One request; `target` is the path with its query."""

    method: str
    target: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    def wire(self, host: str) -> bytes:
        lines = [f"{self.method} {self.target} HTTP/1.1", f"Host: {host}", "User-Agent: phien-bench"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        if self.body or self.method not in {"GET", "HEAD", "DELETE"}:
            lines.append(f"Content-Length: {len(self.body)}")
        return "\r\n".join([*lines, "", ""]).encode() + self.body


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for the call of that place in the list; status 0 when no answer came."""

    place: int
    status: int
    seconds: float
    body: bytes


@dataclass
class Result:
    """All answers of a run in the order they came."""

    answers: list[Answer]
    seconds: float
    resent: int

    @property
    def codes(self) -> dict[int, int]:
        return dict(sorted(Counter(answer.status for answer in self.answers).items()))

    def figures(self) -> dict[str, object]:
        """Rate a second and milliseconds, as every workload prints them."""
        took = sorted(answer.seconds * 1000 for answer in self.answers)
        return {
            "requests": len(took),
            "seconds": round(self.seconds, 3),
            "rate": round(len(took) / self.seconds, 1) if self.seconds else 0.0,
            "p50_ms": percentile(took, 50),
            "p95_ms": percentile(took, 95),
            "p99_ms": percentile(took, 99),
            "max_ms": percentile(took, 100),
            "codes": {str(code): number for code, number in self.codes.items()},
            "resent": self.resent,
        }


def percentile(sorted_values: Sequence[float], percent: float) -> float:
    """The nearest-rank percentile, of values in ascending order; 0 of none."""
    if not sorted_values:
        return 0.0
    rank = max(1, -(-len(sorted_values) * percent // 100))
    return round(sorted_values[int(rank) - 1], 2)


class _Line:
    """One connection and the call it carries."""

    __slots__ = ("began", "fresh", "is_writing", "place", "received", "sock", "unsent")

    def __init__(self) -> None:
        self.sock: socket.socket | None = None
        self.fresh = True
        self.is_writing = False
        self.place = -1
        self.began = 0.0
        self.unsent = b""
        self.received = b""


class Client:
    """Send calls to `url`'s host with `concurrency` connections, each sending its next call when the last is answered.

    `seconds` bounds the run: afterwards no call is begun, and calls without an answer after `patience` more count as
    status 0. A call on a kept-alive connection that the server closed before a byte came is sent once more (`resent`).
    """

    def __init__(self, url: str, *, concurrency: int, seconds: float = 300.0, patience: float = 30.0) -> None:
        parts = urlsplit(url)
        if parts.scheme != "http" or not parts.hostname:
            raise ValueError(f"an http:// address is needed, not {url!r}")
        self._address = (parts.hostname, parts.port or 80)
        self._host = parts.netloc
        self._concurrency = concurrency
        self._seconds = seconds
        self._patience = patience

    def run(self, calls: Iterable[Call]) -> Result:
        wires = [call.wire(self._host) for call in calls]
        heads = frozenset(place for place, wire in enumerate(wires) if wire.startswith(b"HEAD "))
        return _Run(self._address, wires, heads, self._seconds, self._patience).to_the_end(self._concurrency)


class _Run:
    def __init__(
        self, address: tuple[str, int], wires: list[bytes], heads: frozenset[int], seconds: float, patience: float
    ) -> None:
        self._address = address
        self._wires = wires
        self._heads = heads
        self._waiting = deque(range(len(wires)))
        self._answers: list[Answer] = []
        self._resent = 0
        self._selector = selectors.DefaultSelector()
        self._last_start = time.perf_counter() + seconds
        self._patience = patience

    def to_the_end(self, concurrency: int) -> Result:
        began = time.perf_counter()
        lines = [_Line() for _ in range(min(concurrency, len(self._wires)))]
        busy = sum(self._next(line) for line in lines)
        while busy:
            ready = self._selector.select(0.5)
            for key, events in ready:
                line: _Line = key.data
                if events & selectors.EVENT_WRITE and not self._write(line):
                    busy -= self._lost(line)
                elif events & selectors.EVENT_READ:
                    busy -= self._read(line)
            if time.perf_counter() > self._last_start + self._patience:
                break
        took = time.perf_counter() - began
        for line in lines:
            if line.place >= 0:
                self._note(line, 0, b"")
            self._close(line)
        self._selector.close()
        return Result(self._answers, took, self._resent)

    def _next(self, line: _Line) -> int:
        """Begin the next call on the line; 0, and the line closed, when there is none left or the time is over."""
        line.place = -1
        if not self._waiting or time.perf_counter() > self._last_start:
            self._close(line)
            return 0
        line.place = self._waiting.popleft()
        line.began = time.perf_counter()
        self._send(line)
        return 1

    def _send(self, line: _Line) -> None:
        line.received = b""
        line.unsent = self._wires[line.place]
        if line.sock is None:
            line.sock = socket.socket()
            line.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            line.sock.setblocking(False)
            line.sock.connect_ex(self._address)
            line.fresh = line.is_writing = True
            self._selector.register(line.sock, selectors.EVENT_READ | selectors.EVENT_WRITE, line)
            return
        if self._write(line) and line.unsent:
            line.is_writing = True
            self._selector.modify(line.sock, selectors.EVENT_READ | selectors.EVENT_WRITE, line)

    def _write(self, line: _Line) -> bool:
        assert line.sock
        try:
            sent = line.sock.send(line.unsent)
        except BlockingIOError:
            return True
        except OSError:
            return False
        line.unsent = line.unsent[sent:]
        if not line.unsent and line.is_writing:
            line.is_writing = False
            self._selector.modify(line.sock, selectors.EVENT_READ, line)
        return True

    def _read(self, line: _Line) -> int:
        """1 when the line has nothing more to do."""
        assert line.sock
        try:
            data = line.sock.recv(RECEIVE_BYTES)
        except BlockingIOError:
            return 0
        except OSError:
            data = b""
        if not data:
            return self._lost(line)
        line.received += data
        parsed = parse(line.received, is_head=line.place in self._heads)
        if parsed is None:
            return 0
        status, body, keep = parsed
        self._note(line, status, body)
        line.fresh = False
        if not keep:
            self._close(line)
        return 1 - self._next(line)

    def _lost(self, line: _Line) -> int:
        """The server hung up: once more on a new connection if it was an old one and silent, else no answer."""
        may_resend = not line.fresh and not line.received
        self._close(line)
        if may_resend:
            self._resent += 1
            self._send(line)
            return 0
        self._note(line, 0, b"")
        return 1 - self._next(line)

    def _note(self, line: _Line, status: int, body: bytes) -> None:
        self._answers.append(Answer(line.place, status, time.perf_counter() - line.began, body))
        line.place = -1

    def _close(self, line: _Line) -> None:
        if line.sock is not None:
            self._selector.unregister(line.sock)
            line.sock.close()
            line.sock = None


def parse(received: bytes, *, is_head: bool = False) -> tuple[int, bytes, bool] | None:
    """Status, body and whether the connection stays open; None while the answer is not whole."""
    head, separator, rest = received.partition(b"\r\n\r\n")
    if not separator:
        return None
    first, *lines = head.decode("latin-1").split("\r\n")
    status = int(first.split(" ", 2)[1])
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    keep = headers.get("connection", "").lower() != "close"
    if is_head or status in WITHOUT_BODY:
        return status, b"", keep
    if headers.get("transfer-encoding", "").lower() == "chunked":
        body = _of_chunks(rest)
        return None if body is None else (status, body, keep)
    length = int(headers.get("content-length", "0"))
    return (status, rest[:length], keep) if len(rest) >= length else None


def _of_chunks(data: bytes) -> bytes | None:
    body, at = b"", 0
    while True:
        end = data.find(b"\r\n", at)
        if end < 0:
            return None
        size = int(data[at:end].split(b";")[0], 16)
        at = end + 2
        if len(data) < at + size + 2:
            return None
        if size == 0:
            return body
        body += data[at : at + size]
        at += size + 2


def json_of(answer: Answer) -> dict[str, object]:
    """The answer's body, {} when it is no JSON object."""
    try:
        value = json.loads(answer.body)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
