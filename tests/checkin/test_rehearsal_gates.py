"""The gates of a rehearsal before a site that stumbles: what they decided alone comes in, once, or somebody stops them."""

import hashlib
import json
import struct
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest

from badges.codes import new_code, normalise
from checkin.rehearsal import run
from checkin.rehearsal.run import Arrival, NoAnswer, Plan, Stopped, run_gates

SALT = b"salt-of-"
LIVE, REVOKED = 0, 8


@pytest.fixture(autouse=True)
def _a_clock_that_stands(monkeypatch):
    """Waits are real; how far the morning is does not hang on how busy this machine is."""
    monkeypatch.setattr(run, "time", SimpleNamespace(monotonic=lambda: 0.0))
    monkeypatch.setattr(run, "ANSWER_SECONDS", run.PATIENCE_SECONDS)


def snapshot(badges):
    """As docs/door.md has it: no gates, no lists, nobody inside."""
    rows = b"".join(
        bytes(8)
        + hashlib.sha256(SALT + normalise(code).encode()).digest()[:6]
        + struct.pack(">IB", number, status)
        + bytes(2)
        for number, (code, status) in enumerate(badges, 1)
    )
    return bytes(16) + SALT + bytes(2) + struct.pack(">II", len(badges), 0) + rows


class Site:
    """Answers each request by what is left of `says` for its path, then with 200: a status, or "last" for an answer that
    ends the line. `told` is what was heard with 200, by path.
    """

    def __init__(self, badges, **says):
        self.says, self.told = {name: list(words) for name, words in says.items()}, {"scans": [], "sync": []}
        self.lines = set()
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                site.answer(self, "snapshot", snapshot(badges))

            def do_POST(self):
                name = self.path.split("/")[-2]
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                results = [{"outcome": "kept"} for _ in body.get("scans", ())]
                if site.answer(self, name, json.dumps({"verdict": "ok", "results": results}).encode()):
                    site.told[name] += body.get("scans", [body])

            def log_message(self, *_given):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    def answer(self, handler, name, content):
        said = self.says.get(name)
        word = said.pop(0) if said else 200
        self.lines.add(handler.client_address)
        handler.send_response(200 if word == "last" else word)
        handler.send_header("Content-Length", str(len(content)))
        if word == "last":
            handler.send_header("Connection", "close")
        handler.end_headers()
        handler.wfile.write(content)
        return word in {200, "last"}

    @contextmanager
    def open(self):
        serving = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)
        serving.start()
        try:
            yield f"http://127.0.0.1:{self.server.server_port}"
        finally:
            self.server.shutdown()
            self.server.server_close()
            serving.join()


def stand(site, codes, *, cut=(0.0, 0.0), watch=lambda _share: True):
    with site.open() as address:
        lines = {"A": [Arrival(0.01 * n, code) for n, code in enumerate(codes)]}
        (saw,) = run_gates(Plan(address, "list", 1.0, 5.0, cut), lines, {"A": "key"}, watch)
    return saw


def test_a_refused_and_a_last_answer_cost_a_new_line_and_no_scan():
    codes = [new_code() for _ in range(4)]
    site = Site([(code, LIVE) for code in codes], scans=["last", 502], sync=[503])
    saw = stand(site, codes)
    assert saw.verdicts == ["ok"] * 4
    assert (saw.unheard, saw.by_itself, saw.flushed, saw.refused) == (1, 1, 1, 0)
    (kept,) = site.told["sync"]
    heard = [scan["nonce"] for scan in site.told["scans"]]
    assert sorted([kept["nonce"], *heard]) == sorted(saw.nonces)
    assert (kept["text"], kept["verdict"], len(kept["instead_of"])) == (codes[1], "ok", 16)
    assert len(site.lines) == 4, "one more behind each answer that ended it: last, 502, 503"


def test_who_came_during_a_cut_that_outlasts_the_queue_comes_in_when_it_ends():
    codes = [new_code() for _ in range(3)]
    site = Site([(codes[0], LIVE), (codes[1], REVOKED)])
    saw = stand(site, codes, cut=(0.0, 0.1))
    assert saw.verdicts == ["ok", "revoked", "unknown"] == [scan["verdict"] for scan in site.told["sync"]]
    assert (saw.by_itself, saw.flushed, site.told["scans"], len(site.lines)) == (3, 3, [], 1)


def test_a_site_that_never_takes_what_was_kept_is_left_when_somebody_stops_the_gates(monkeypatch):
    monkeypatch.setattr(run, "WATCH_SECONDS", 0.05)
    code = new_code()
    site, shares = Site([(code, LIVE)], sync=[503] * 1000), []
    with pytest.raises(Stopped):
        stand(site, [code], cut=(0.0, 0.02), watch=lambda share: shares.append(share) or len(shares) < 3)
    assert (shares[-1], site.told) == (1.0, {"scans": [], "sync": []})


def test_a_site_that_knows_no_such_device_is_told_of_before_anybody_comes():
    site = Site([], snapshot=[401])
    with pytest.raises(NoAnswer, match="HTTPException"):
        stand(site, [new_code()])
    assert site.told == {"scans": [], "sync": []}
