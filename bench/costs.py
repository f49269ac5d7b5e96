"""What a run cost: processor time of whole process trees out of /proc, and what machine it was."""

import os
import platform
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(root: int) -> float:
    """Processor time of a process and all below it, those that have ended included."""
    return sum(_ticks(pid) for pid in _tree(root)) / TICKS


def parent_of(pid: int) -> int:
    return int(_fields(pid)[1])


def _fields(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _ticks(pid: int) -> int:
    """Own user and system time, and that of children already collected."""
    fields = _fields(pid)
    return sum(int(value) for value in fields[11:15]) if fields else 0


def _tree(root: int) -> list[int]:
    parents = {int(entry.name): _fields(int(entry.name)) for entry in Path("/proc").iterdir() if entry.name.isdigit()}
    found, fresh = [root], [root]
    while fresh:
        fresh = [pid for pid, fields in parents.items() if fields and int(fields[1]) in fresh]
        found += fresh
    return found


@dataclass
class Meter:
    """Processor time of named process trees since the last look."""

    roots: dict[str, int]

    def __post_init__(self) -> None:
        self._before: dict[str, float] = {}
        self.start()

    def start(self) -> None:
        self._before = {name: cpu_seconds(pid) for name, pid in self.roots.items()}
        self._own = sum(os.times()[:2])

    def per_request(self, requests: int) -> dict[str, float]:
        """Milliseconds of processor time a request, of each tree and of the load client (this process)."""
        used = {name: cpu_seconds(pid) - self._before[name] for name, pid in self.roots.items()}
        used["client"] = sum(os.times()[:2]) - self._own
        return {f"{name}_cpu_ms": round(seconds * 1000 / max(1, requests), 3) for name, seconds in used.items()}


def machine() -> dict[str, object]:
    """The facts without which a figure says nothing."""
    cpu = next(
        (line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")), ""
    )
    memory = next((int(line.split()[1]) for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), 0)
    return {
        "processor": cpu or platform.machine(),
        "cores": os.cpu_count(),
        "memory_gb": round(memory / 1024**2, 1),
        "kernel": platform.release(),
        "python": platform.python_version(),
    }


def load_average() -> float:
    """Processes that ran or waited, over the last minute: far above the cores means others were at work too."""
    return round(os.getloadavg()[0], 2)


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text().splitlines()
    except OSError:
        return []
