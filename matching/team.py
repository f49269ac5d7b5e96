"""Processes that search one schedule in step.

The first forks the others, each with a copy of the schedule. In every round all of them try by themselves; then each hears
what the others took, and all keep the same (`agreement`), so that their copies are equal again.

Only the first knows the time and hears whether to end. It ends the others, whatever it ends with. One whose first is
gone finds the pipe closed and ends too, within a round. One that is lost itself is done without.
"""

import os
import pickle
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Any, Self

HEADER = 8  # bytes that say how long a message is
CHUNK = 1 << 16  # bytes read at once, nearly always a whole message


def as_many_as_cores(*, most: int = 2) -> int:
    """Of those this process may run on. Two is where the search was measured; more are in each other's way more often."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(most, cores)


class Gone(Exception):
    """There is nobody at the other end."""


class Link:
    """One end of a pair of pipes. The two ends speak in turns, so what waits to be read is one message."""

    def __init__(self, reads: int, writes: int) -> None:
        self._reads, self._writes = reads, writes

    def send(self, message: Any) -> None:
        data = pickle.dumps(message)
        data = len(data).to_bytes(HEADER) + data
        try:
            while data:
                data = data[os.write(self._writes, data) :]
        except BrokenPipeError as exc:
            raise Gone from exc

    def hear(self) -> Any:
        data = b""
        while len(data) < HEADER or len(data) < HEADER + int.from_bytes(data[:HEADER]):
            part = os.read(self._reads, CHUNK)
            if not part:
                raise Gone
            data += part
        return pickle.loads(data[HEADER:])  # noqa: S301 -- of a process forked from this one

    def close(self) -> None:
        os.close(self._reads)
        os.close(self._writes)


class Team:
    """The others, seen from the first. As a context: at its end none of them is left."""

    def __init__(self, processes: int, work: Callable[[int, Link], None]) -> None:
        """`work` is what each of the others does, with its number from 1 on, until it returns or nobody is there any more."""
        self._links: dict[int, Link] = {}
        self._pids: list[int] = []
        self._size, self._work = processes if hasattr(os, "fork") else 1, work

    def __enter__(self) -> Self:
        for number in range(1, self._size):
            try:
                self._start(number)
            except OSError:  # no room for another process: those that there are do
                break
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        for link in self._links.values():
            link.close()
        for pid in self._pids:  # not waited for yet, so the number is still its own
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        for pid in self._pids:
            with suppress(ChildProcessError):
                os.waitpid(pid, 0)

    @property
    def numbers(self) -> list[int]:
        return list(self._links)

    def tell(self, message: Callable[[int], Any]) -> None:
        """`message`: what each of them is told, by its number."""
        for number in self.numbers:
            with self._or_without(number):
                self._links[number].send(message(number))

    def hear(self) -> dict[int, Any]:
        """What each of those that are left says."""
        heard = {}
        for number in self.numbers:
            with self._or_without(number):
                heard[number] = self._links[number].hear()
        return heard

    @contextmanager
    def _or_without(self, number: int) -> Iterator[None]:
        try:
            yield
        except Gone:
            self._links.pop(number).close()

    def _start(self, number: int) -> None:
        down, up = os.pipe(), os.pipe()
        try:
            pid = os.fork()
        except OSError:
            for end in (*down, *up):
                os.close(end)
            raise
        if pid:
            os.close(down[0])
            os.close(up[1])
            self._pids.append(pid)
            self._links[number] = Link(up[0], down[1])
            return
        try:  # from here on it is another process, which must never come back to the caller's code
            for kind in (signal.SIGINT, signal.SIGTERM, signal.SIGUSR1):
                signal.signal(kind, signal.SIG_DFL)
            os.close(down[1])
            os.close(up[0])
            for link in self._links.values():
                link.close()
            self._work(number, Link(down[0], up[1]))
        finally:
            os._exit(0)
