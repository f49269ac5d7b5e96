"""Which account runs the servers: our own, or, for root, a dedicated one without rights."""

import os
import pwd
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from embedded.errors import NoServiceAccount

NAME = "phien"
FIRST_PERSON_UID = 1000  # login.defs UID_MIN of Debian: below it are system accounts
ADVICE = (
    "PostgreSQL refuses to run as root, and no account of its own could be used here ({reason}). "
    "Run the command as an ordinary user, or set DATABASE_URL and REDIS_URL to servers that already run."
)


@dataclass(frozen=True)
class Account:
    """A system account that may own the servers' data."""

    name: str
    uid: int
    gid: int


def service_account() -> Account | None:
    """None for an ordinary user, who runs the servers; for root the dedicated account, made when missing.

    Raises NoServiceAccount where root cannot step down to anybody.
    """
    if os.geteuid() != 0:
        return None
    account = _find(NAME) or _create() or _find("postgres")
    if account is None:
        raise NoServiceAccount(ADVICE.format(reason="useradd could not make the user phien"))
    if _run_as(account, ["/bin/sh", "-c", ":"]) != 0:
        raise NoServiceAccount(ADVICE.format(reason=f"this root cannot become {account.name}"))
    return account


def can_use(account: Account | None, paths: list[Path]) -> bool:
    """Whether the account can read every file and enter every folder named, found out by trying."""
    script = 'for p in "$@"; do [ -r "$p" ] || exit 1; [ ! -d "$p" ] || [ -x "$p" ] || exit 1; done'
    names = [str(path) for path in paths]
    if account is None:
        return all(os.access(name, os.R_OK) for name in names)
    return _run_as(account, ["/bin/sh", "-c", script, "sh", *names]) == 0


def _find(name: str) -> Account | None:
    """The account when it exists as a system account; a person who happens to be called so is left alone."""
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    if entry.pw_uid == 0 or entry.pw_uid >= FIRST_PERSON_UID:
        return None
    return Account(name, entry.pw_uid, entry.pw_gid)


def _create() -> Account | None:
    """Make the system account; None where the machine does not let us. A second starter at once is fine."""
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd is None:
        return None
    options = ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
    shell = ["--shell", "/usr/sbin/nologin", "--comment", "Phien embedded servers", NAME]
    subprocess.run([useradd, *options, *shell], capture_output=True, check=False, timeout=60)
    return _find(NAME)


def _run_as(account: Account, command: list[str]) -> int:
    launcher = Path(__file__).with_name("launch.py")
    identity = [str(os.getpid()), str(account.uid), str(account.gid), "9"]
    call = [sys.executable, "-I", "-S", str(launcher), *identity, *command]
    return subprocess.run(call, capture_output=True, check=False, cwd="/", timeout=60).returncode
