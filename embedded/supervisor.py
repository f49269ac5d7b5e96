"""Keeps a few processes running: forwards their output, starts again what ends, stops all in order."""

import contextlib
import os
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from embedded.processes import collect, has_ended, start, stop_child

FIRST_PAUSE = 0.5  # seconds before the first restart; doubled at each further one
LONGEST_PAUSE = 15.0
SOUND_AFTER = 30.0  # seconds alive after which the pauses begin anew
TICK = 0.25
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True)
class Service:
    """A command to keep running. `patience`: seconds it may take to finish its work when asked to stop."""

    name: str
    command: Sequence[str]
    patience: float = 20.0
    death_signal: signal.Signals = signal.SIGQUIT  # what it gets when we are killed: end at once


@dataclass
class _Run:
    """One service and its present process."""

    service: Service
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = FIRST_PAUSE
    due: float = 0.0
    unfinished: bytes = b""


class Supervisor:
    """Runs services until a signal or `stop_soon`; everything is started and ended in the main thread.

    `every_tick` is called several times a second, for what else has to be watched.
    """

    def __init__(
        self,
        services: Sequence[Service],
        *,
        env: Mapping[str, str],
        cwd: Path,
        every_tick: Callable[[], None] = lambda: None,
    ) -> None:
        self._runs = [_Run(service) for service in services]
        self._env = dict(env)
        self._cwd = cwd
        self._every_tick = every_tick
        self._selector = selectors.DefaultSelector()
        self._width = max((len(service.name) for service in services), default=0)
        self._stopping = False

    @property
    def pids(self) -> dict[str, int]:
        """The process numbers of what runs now."""
        return {run.service.name: run.process.pid for run in self._runs if run.process}

    def stop_soon(self) -> None:
        self._stopping = True

    def say(self, name: str, text: str) -> None:
        """One line of output under a name; lost without harm when nobody reads any more."""
        with contextlib.suppress(OSError):
            sys.stdout.write(f"{name:<{self._width}} | {text}\n")
            sys.stdout.flush()

    def run(self) -> None:
        """Start all, watch them, return when all are stopped. The last started is stopped last."""
        with _signals(self.stop_soon) as waker:
            self._selector.register(waker, selectors.EVENT_READ, None)
            try:
                for run in self._runs:
                    self._start(run)
                while not self._stopping:
                    self._forward(TICK)
                    self._restart_ended()
                    self._every_tick()
            finally:
                self._stop_all()
                self._selector.close()

    def _start(self, run: _Run) -> None:
        run.process = start(
            run.service.command,
            death_signal=run.service.death_signal,
            env=self._env,
            cwd=self._cwd,
            output=subprocess.PIPE,
        )
        run.started = time.monotonic()
        assert run.process.stdout
        os.set_blocking(run.process.stdout.fileno(), False)
        self._selector.register(run.process.stdout, selectors.EVENT_READ, run)

    def _restart_ended(self) -> None:
        now = time.monotonic()
        for run in self._runs:
            if run.process and has_ended(run.process):
                code = self._collect(run)
                pause = FIRST_PAUSE if now - run.started > SOUND_AFTER else run.pause
                run.due, run.pause = now + pause, min(pause * 2, LONGEST_PAUSE)
                self.say(run.service.name, f"ended with {code}; starts again in {pause:g} s")
            elif run.process is None and now >= run.due:
                self._start(run)

    def _forward(self, seconds: float) -> None:
        for key, _ in self._selector.select(seconds):
            if key.data is None:
                with contextlib.suppress(OSError):
                    os.read(key.fd, 4096)
                continue
            self._read(key.data)

    def _read(self, run: _Run) -> None:
        assert run.process
        assert run.process.stdout
        try:
            received = os.read(run.process.stdout.fileno(), 65536)
        except BlockingIOError:
            return
        if not received:
            self._selector.unregister(run.process.stdout)
            return
        *lines, run.unfinished = (run.unfinished + received).split(b"\n")
        for line in lines:
            self.say(run.service.name, line.decode(errors="replace").rstrip("\r"))

    def _collect(self, run: _Run) -> int:
        """Bury an ended process: its group, the rest of its output, its pipe."""
        assert run.process
        code = collect(run.process)
        stream = run.process.stdout
        assert stream
        if stream in self._selector.get_map():
            self._read(run)
        if stream in self._selector.get_map():
            self._selector.unregister(stream)
        stream.close()
        if run.unfinished:
            self.say(run.service.name, run.unfinished.decode(errors="replace"))
        run.unfinished = b""
        run.process = None
        return code

    def _stop_all(self) -> None:
        """One after the other; a second signal meanwhile kills what is left."""
        self._stopping = False
        for run in self._runs:
            if run.process is None:
                continue
            self.say(run.service.name, "stopping")
            if not has_ended(run.process):
                run.process.terminate()
            deadline = time.monotonic() + run.service.patience
            while not has_ended(run.process) and not self._stopping and time.monotonic() < deadline:
                self._forward(0.05)
            if not has_ended(run.process):
                stop_child(run.process, gently=signal.SIGKILL)
            self._collect(run)


@contextlib.contextmanager
def _signals(tell: Callable[[], None]) -> Iterator[socket.socket]:
    """While the block runs, an ending signal calls `tell` and makes the yielded socket readable."""
    waker, other = socket.socketpair()
    waker.setblocking(False)
    other.setblocking(False)
    before = {number: signal.signal(number, lambda *_: tell()) for number in ENDING}
    old_fd = signal.set_wakeup_fd(other.fileno(), warn_on_full_buffer=False)
    try:
        yield waker
    finally:
        signal.set_wakeup_fd(old_fd)
        for number, handler in before.items():
            signal.signal(number, handler)
        waker.close()
        other.close()
