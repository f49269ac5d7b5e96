"""`make demo`: servers, tables, sample fair, then web, worker and beat under the supervisor, until Ctrl-C."""

import datetime as dt
import os
import signal
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from embedded.environment import ROOT, served
from embedded.mailbox import Mailbox
from embedded.starting import NotStarted, check_port, endable, is_ready, manage, only_one, prepare, revive, say
from embedded.supervisor import Service, Supervisor

READY_SECONDS = 120
SAMPLES = ("hanoi-2026", "danang-small")
LOG_INS = "log-ins.txt"


def demo(data: Path, port: int) -> None:
    """Run the whole house on `127.0.0.1:port` until a signal ends it; leaves no process, keeps the data."""
    data.mkdir(parents=True, exist_ok=True)
    with endable(), ExitStack() as stack:
        stack.enter_context(only_one(data, port))
        check_port(port)
        env, found = stack.enter_context(served(data, port=port, patient=False))
        env["PORT"] = str(port)
        env.setdefault(
            "WEB_CONCURRENCY", "1"
        )  # enough for a few people; one more is a hundred megabytes (docs/adr/0038)
        mail = None
        if "EMAIL_HOST" not in os.environ:
            mail = stack.enter_context(Mailbox(data / "mail"))
            env |= {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(mail.port)}
        prepare(data, env, fill=lambda: _load_samples(data, env))
        supervisor = Supervisor(_services(), env=env, cwd=ROOT, every_tick=lambda: revive(found, supervisor))
        threading.Thread(target=_announce, args=(data, port, mail, supervisor), name="announcer", daemon=True).start()
        supervisor.run()


def _services() -> list[Service]:
    python = [sys.executable, "-W", "ignore:You're running the worker with superuser", "-m"]
    return [
        Service("web", [*python, "gunicorn", "-c", "python:backend.serving", "backend.wsgi:application"], patience=15),
        Service("beat", [*python, "worker.beat"], patience=5),
        # on our death killed, for what it does when asked to end at once can hang; its pool is told by the kernel then
        Service("worker", [*python, "worker"], patience=25, death_signal=signal.SIGKILL),
    ]


def _load_samples(data: Path, env: Mapping[str, str]) -> None:
    """Into an empty database: the sample fairs, beginning today, and people to log in as.

    What the loader tells of them is kept in a file; as long as it is missing, the next start tries again.
    """
    if (data / LOG_INS).exists():
        return
    today = dt.datetime.now(tz=dt.UTC).astimezone().date().isoformat()
    folders = [str(folder) for name in SAMPLES if (folder := ROOT / "samples" / name).is_dir()]
    if not folders:
        return
    command = ["fairs", "load", *folders, "--starts-on", today, "--with-demo-users", "--if-none"]
    try:
        told = manage("load the sample fairs", command, env)
    except NotStarted as exc:
        say(f"{exc}\nThe house starts without what is missing of them.")
        return
    if told:
        (data / LOG_INS).write_text(told)


def _announce(data: Path, port: int, mail: Mailbox | None, supervisor: Supervisor) -> None:
    """Wait for /readyz, then tell the person where everything is."""
    site = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + READY_SECONDS
    while not is_ready(f"{site}/readyz"):
        if time.monotonic() > deadline:
            supervisor.say("demo", f"{site}/readyz did not answer 200 within {READY_SECONDS} s; see the lines above")
            return
        time.sleep(0.2)
    lines = ["", f"Phiên is ready:  {site}/", f"API:             {site}/api/docs/"]
    if mail:
        lines.append(f"Mail arrives in: {mail.folder}")
    log_ins = data / LOG_INS
    if log_ins.exists():
        lines += ["", *log_ins.read_text().splitlines()]
    say("\n".join([*lines, "", "Ctrl-C stops everything; the data stays.", ""]))
