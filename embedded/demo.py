"""`make demo`: servers, tables, sample fair, then web, worker and beat under the supervisor, until Ctrl-C."""

import datetime as dt
import fcntl
import hashlib
import os
import signal
import socket
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from embedded.environment import ROOT, served
from embedded.errors import EmbeddedError
from embedded.mailbox import Mailbox
from embedded.processes import start, stop_child
from embedded.servers import Running
from embedded.supervisor import Service, Supervisor

READY_SECONDS = 120
SAMPLES = ("hanoi-2026", "danang-small")
LOG_INS = "log-ins.txt"
UNUSED_STATIC = ("redoc", "rest_framework")  # pages of these packages that the house does not show


class DemoRefused(EmbeddedError):
    """The demo runs already, its port is taken, or a preparing step failed."""


def demo(data: Path, port: int) -> None:
    """Run the whole house on `127.0.0.1:port` until a signal ends it; leaves no process, keeps the data."""
    data.mkdir(parents=True, exist_ok=True)
    with _endable(), ExitStack() as stack:
        stack.enter_context(_only_one(data, port))
        _check_port(port)
        env, found = stack.enter_context(served(data, port=port, patient=False))
        env["PORT"] = str(port)
        mail = None
        if "EMAIL_HOST" not in os.environ:
            mail = stack.enter_context(Mailbox(data / "mail"))
            env |= {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(mail.port)}
        _prepare(data, env)
        supervisor = Supervisor(_services(), env=env, cwd=ROOT, every_tick=lambda: _revive(found, supervisor))
        threading.Thread(target=_announce, args=(data, port, mail, supervisor), name="announcer", daemon=True).start()
        supervisor.run()


def _services() -> list[Service]:
    python = [sys.executable, "-W", "ignore:You're running the worker with superuser", "-m"]
    celery = [*python, "celery", "--quiet", "--app"]
    quiet = ["--without-gossip", "--without-mingle", "--loglevel", "INFO"]
    return [
        Service("web", [*python, "gunicorn", "-c", "python:backend.serving", "backend.wsgi:application"], patience=15),
        Service("beat", [*celery, "worker.beat", "beat", "--pidfile="], patience=5),
        Service(
            "worker", [*celery, "worker.app", "worker", "--pool", "prefork", "--concurrency", "2", *quiet], patience=25
        ),
    ]


def _prepare(data: Path, env: Mapping[str, str]) -> None:
    """Bring catalogues, tables, static files and the sample up to date; what is up to date costs little.

    The static files are pressed meanwhile: they need no database and take the longest.
    """
    stamp, current = data / "static.stamp", _fingerprint(ROOT / "web" / "static")
    is_current = stamp.exists() and stamp.read_text() == current
    with ExitStack() as stack:
        if not is_current:
            unused = [word for name in UNUSED_STATIC for word in ("--ignore", name)]
            arguments = ["collectstatic", "--no-input", "--clear", *unused, "--verbosity", "0"]
            collecting = stack.enter_context(_managing("collect the static files", arguments, env))
        if any(_is_stale(path) for path in ROOT.glob("*/locale/**/django.po")):
            _manage("compile the messages", ["messages", "compile"], env)
        _manage("bring the tables up to date", ["migrate", "--skip-checks", "--verbosity", "0"], env)
        if not (data / LOG_INS).exists():
            _load_samples(data, env)
        if not is_current:
            collecting()
            stamp.write_text(current)


def _load_samples(data: Path, env: Mapping[str, str]) -> None:
    """Into an empty database: the sample fairs, beginning today, and people to log in as.

    What the loader tells of them is kept in a file; as long as it is missing, the next start tries again.
    """
    if _manage("look for a fair", ["shell", "-v0", "-c", "print(Fair.objects.count())"], env).strip() != "0":
        return
    today = dt.datetime.now(tz=dt.UTC).astimezone().date().isoformat()
    told = []
    for name in SAMPLES:
        folder = ROOT / "samples" / name
        if folder.is_dir():
            command = ["fairs", "load", str(folder), "--starts-on", today, "--with-demo-users"]
            try:
                told.append(_manage(f"load the sample {name}", command, env))
            except DemoRefused as exc:
                _say(f"{exc}\nThe house starts without this sample.")
                return
    (data / LOG_INS).write_text("".join(told))


def _is_stale(catalogue: Path) -> bool:
    compiled = catalogue.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < catalogue.stat().st_mtime


def _fingerprint(folder: Path) -> str:
    """Changes whenever a file below the folder, or the set of installed packages, does."""
    locked = ROOT / "requirements" / "base.txt"
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    facts = [f"{path}:{path.stat().st_mtime_ns}:{path.stat().st_size}" for path in [locked, *files]]
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()


def _manage(purpose: str, arguments: list[str], env: Mapping[str, str]) -> str:
    """Run a management command to its end; its output. DemoRefused with its last lines when it fails."""
    with _managing(purpose, arguments, env) as finish:
        return finish()


@contextmanager
def _managing(purpose: str, arguments: list[str], env: Mapping[str, str]) -> Iterator[Callable[[], str]]:
    """A management command that runs beside the block; calling what is yielded waits for its end, as `_manage` does."""
    _say(f"… {purpose}")
    with tempfile.TemporaryFile() as told:
        process = start([sys.executable, str(ROOT / "manage.py"), *arguments], env=env, cwd=ROOT, output=told)

        def finish() -> str:
            code = process.wait()
            told.seek(0)
            output = told.read().decode(errors="replace")
            if code:
                raise DemoRefused(f"Could not {purpose}:\n{output[-3000:]}")
            return output

        try:
            yield finish
        finally:
            stop_child(process, seconds=5)


def _revive(found: Running | None, supervisor: Supervisor) -> None:
    """Start a server again that ended by itself."""
    if found and found.owned:
        for name in found.owned.revive():
            supervisor.say(name, "had ended; started again")
            found.remember()


def _announce(data: Path, port: int, mail: Mailbox | None, supervisor: Supervisor) -> None:
    """Wait for /readyz, then tell the person where everything is."""
    site = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + READY_SECONDS
    while not _is_ready(f"{site}/readyz"):
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
    _say("\n".join([*lines, "", "Ctrl-C stops everything; the data stays.", ""]))


def _is_ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 -- our own loopback address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


@contextmanager
def _endable() -> Iterator[None]:
    """Until the supervisor takes over, SIGTERM and SIGHUP end the demo the way Ctrl-C does."""

    def end(*_: object) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _only_one(data: Path, port: int) -> Iterator[None]:
    """A second demo on the same data is refused with the address of the first."""
    with (data / "demo.lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise DemoRefused(
                f"The demo of this checkout runs already: {file.read().strip()}. Stop it first, or "
                "give this one a data folder of its own with PHIEN_DATA=…"
            ) from None
        file.truncate(0)
        file.write(f"http://127.0.0.1:{port}/ (process {os.getpid()})\n")
        file.flush()
        yield


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as exc:
            raise DemoRefused(f"Port {port} cannot be used ({exc.strerror}). Choose another: make demo PORT=…") from exc
