"""Processes for the tests about delivery: a mail server, and a worker that a supervisor starts again whenever it dies."""

import os
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from embedded.processes import start, stop_child
from tests.faults.nursery import Born, nursery_of

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = {
    "worker": "worker.app worker -c 2 --without-gossip --without-mingle --without-heartbeat -l INFO",
    "beat": "worker.beat beat --pidfile= -l WARNING",
}


def wait_until(true: Callable[[], object], *, seconds: float, every: float = 0.05, what: object = "") -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"not within {seconds} s: {what() if callable(what) else what}"
        time.sleep(every)


class MailServer:
    """The server of mail_server.py; it can be stopped and started again at its old port. Which is any at first, unless said."""

    def __init__(self, folder: Path, port: int = 0) -> None:
        self.folder = folder
        self.port = port
        self.process = None

    def start(self) -> None:
        (self.folder / "port").unlink(missing_ok=True)
        command = [sys.executable, "-m", "tests.faults.mail_server", str(self.folder), str(self.port)]
        self.process = start(command, env=dict(os.environ), cwd=ROOT)
        wait_until((self.folder / "port").exists, seconds=20, what="mail server")
        self.port = int((self.folder / "port").read_text())

    def number_taken(self) -> int:
        """For who asks all the time: nothing but the lines is counted."""
        path = self.folder / "taken"
        return path.read_bytes().count(b"\n") if path.exists() else 0

    def stop(self) -> None:
        if self.process:
            stop_child(self.process, gently=signal.SIGKILL)
            self.process = None

    def letters(self) -> list[EmailMessage]:
        files = sorted(self.folder.glob("*.eml"), key=lambda path: int(path.stem))
        return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in files]

    def taken(self) -> Counter[str]:
        """How often each Message-ID was taken."""
        path = self.folder / "taken"
        lines = path.read_text().splitlines() if path.exists() else []
        return Counter(line.split()[0] for line in lines)


class Staff:
    """Worker and beat, started again by a thread whenever they end, as the demo's supervisor does."""

    def __init__(self, env: dict[str, str], log: Path) -> None:
        self.env, self.log = env, log
        self.running: dict[str, Born] = {}
        self.starts: Counter[str] = Counter()
        self._open = True
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._supervise, daemon=True)

    def start(self) -> None:
        self._tick()
        self._thread.start()

    def stop(self) -> None:
        """What is asserted stands in the database and at the mail server by now: nobody waits for a last word."""
        with self._lock:
            self._open = False
        self._thread.join(10)
        for process in self.running.values():
            process.kill_group()

    def kill(self, name: str) -> None:
        """`kill -9` of the process; its pool learns of it from the kernel."""
        with self._lock:
            self.running[name].kill()
            self.running[name].wait()

    def kill_all_of(self, name: str) -> None:
        """`kill -9` of the whole group at one stroke: the process and the children of its pool."""
        with self._lock:
            self.running[name].kill_group()

    def _supervise(self) -> None:
        while True:
            with self._lock:
                if not self._open:
                    return
            self._tick()
            time.sleep(0.05)

    def _tick(self) -> None:
        with self._lock:
            for name, words in COMMANDS.items():
                process = self.running.get(name)
                if process is None or process.poll() is not None:
                    argv = ["celery", "-q", "-A", *words.split()]
                    self.running[name] = nursery_of(self.env).bear(argv, log=self.log)
                    self.starts[name] += 1
