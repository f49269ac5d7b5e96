"""The whole demo: it gets ready, heals, stays small, comes back quickly, and leaves nothing behind."""

import os
import re
import signal
import socket
import sys
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from embedded.processes import mark
from tests.embedded.conftest import wait_until

ROOT = Path(__file__).resolve().parents[2]
READY = re.compile(r"Phiên is ready: +(\S+)")
FAIR, MANAGER = "cnht-ha-noi-2027", ("manager@hanoi.example", "phien-thu-nghiem")
FOR_DEVELOPMENT = ("PIL", "requests", "rich")  # our libraries load them where they find them; `make demo` installs none
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
    absent = data / "absent"
    absent.mkdir()
    for name in FOR_DEVELOPMENT:
        (absent / f"{name}.py").write_text("raise ImportError")
    env["PYTHONPATH"] = str(absent)

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


def read_heavy_pages(port, address, password):
    """What the organiser's people open in a morning: the desk, drawn badges, the plan, long lists, files."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def read(path, data=None):
        with opener.open(f"http://127.0.0.1:{port}{path}", data and urllib.parse.urlencode(data).encode()) as answer:
            return answer.read()

    token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', read("/log-in/"))[1].decode()
    read("/log-in/", {"csrfmiddlewaretoken": token, "email": address, "password": password})
    desk, api = f"/{FAIR}/desk/", f"/api/v1/fairs/{FAIR}/"
    person = re.search(rb"/desk/people/([^/]+)/", read(f"{desk}registrations/"))[1].decode()
    pages = [
        "",
        "bookings/",
        f"people/{person}/",
        "badges/",
        "badges/design/",
        "schedule/",
        "passes/",
        "evacuation/",
        "live/",
    ]
    files = [
        f"{api}evacuation.xlsx",
        f"/api/v1/registrations/{person}/badge.pdf",
        f"/api/v1/registrations/{person}/badge.png",
    ]
    for path in [*(desk + page for page in pages), f"/{FAIR}/plan/", f"/{FAIR}/companies/", f"{api}booths/", *files]:
        assert read(path)


@pytest.mark.slow
def test_the_demo_from_first_start_to_the_last_process(data, port, demo, started):
    first, told = demo()
    assert "collect the static files" in told
    assert status(port) == 200
    assert status(port, "/") == 200
    wait_until(lambda: all(member(first.pid, word) for word in ("gunicorn", WORKER, BEAT, "postgres", "valkey")))
    wait_until(lambda: len(family(member(first.pid, WORKER))) == 3)  # the pool is forked late
    read_heavy_pages(port, *MANAGER)
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
    wait_until(lambda: not (data / "servers/postgres/postmaster.pid").exists())  # a list of children may miss one


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
