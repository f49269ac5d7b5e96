"""A whole house for one measurement: own servers and web processes in a temporary folder, gone afterwards.

The servers are as durable as the demo's (a commit reaches the disk), the web processes are production's: gunicorn with
`backend.serving`, two workers of four threads, no debugging. Only the throttles are raised.
"""

import http.client
import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.costs import Meter
from embedded.processes import start, stop_child
from embedded.servers import start_test_servers, stop_test_servers

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 60
NO_LIMITS = ",".join(f"{scope}=100000000/min" for scope in ("anon", "user", "plan", "book", "register", "log_in"))
NOT_OURS = frozenset({"WEB_BIND", "WEB_CONCURRENCY", "WEB_THREADS", "OUTBOX_DOORBELL", "PROMETHEUS_MULTIPROC_DIR"})


@dataclass
class House:
    """Where the house listens, and how to ask it."""

    url: str
    bare_url: str
    meter: Meter
    bare_meter: Meter
    environment: dict[str, str]
    broker_process: int | None = None  # where the house has servers of its own
    is_a_tests: bool = False

    def ask(self, *words: str) -> dict[str, Any]:
        """What `python -m bench.ground WORDS…` answers on this house's database; a test's own process asks itself."""
        if self.is_a_tests:
            with ThreadPoolExecutor(1) as thread:  # of its own: Django refuses the one that runs a browser
                return thread.submit(_answered, words).result()
        command = [sys.executable, "-m", "bench.ground", *words]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, check=True, timeout=300, stdout=subprocess.PIPE)
        facts: dict[str, Any] = json.loads(done.stdout)
        return facts

    def lay(self, *ground: str) -> dict[str, Any]:
        """Lay the ground of a workload and wait until the database has put itself in order; its facts."""
        facts = self.ask(*ground)
        for meter in (self.meter, self.bare_meter):
            meter.roots["database"] = facts["database_process"]
        return facts


def _answered(words: Sequence[str]) -> dict[str, Any]:
    from django.db import connection  # noqa: PLC0415 -- wants the app ready

    from bench import ground  # noqa: PLC0415 -- wants the app ready

    try:
        return ground.answer(words)
    finally:
        connection.close()


@contextmanager
def house_for(running: House | None) -> Iterator[House]:
    """The house that runs already, or one of its own for this workload."""
    if running is not None:
        yield running
    else:
        with house() as made:
            yield made


@contextmanager
def house(addresses: Mapping[str, str] | None = None, *, has_pages: bool = False) -> Iterator[House]:
    """`addresses`: an environment with servers that run already and an empty, migrated database (the tests' own).

    `has_pages`: with the files that pages need, for a browser.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="phien-bench-")))
        broker = None
        if addresses is None:
            servers, data = start_test_servers(durable=True)
            stack.callback(stop_test_servers, servers, data)
            broker = servers.broker.mark.pid
            environment = _environment(os.environ | servers.environment, folder)
            _manage(environment, "migrate", "--verbosity", "0")
        else:
            environment = _environment(addresses, folder)
        if has_pages:
            _manage(environment, "collectstatic", "--noinput", "--verbosity", "0")
        url, web = stack.enter_context(_web(environment, "backend.wsgi:application", folder / "web.log"))
        bare_url, bare = stack.enter_context(_web(environment, "bench.bare:application", folder / "bare.log"))
        meters = Meter({"web": web}), Meter({"web": bare})
        yield House(url, bare_url, *meters, environment, broker, is_a_tests=addresses is not None)


def _environment(addresses: Mapping[str, str], folder: Path) -> dict[str, str]:
    (folder / "static").mkdir()
    return {name: value for name, value in addresses.items() if name not in NOT_OURS} | {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "BADGE_SIGNING_SEED": addresses.get("BADGE_SIGNING_SEED") or secrets.token_hex(32),
        "STATIC_ROOT": str(folder / "static"),
        "SITE_URL": "http://127.0.0.1",
        "INSECURE_LOCAL": "false",
        "THROTTLE_RATES": NO_LIMITS,
        "LOG_LEVEL": "WARNING",
        "DJANGO_SETTINGS_MODULE": "backend.settings",
    }  # fmt: skip


def _manage(environment: dict[str, str], *words: str) -> None:
    subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=environment, check=True, timeout=300)


@contextmanager
def _web(environment: dict[str, str], application: str, log: Path) -> Iterator[tuple[str, int]]:
    """Its address and process number, once it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "-c", "python:backend.serving", application]
    with log.open("wb") as output:
        process = start(command, env=environment | {"PORT": str(port)}, cwd=ROOT, output=output)
        try:
            deadline = time.monotonic() + START_SECONDS
            while not _answers(port):
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"{application} does not answer:\n{log.read_text()[-2000:]}")
                time.sleep(0.05)
            yield f"http://127.0.0.1:{port}", process.pid
        finally:
            stop_child(process, seconds=15)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
