"""The whole demo: it gets ready, heals, stays small, comes back quickly, and leaves nothing behind."""

import os
import re
import signal
import socket
import sys
import urllib.request
from pathlib import Path

import pytest

from embedded.processes import mark
from tests.embedded.conftest import wait_until

ROOT = Path(__file__).resolve().parents[2]
READY = re.compile(r"Phiên is ready: +(\S+)")
WORKER, BEAT = " -m worker ", " -m worker.beat "


@pytest.fixture(scope="module")
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def demo(data, port, started):
    """Start the demo on its own data; returns it when it has announced that it is ready."""
    given = ("_URL", "EMAIL_HOST", "EMAIL_PORT", "INSECURE_LOCAL")
    env = {name: value for name, value in os.environ.items() if not name.endswith(given)}

    def start():
        process = started(
            sys.executable, "-m", "embedded", "demo", "--port", str(port), cwd=ROOT, env=env | {"PHIEN_DATA": str(data)}
        )
        lines = []
        while line := process.stdout.readline():
            lines.append(line)
            if READY.search(line):
                return process, "".join(lines)
        raise AssertionError("".join(lines))

    return start


def family(pid):
    """A process and everything below it: number -> command."""
    try:
        children = [
            int(child)
            for task in Path(f"/proc/{pid}/task").iterdir()
            for child in (task / "children").read_text().split()
        ]
        command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return {}
    return {pid: command} | {number: text for child in children for number, text in family(child).items()}


def member(pid, word):
    return next((number for number, command in family(pid).items() if number != pid and word in command), None)


def proportional_memory_mb(pids):
    total = 0
    for pid in pids:
        found = re.search(r"^Pss: +(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
        total += int(found[1])
    return total / 1024


def status(port, path="/readyz"):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return answer.status
    except OSError:
        return None


@pytest.mark.slow
def test_the_demo_from_first_start_to_the_last_process(data, port, demo, started):
    first, told = demo()
    assert "collect the static files" in told
    assert status(port) == 200
    assert status(port, "/") == 200
    wait_until(lambda: all(member(first.pid, word) for word in ("gunicorn", WORKER, BEAT, "postgres", "valkey")))
    wait_until(lambda: len(family(member(first.pid, WORKER))) == 3)  # the pool is forked late
    assert proportional_memory_mb(family(first.pid)) < 500

    worker = mark(member(first.pid, WORKER))
    pool = [mark(pid) for pid in family(worker.pid) if pid != worker.pid]
    os.kill(worker.pid, signal.SIGKILL)
    wait_until(lambda: not any(found.is_alive for found in (worker, *pool)))
    wait_until(lambda: member(first.pid, WORKER) is not None)

    second = started(
        sys.executable,
        "-m",
        "embedded",
        "demo",
        "--port",
        str(port),
        cwd=ROOT,
        env=os.environ | {"PHIEN_DATA": str(data)},
    )
    assert "runs already on this data: http://127.0.0.1:" in second.communicate(timeout=60)[0]
    assert second.returncode == 1

    alive = [mark(pid) for pid in family(first.pid)]
    first.send_signal(signal.SIGINT)
    first.communicate(timeout=60)
    assert first.returncode == 0
    assert [found for found in alive if found.is_alive] == []

    again, told = demo()
    assert "collect the static files" not in told  # what makes a second start quick; ADR 0012 has the seconds
    alive = [mark(pid) for pid in family(again.pid)]
    again.kill()
    again.communicate(timeout=60)
    wait_until(lambda: not any(found.is_alive for found in alive))  # gunicorn and the pool may take 10 s each


def test_a_port_in_use_is_told_before_anything_starts(data, started):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = str(taken.getsockname()[1])
        refused = started(
            sys.executable,
            "-m",
            "embedded",
            "demo",
            "--port",
            number,
            cwd=ROOT,
            env=os.environ | {"PHIEN_DATA": str(data)},
        )
        output = refused.communicate(timeout=60)[0]
    assert (refused.returncode, f"Port {number} cannot be used" in output) == (1, True)
    assert not (data / "servers").exists()
