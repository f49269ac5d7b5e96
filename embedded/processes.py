"""Start, recognise and stop processes: none outlives its parent, none is mistaken for another."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO

from embedded.account import Account

LAUNCHER = Path(__file__).with_name("launch.py")
POLL_SECONDS = 0.02
_HAS_PROC = Path("/proc/self/stat").exists()


@dataclass(frozen=True)
class ProcessMark:
    """A process that can be recognised later: its number and the moment it was born."""

    pid: int
    birth: str

    @property
    def is_alive(self) -> bool:
        return birth_of(self.pid) == self.birth


def mark(pid: int) -> ProcessMark:
    """The mark of a process of ours that runs now; one already gone gets a mark that is never alive."""
    return ProcessMark(pid, birth_of(pid) or "gone")


@cache
def _boot() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return ""


def birth_of(pid: int) -> str | None:
    """When the process was born, as a text to compare; None when there is none or only its corpse."""
    if not _HAS_PROC:
        return _told_by_ps(pid, "lstart=")
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] in "ZX" else f"{_boot()}:{fields[19]}"


def command_of(pid: int) -> list[str]:
    """The words a process was started with; none when there is no such process."""
    if not _HAS_PROC:
        return (_told_by_ps(pid, "command=") or "").split()
    try:
        return [os.fsdecode(word) for word in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[:-1]]
    except OSError:
        return []


def _told_by_ps(pid: int, column: str) -> str | None:
    """macOS has no /proc; its `ps` tells the same. Corpses are left out."""
    call = ["/bin/ps", "-o", "stat=", "-o", column, "-p", str(pid)]
    done = subprocess.run(call, capture_output=True, text=True, check=False, env={"LC_ALL": "C"})
    state, _, told = done.stdout.strip().partition(" ")
    return told.strip() if told and not state.startswith("Z") else None


def launched(
    command: Sequence[str], *, account: Account | None, death_signal: signal.Signals = signal.SIGTERM
) -> list[str]:
    """The command line that runs `command` as `account`, signalled when this process dies."""
    uid, gid = (account.uid, account.gid) if account else (-1, -1)
    identity = [str(os.getpid()), str(uid), str(gid), str(int(death_signal))]
    return [sys.executable, "-I", "-S", str(LAUNCHER), *identity, *command]


def start(
    command: Sequence[str],
    *,
    account: Account | None = None,
    death_signal: signal.Signals = signal.SIGTERM,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    output: int | IO[bytes] | None = None,
) -> subprocess.Popen[bytes]:
    """Start a program in a session of its own: Ctrl-C reaches only us, and we stop it in our order."""
    return subprocess.Popen(
        launched(command, account=account, death_signal=death_signal),
        env=env,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        start_new_session=True,
    )


def has_ended(process: subprocess.Popen[bytes]) -> bool:
    """Whether our child has ended, without collecting it: until then nobody else gets its number."""
    if process.returncode is not None:
        return True
    try:
        return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
    except ChildProcessError:
        return True


def collect(process: subprocess.Popen[bytes]) -> int:
    """Kill what an ended child left of its group, then collect the child; its exit code."""
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    return process.wait()


def stop_child(
    process: subprocess.Popen[bytes], *, gently: signal.Signals = signal.SIGTERM, seconds: float = 15
) -> int:
    """Ask our child to end, wait, kill it and its group if it does not; its exit code."""
    deadline = time.monotonic() + seconds
    if not has_ended(process):
        process.send_signal(gently)
    while not has_ended(process) and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)
    if not has_ended(process):
        process.kill()
    while not has_ended(process):
        time.sleep(POLL_SECONDS)
    return collect(process)


def stop_marked(found: ProcessMark, *, gently: signal.Signals, seconds: float = 15) -> None:
    """End a process that is not our child (a leftover), recognised by its mark."""
    deadline = time.monotonic() + seconds
    sent = gently
    while found.is_alive:
        with contextlib.suppress(ProcessLookupError):
            os.kill(found.pid, sent)
        while found.is_alive and time.monotonic() < deadline:
            time.sleep(POLL_SECONDS)
        sent, deadline = signal.SIGKILL, time.monotonic() + 5
