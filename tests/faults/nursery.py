"""Workers and beats that are born quickly: forked from one process that has loaded the house already.

Loading it is two thirds of a worker's start, and these tests start one more than thirty times. What is born runs Celery's
own command from its first line, in a session of its own, and dies by `kill -9` as any other process. (That a worker
starts from nothing is seen in tests/embedded/test_demo.py and tests/pages/test_whole_way.py.)

`python -m tests.faults.nursery` reads a JSON line {argv, log} from its input for each birth and answers with a number.
"""

import atexit
import contextlib
import gc
import importlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from embedded.processes import POLL_SECONDS, launched, mark

ROOT = Path(__file__).resolve().parents[2]
WORDS = [sys.executable, "-W", "ignore:You're running the worker with superuser", "-m", "tests.faults.nursery"]
OF_ONE_TEST = "PYTEST_CURRENT_TEST"  # the only variable in which two tests of a run differ
NEEDED = (
    "celery.__main__",
    "celery.apps.beat",
    "celery.apps.worker",
    "celery.bin.celery",
    "celery.concurrency.prefork",
    "celery.worker.components",
    "celery.worker.consumer",
    "kombu.transport.redis",
    "worker.transport",
)


class Born:
    """A process of the nursery, led as subprocess.Popen leads a child: its number is nobody else's while the nursery
    lives, which collects no corpse."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._mark = mark(pid)

    def poll(self) -> int | None:
        return None if self._mark.is_alive else 0

    def wait(self) -> None:
        while self._mark.is_alive:
            time.sleep(POLL_SECONDS)

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)

    def kill_group(self) -> None:
        """At one stroke: the process and the children of its pool. One just born may not lead a group yet."""
        for end in (os.killpg, os.kill):
            with contextlib.suppress(ProcessLookupError):
                end(self.pid, signal.SIGKILL)
        self.wait()


class Nursery:
    def __init__(self, env: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            launched(WORDS, account=None),
            env=env,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )

    def bear(self, argv: list[str], *, log: Path) -> Born:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps({"argv": argv, "log": str(log)}).encode() + b"\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, "the nursery has ended"
        return Born(int(answer))

    def close(self) -> None:
        """Its processes are told as when any parent of theirs dies."""
        self._process.kill()
        self._process.communicate()


_open: dict[frozenset[tuple[str, str]], Nursery] = {}


def nursery_of(env: dict[str, str]) -> Nursery:
    """The one whose house was loaded in this environment; it stays for the tests that follow."""
    known = {name: value for name, value in env.items() if name != OF_ONE_TEST}
    key = frozenset(known.items())
    if key not in _open:
        if not _open:
            atexit.register(close_all)
        _open[key] = Nursery(known)
    return _open[key]


def close_all() -> None:
    while _open:
        _open.popitem()[1].close()


def main() -> None:
    """Load, then bear until the input ends."""
    from worker.app import app

    app.loader.import_default_modules()
    app.finalize()
    for name in NEEDED:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()
    me = os.getpid()
    for line in sys.stdin.buffer:
        wish = json.loads(line)
        pid = os.fork()
        if pid == 0:
            _become(wish["argv"], log=wish["log"], parent=me)
        os.write(1, b"%d\n" % pid)


def _become(argv: list[str], *, log: str, parent: int) -> None:
    """Never returns. The order of the first steps is that of embedded/launch.py."""
    from billiard.util import set_pdeathsig

    status = 1
    try:
        os.setsid()
        set_pdeathsig(signal.SIGTERM)
        if os.getppid() != parent:
            return
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        written = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(written, 1)
        os.dup2(written, 2)
        sys.argv = argv
        from celery.__main__ import main as celery

        celery()
        status = 0
    except SystemExit as end:
        status = int(end.code or 0)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    main()
