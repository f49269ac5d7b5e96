"""`make hall`: this computer as the server at the venue: servers, tables, web and the loop with the fair's server."""

import socket
import sys
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from embedded.environment import ROOT, served
from embedded.starting import check_port, endable, manage, only_one, prepare, revive, say
from embedded.supervisor import Service, Supervisor

READY_SECONDS = 120
ALL_NETWORKS = "0.0.0.0"  # noqa: S104 -- the gates are other machines


@dataclass(frozen=True, slots=True)
class Hall:
    """`address` is what telephones open; `joining` the fair's site and the organiser's code, the first time."""

    address: str
    port: int
    bind: str
    certificate: str = ""
    certificate_key: str = ""
    joining: tuple[str, str] | None = None


def hall(data: Path, given: Hall) -> None:
    """Serve the gates until a signal ends it; leaves no process, keeps the data."""
    data.mkdir(parents=True, exist_ok=True)
    with endable(), ExitStack() as stack:
        stack.enter_context(only_one(data, given.port))
        check_port(given.port)
        env, found = stack.enter_context(served(data, port=given.port, patient=False))
        env |= _environment(given)
        prepare(data, env)
        if given.joining:
            say(manage("join the fair", ["hall", "join", *given.joining], env).strip())
        say(manage("look for the fair", ["hall", "show"], env).rstrip())
        supervisor = Supervisor(_services(), env=env, cwd=ROOT, every_tick=lambda: revive(found, supervisor))
        threading.Thread(target=_announce, args=(given, supervisor), name="announcer", daemon=True).start()
        supervisor.run()


def new_code(data: Path, given: Hall, device: str) -> None:
    """Let a device in at the hall server that runs on this data."""
    with served(data, port=given.port) as (env, _):
        say(manage("make a code", ["hall", "code", device], env | _environment(given)).rstrip())


def _services() -> list[Service]:
    return [
        Service(
            "web",
            [sys.executable, "-m", "gunicorn", "-c", "python:backend.serving", "backend.wsgi:application"],
            patience=15,
        ),
        Service("sync", [sys.executable, str(ROOT / "manage.py"), "hall", "sync"], patience=35),
    ]


def _environment(given: Hall) -> dict[str, str]:
    names = {"localhost", "127.0.0.1", urlsplit(given.address).hostname or "", *_own_addresses()}
    return {
        "HALL_SERVER": "true",
        "OUTBOX_DOORBELL": "",
        "SITE_URL": given.address,
        "ALLOWED_HOSTS": ",".join(sorted(names - {""})),
        "WEB_BIND": f"{given.bind}:{given.port}",
        "PORT": str(given.port),
        "WEB_CERTIFICATE": given.certificate,
        "WEB_CERTIFICATE_KEY": given.certificate_key,
        "SECURE_SSL_REDIRECT": "false",
        "SECURE_HSTS_SECONDS": "0",
    }


def _own_addresses() -> set[str]:
    """The machine's addresses in the local network, as far as it knows its own name."""
    try:
        return {str(found[4][0]) for found in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    except OSError:
        return set()


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=2).close()
    except OSError:
        return False
    return True


def _announce(given: Hall, supervisor: Supervisor) -> None:
    """Wait until it answers, then tell the person what to open."""
    deadline = time.monotonic() + READY_SECONDS
    while not _listens(given.port):
        if time.monotonic() > deadline:
            supervisor.say("hall", f"the web process did not answer within {READY_SECONDS} s; see the lines above")
            return
        time.sleep(0.2)
    lines = ["", f"The hall server is ready:  {given.address}/hall/"]
    if urlsplit(given.address).scheme != "https":
        lines.append("Without https telephones give no camera to the scanner: docs/runbook.md, “A hall server”.")
    say("\n".join([*lines, "", "Ctrl-C stops everything; the data stays.", ""]))
