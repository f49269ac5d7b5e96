"""The load client says the truth: every call is sent once, every answer counted, an absent answer too."""

import json
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from bench.client import Call, Client, parse, percentile

HOUSE = Path(__file__).resolve().parents[2]


@contextmanager
def server(*, closing: bool = False, patience: float | None = None):
    """It answers with the status in the path; `patience`: seconds after which it closes an idle connection."""
    seen = Counter()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = patience

        def answer(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            seen[self.command, self.path, body, self.headers.get("X-Mark")] += 1
            status = int(self.path.strip("/") or 200)
            if status == 201 and body == b"slow":
                time.sleep(0.8)
            self.send_response(status)
            if closing:
                self.send_header("Connection", "close")
            if status != 304:
                self.send_header("Content-Length", str(len(body) + 2))
            self.end_headers()
            if status != 304:
                self.wfile.write(b"ok" + body)

        do_GET = do_POST = answer  # noqa: N815 -- the names http.server looks for

        def log_message(self, *_):
            pass

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=listening.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.server_address[1]}", seen
    finally:
        listening.shutdown()
        listening.server_close()
        thread.join()


@pytest.mark.parametrize("closing", [False, True])
def test_every_call_is_sent_once_and_every_answer_belongs_to_its_call(closing):
    bodies = [f'{{"n": {n}}}'.encode() + b" " * (n * 5000) for n in range(60)]
    with server(closing=closing) as (url, seen):
        calls = [Call("POST", "/201", body, {"X-Mark": "m"}) for body in bodies]
        result = Client(url, concurrency=7).run(calls)
    assert seen == Counter({("POST", "/201", body, "m"): 1 for body in bodies})
    assert result.codes == {201: 60}
    assert {answer.place: answer.body for answer in result.answers} == {
        n: b"ok" + body for n, body in enumerate(bodies)
    }
    assert result.resent == 0


def test_codes_are_counted_and_an_answer_without_a_body_ends():
    with server() as (url, _):
        calls = [Call("GET", target) for target in ("/200", "/304", "/409", "/503", "/304")]
        result = Client(url, concurrency=2).run(calls)
    assert result.figures()["codes"] == {"200": 1, "304": 2, "409": 1, "503": 1}


def test_a_connection_closed_after_its_last_answer_is_nobody_s_loss():
    with server(patience=0.2) as (url, _):
        calls = [Call("POST", "/201", b"slow"), *[Call("POST", "/201", b"fast")] * 4]
        assert Client(url, concurrency=5).run(calls).codes == {201: 5}


def test_nobody_listening_is_no_answer_not_silence():
    with server() as (url, _):
        pass
    assert Client(url, concurrency=3).run([Call("GET", "/")] * 5).codes == {0: 5}


def test_no_call_is_begun_after_the_time_is_over():
    with server() as (url, seen):
        result = Client(url, concurrency=2, seconds=0).run([Call("GET", "/")] * 5)
    assert (len(result.answers), len(seen)) == (0, 0)


def test_chunks_are_put_together_and_half_an_answer_is_none():
    whole = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n"
    assert parse(whole) == (200, b"abcde", True)
    assert [parse(whole[:length]) for length in range(len(whole))] == [None] * len(whole)
    assert parse(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\nConnection: close\r\n\r\n", is_head=True) == (
        200,
        b"",
        False,
    )


def test_percentiles_are_values_that_occurred():
    values = [float(n) for n in range(1, 201)]
    assert [percentile(values, share) for share in (50, 95, 99, 100)] == [100, 190, 198, 200]
    assert percentile([], 50) == 0


def test_the_command_sends_the_bodies_in_turn_and_prints_figures(tmp_path):
    bodies = tmp_path / "bodies.jsonl"
    bodies.write_text('{"a": 1}\n\n{"a": 2}\n')
    with server() as (url, seen):
        words = ["--method", "post", "--url", f"{url}/200?", "--bodies", bodies, "--concurrency", "2", "--total", "5"]
        command = [sys.executable, "-m", "bench.load", *map(str, words), "--header", "X-Mark: m"]
        done = subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, timeout=60, check=True)
    assert seen == Counter({("POST", "/200", b'{"a": 1}', "m"): 3, ("POST", "/200", b'{"a": 2}', "m"): 2})
    figures = json.loads(done.stdout)
    assert (figures["requests"], figures["codes"]) == (5, {"200": 5})
    assert figures["p50_ms"] <= figures["p95_ms"] <= figures["p99_ms"] <= figures["max_ms"]
