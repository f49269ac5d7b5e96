"""The three servers together, shared by every command of one checkout: PostgreSQL, the broker, the cache.

The first command starts and owns them; a later one finds them in `state.json` and shares; the owner waits for
sharers before it stops them. Servers whose owner was killed die with it; the next start ends what is left.
"""

import fcntl
import json
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from embedded.account import service_account
from embedded.places import Place, make_place, write_private
from embedded.postgres import PostgresServer
from embedded.processes import ProcessMark, mark, stop_marked
from embedded.valkey import BROKER, CACHE, ValkeyServer

TEST_PREFIX = "phien-test-"


class Servers:
    """PostgreSQL, broker and cache in one place; start and stop as one."""

    def __init__(self, place: Place, *, durable: bool = True) -> None:
        self.postgres = PostgresServer(place, durable=durable)
        self.broker = ValkeyServer(place, "broker", BROKER if durable else BROKER | {"appendfsync": "no"})
        self.cache = ValkeyServer(place, "cache", CACHE)

    @property
    def environment(self) -> dict[str, str]:
        """The addresses under the names the settings read."""
        return {"DATABASE_URL": self.postgres.url, "REDIS_URL": self.broker.url, "CACHE_URL": self.cache.url}

    @property
    def marks(self) -> dict[str, ProcessMark]:
        return {"postgres": self.postgres.mark, "broker": self.broker.mark, "cache": self.cache.mark}

    def start(self) -> None:
        """All three, or none and the refusal."""
        try:
            self.postgres.start()
            self.broker.start()
            self.cache.start()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        self.cache.stop()
        self.broker.stop()
        self.postgres.stop()

    def revive(self) -> list[str]:
        """Start again whichever server has ended by itself, at its old address; their names."""
        revived = []
        for name, server in (("postgres", self.postgres), ("broker", self.broker), ("cache", self.cache)):
            if server.process is not None and server.process.poll() is not None:
                server.start()
                revived.append(name)
        return revived


@dataclass(frozen=True)
class Running:
    """The addresses of servers that run; `owned` is None when another command started them."""

    environment: dict[str, str]
    owned: Servers | None
    data: Path

    def remember(self) -> None:
        """Write down who runs what, after a start or a revival."""
        if self.owned:
            _write_state(self.data, self.owned)


@contextmanager
def running(data: Path, *, patient: bool = True) -> Iterator[Running]:
    """The servers of a data folder while the block runs: shared when they run, started and stopped when not.

    A `patient` owner stops them only after every sharer has left; an impatient one (the demo) at once.
    """
    data = data.absolute()
    place = make_place(data, service_account())
    with (data / "users.lock").open("w") as users:
        with _locked(data / "start.lock"):
            shared = addresses_of_running(data)
            if shared is None:
                _end_leftovers(data)
                servers = Servers(place)
                servers.start()
                _write_state(data, servers)
            else:
                fcntl.flock(users, fcntl.LOCK_SH)
        if shared is not None:
            yield Running(shared, None, data)
            return
        try:
            yield Running(servers.environment, servers, data)
        finally:
            with _locked(data / "start.lock"):
                if patient:
                    _wait_for_sharers(users)
                servers.stop()
                (data / "state.json").unlink(missing_ok=True)


def addresses_of_running(data: Path) -> dict[str, str] | None:
    """The addresses of servers that run now for this data folder; None when none do."""
    state = _read_state(data.absolute())
    if state is None:
        return None
    marks, environment = state
    return environment if all(found.is_alive for found in marks.values()) else None


def start_test_servers(*, durable: bool = False) -> tuple[Servers, Path]:
    """Servers of one run in a temporary folder, fast unless `durable`; the caller stops them with stop_test_servers.

    Folders of runs that were killed are cleared away first.
    """
    parent = Path(tempfile.gettempdir())
    for old in parent.glob(f"{TEST_PREFIX}*"):
        _clear_if_dead(old)
    data = Path(tempfile.mkdtemp(prefix=TEST_PREFIX))
    write_private(data / "owner.json", json.dumps(vars(mark(os.getpid()))))
    account = service_account()
    if account:
        data.chmod(0o711)
    servers = Servers(make_place(data, account), durable=durable)
    try:
        servers.start()
    except BaseException:
        stop_test_servers(servers, data)
        raise
    return servers, data


def stop_test_servers(servers: Servers, data: Path) -> None:
    """Stop and delete everything of the run."""
    servers.stop()
    home = servers.postgres.place.home
    home.with_name(f"{home.name}.for").unlink(missing_ok=True)
    shutil.rmtree(home, ignore_errors=True)
    shutil.rmtree(data, ignore_errors=True)


def _clear_if_dead(folder: Path) -> None:
    try:
        if folder.lstat().st_uid != os.geteuid():
            return
        owner = ProcessMark(**json.loads((folder / "owner.json").read_text()))
    except (OSError, ValueError, TypeError):
        return
    if not owner.is_alive:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _wait_for_sharers(users: IO[str]) -> None:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.stderr.write("Another command still uses the servers; they stop when it has ended.\n")
        fcntl.flock(users, fcntl.LOCK_EX)


def _end_leftovers(data: Path) -> None:
    state = _read_state(data)
    if state is None:
        return
    for name, found in state[0].items():
        if name != "owner":
            stop_marked(found, gently=signal.SIGINT if name == "postgres" else signal.SIGTERM)
    (data / "state.json").unlink(missing_ok=True)


def _write_state(data: Path, servers: Servers) -> None:
    marks = servers.marks | {"owner": mark(os.getpid())}
    state = {
        "marks": {name: vars(found) for name, found in marks.items()},
        "environment": servers.environment,
    }
    write_private(data / "state.json", json.dumps(state, indent=1))


def _read_state(data: Path) -> tuple[dict[str, ProcessMark], dict[str, str]] | None:
    try:
        state = json.loads((data / "state.json").read_text())
        return {name: ProcessMark(**found) for name, found in state["marks"].items()}, dict(state["environment"])
    except (OSError, ValueError, TypeError, KeyError):
        return None
