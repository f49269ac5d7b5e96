"""What `make demo` and `make hall` do before the supervisor takes over: one start at a time, everything brought up to date."""

import fcntl
import hashlib
import os
import signal
import socket
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from embedded.environment import ROOT
from embedded.errors import EmbeddedError
from embedded.processes import start, stop_child
from embedded.servers import Running
from embedded.supervisor import Supervisor

UNUSED_STATIC = ("redoc", "rest_framework")  # pages of these packages that the house does not show


class NotStarted(EmbeddedError):
    """It runs already, its port is taken, or a preparing step failed."""


def prepare(data: Path, env: Mapping[str, str], *, fill: Callable[[], None] = lambda: None) -> None:
    """Bring catalogues, tables and static files up to date, and `fill` the tables; what is up to date costs little.

    The static files are pressed meanwhile: they need no database and take the longest.
    """
    stamp, current = data / "static.stamp", _fingerprint(ROOT / "web" / "static")
    is_current = stamp.exists() and stamp.read_text() == current
    with ExitStack() as stack:
        if not is_current:
            unused = [word for name in UNUSED_STATIC for word in ("--ignore", name)]
            arguments = ["collectstatic", "--no-input", "--clear", *unused, "--verbosity", "0"]
            collecting = stack.enter_context(managing("collect the static files", arguments, env))
        if any(_is_stale(path) for path in ROOT.glob("*/locale/**/django.po")):
            manage("compile the messages", ["messages", "compile"], env)
        manage("bring the tables up to date", ["migrate", "--skip-checks", "--verbosity", "0"], env)
        fill()
        if not is_current:
            collecting()
            stamp.write_text(current)


def _is_stale(catalogue: Path) -> bool:
    compiled = catalogue.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < catalogue.stat().st_mtime


def _fingerprint(folder: Path) -> str:
    """Changes whenever a file below the folder, or the set of installed packages, does."""
    locked = ROOT / "requirements" / "base.txt"
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    facts = [f"{path}:{path.stat().st_mtime_ns}:{path.stat().st_size}" for path in [locked, *files]]
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()


def manage(purpose: str, arguments: list[str], env: Mapping[str, str]) -> str:
    """Run a management command to its end; its output. NotStarted with its last lines when it fails."""
    with managing(purpose, arguments, env) as finish:
        return finish()


@contextmanager
def managing(purpose: str, arguments: list[str], env: Mapping[str, str]) -> Iterator[Callable[[], str]]:
    """A management command that runs beside the block; calling what is yielded waits for its end, as `manage` does."""
    say(f"… {purpose}")
    with tempfile.TemporaryFile() as told:
        process = start([sys.executable, str(ROOT / "manage.py"), *arguments], env=env, cwd=ROOT, output=told)

        def finish() -> str:
            code = process.wait()
            told.seek(0)
            output = told.read().decode(errors="replace")
            if code:
                raise NotStarted(f"Could not {purpose}:\n{output[-3000:]}")
            return output

        try:
            yield finish
        finally:
            stop_child(process, seconds=5)


def revive(found: Running | None, supervisor: Supervisor) -> None:
    """Start a server again that ended by itself."""
    if found and found.owned:
        for name in found.owned.revive():
            supervisor.say(name, "had ended; started again")
            found.remember()


def is_ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 -- our own loopback address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


@contextmanager
def endable() -> Iterator[None]:
    """Until the supervisor takes over, SIGTERM and SIGHUP end us the way Ctrl-C does."""

    def end(*_: object) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def only_one(data: Path, port: int) -> Iterator[None]:
    """A second start on the same data is refused with the address of the first."""
    with (data / "demo.lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise NotStarted(
                f"It runs already on this data: {file.read().strip()}. Stop it first, or "
                "give this one a data folder of its own with PHIEN_DATA=…"
            ) from None
        file.truncate(0)
        file.write(f"http://127.0.0.1:{port}/ (process {os.getpid()})\n")
        file.flush()
        yield


def check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as exc:
            raise NotStarted(f"Port {port} cannot be used ({exc.strerror}). Choose another: PORT=…") from exc
