"""Where the servers' data, sockets and programs lie, so that the account that runs them can reach them.

Permissions are only ever set on folders made here: our data folder, ours below /var, our temporary ones.
"""

import hashlib
import os
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from embedded.account import Account, can_use
from embedded.errors import DataUnusable

SOCKET_FOLDER_LIMIT = 90  # a socket's path holds 107 bytes; PostgreSQL appends "/.s.PGSQL.5432"
SHARED_HOMES = (Path("/var/lib/phien"), Path("/var/tmp/phien-root"))  # noqa: S108 -- ownership is checked before use


@dataclass(frozen=True)
class Place:
    """`data`: the folder asked for, with state, password, logs. `home`: owned by whoever runs the servers."""

    data: Path
    home: Path
    account: Account | None


def make_place(data: Path, account: Account | None) -> Place:
    """Choose and prepare the folders.

    `home` is `data/servers`, unless the service account cannot reach that: then a folder below /var,
    remembered in `data/home`. Raises DataUnusable where no folder serves.
    """
    data = data.absolute()
    is_new = not data.exists()
    data.mkdir(parents=True, exist_ok=True)
    if is_new:
        data.chmod(0o711 if account else 0o700)
    if account is None:
        home = data / "servers"
        home.mkdir(mode=0o700, exist_ok=True)
        if home.stat().st_uid != os.geteuid():
            raise DataUnusable(
                f"{home} belongs to another user. Start with the user that made it, or move {data} away."
            )
        return Place(data, home, None)
    return Place(data, _home_for(data, account), account)


def _home_for(data: Path, account: Account) -> Path:
    remembered = data / "home"
    if remembered.exists():
        home = Path(remembered.read_text().strip())
        if home.is_dir() and _is_made_for(home, data) and can_use(account, [home]):
            return home
    near = data / "servers"
    is_new = not near.exists()
    if _prepare(near, account) and can_use(account, [near]):
        return near
    if is_new and near.is_dir():
        near.rmdir()
    for shared in SHARED_HOMES:
        home = shared / hashlib.sha256(os.fsencode(data)).hexdigest()[:12]
        if home.is_dir() and _is_made_for(home, data):
            shutil.rmtree(home)  # the data folder that remembered it was deleted: this is the rest of it
        if own_folder(shared) and _prepare(home, account) and can_use(account, [home]):
            (shared / f"{home.name}.for").write_text(f"{data}\n")
            remembered.write_text(f"{home}\n")
            return home
    raise DataUnusable(
        f"The account {account.name} can reach neither {data} nor a folder below /var. "
        "Put the checkout into a folder that other users may enter, run as an ordinary user, "
        "or set DATABASE_URL and REDIS_URL."
    )


def _is_made_for(home: Path, data: Path) -> bool:
    """False for the remembered home of another checkout, of which this data folder is a copy."""
    if home.parent == data:
        return True
    maker = home.with_name(f"{home.name}.for")
    try:
        origin = Path(maker.read_text().strip())
    except OSError:
        return False
    return origin == data or not origin.exists()


def _prepare(folder: Path, account: Account) -> bool:
    """Make the folder, private to the account. False when it is another's or the file system refuses."""
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {0, account.uid}:
            return False
        os.chown(folder, account.uid, account.gid)
        folder.chmod(0o700)
    except OSError:
        return False
    return True


def own_folder(folder: Path) -> bool:
    """Make a folder of ours that others may enter, not write. False when it cannot be or is another's."""
    try:
        folder.mkdir(mode=0o755, exist_ok=True)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
            return False
        folder.chmod(0o755)
    except OSError:
        return False
    return True


def private_folder(place: Place, name: str) -> Path:
    """A 700 folder below the home, owned by whoever runs the servers."""
    folder = place.home / name
    folder.mkdir(mode=0o700, exist_ok=True)
    give(folder, place.account)
    return folder


def give(path: Path, account: Account | None) -> None:
    """Hand a file or folder of ours to the account that runs the servers."""
    if account:
        os.chown(path, account.uid, account.gid)


def socket_folder(place: Place) -> Path:
    """A private folder with a path short enough for a unix socket: below the home, else a temporary one."""
    folder = place.home / "run"
    if len(os.fsencode(folder)) <= SOCKET_FOLDER_LIMIT:
        return private_folder(place, "run")
    for parent in (tempfile.gettempdir(), "/tmp", "/var/tmp"):  # noqa: S108 -- mkdtemp makes it unguessable and private
        if len(os.fsencode(parent)) > SOCKET_FOLDER_LIMIT - 20:
            continue
        folder = Path(tempfile.mkdtemp(prefix="phien-run-", dir=parent))
        give(folder, place.account)
        if can_use(place.account, [folder]):
            return folder
        folder.rmdir()
    raise DataUnusable(f"No folder with a path short enough for a socket (107 bytes) was found for {place.home}.")


def write_private(path: Path, text: str, account: Account | None = None) -> None:
    """Write a file only its owner can read, whole or not at all."""
    handle, name = tempfile.mkstemp(dir=path.parent)  # mkstemp makes it 600
    try:
        with os.fdopen(handle, "w") as file:
            file.write(text)
        give(Path(name), account)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def copy_programs(sources: list[Path], target: Path) -> None:
    """Copy folders side by side to where all can read them, whole or not at all; a second copier is fine."""
    fresh = Path(tempfile.mkdtemp(prefix=".copy-", dir=target.parent))
    leave = shutil.ignore_patterns("include", "__pycache__", "*.a")
    try:
        for source in sources:
            shutil.copytree(source, fresh / source.name, symlinks=True, ignore=leave)
        for folder, folders, files in os.walk(fresh):
            for name in folders:
                (Path(folder) / name).chmod(0o755)
            for name in files:
                path = Path(folder) / name
                if not path.is_symlink():
                    path.chmod(0o755 if path.stat().st_mode & stat.S_IXUSR else 0o644)
        fresh.chmod(0o755)
        fresh.rename(target)
    except OSError:
        if not target.is_dir():
            raise
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
