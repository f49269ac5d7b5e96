"""The web process as it runs in production: gunicorn with the house's own settings, on a free loopback port."""

import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[1]
PATIENCE_SECONDS = 60


@contextmanager
def web_process(environment: dict[str, str], *, port: int | None = None) -> Iterator[int]:
    """The port it listens on, once it answers; ended at the end. It rings no worker unless the environment says so."""
    port = port or free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-c", "python:backend.serving", "backend.wsgi:application"],
        cwd=HOUSE,
        env={"LOG_LEVEL": "ERROR", "OUTBOX_DOORBELL": ""} | environment | {"PORT": str(port)},
    )
    try:
        _wait_until_it_answers(process, port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_until_it_answers(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the web process ended with {process.returncode}")
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
        try:
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise RuntimeError("the web process does not answer")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
