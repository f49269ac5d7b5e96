"""One Valkey server on a loopback port of its own, with a password; the broker keeps its data."""

import secrets
import signal
import socket
import time
from pathlib import Path
from typing import TYPE_CHECKING

from embedded.errors import ServerFailed
from embedded.places import Place, private_folder, write_private
from embedded.processes import ProcessMark, mark, start, stop_child
from embedded.programs import valkey_program

if TYPE_CHECKING:
    import subprocess

START_SECONDS = 20
ATTEMPTS = 8

BROKER = {
    "appendonly": "yes",
    "appendfsync": "everysec",
    "maxmemory": "256mb",
    "maxmemory-policy": "noeviction",
}
CACHE = {"appendonly": "no", "maxmemory": "32mb", "maxmemory-policy": "allkeys-lru"}


class ValkeyServer:
    """A server named `name`, its data in `place.home/<name>`. It listens on 127.0.0.1 only."""

    def __init__(self, place: Place, name: str, settings: dict[str, str]) -> None:
        self.place = place
        self.name = name
        self.settings = settings
        self.log = place.data / "log" / f"{name}.log"
        self.process: subprocess.Popen[bytes] | None = None
        self.port = 0
        self.password = secrets.token_urlsafe(24)

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    @property
    def mark(self) -> ProcessMark:
        return mark(self.process.pid) if self.process else ProcessMark(0, "never")

    def start(self) -> None:
        """Start on a free port (the same one after a stop), wait for an answer; else ServerFailed."""
        program = valkey_program(self.place.account)
        self.log.parent.mkdir(exist_ok=True)
        folder = private_folder(self.place, self.name)
        for _ in range(ATTEMPTS):
            self.port = self.port or _free_port()
            if self._starts(program, folder):
                return
            self.port = 0  # somebody took it between our look and the start
        raise ServerFailed(f"Valkey ({self.name}) did not start:\n{self.log.read_text(errors='replace')[-2000:]}")

    def stop(self) -> None:
        """Write what is to be kept and end."""
        if self.process:
            stop_child(self.process, gently=signal.SIGTERM, seconds=15)
            self.process = None

    def _starts(self, program: Path, folder: Path) -> bool:
        settings = {
            "bind": "127.0.0.1",
            "port": str(self.port),
            "requirepass": self.password,
            "dir": str(folder),
            "save": '""',
            "daemonize": "no",
        } | self.settings
        lines = [f'{name} "{value}"\n' if name == "dir" else f"{name} {value}\n" for name, value in settings.items()]
        config = folder / "valkey.conf"
        write_private(config, "".join(lines), self.place.account)
        with self.log.open("ab") as log:
            self.process = start(
                [str(program), str(config)],
                account=self.place.account,
                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
                cwd=folder,
                output=log.fileno(),
            )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            if self._answers():
                return True
            time.sleep(0.02)
        self.stop()
        return False

    def _answers(self) -> bool:
        """Whether the server behind our port knows our password and has loaded its data."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=2) as line:
                line.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                answer = b""
                while answer.count(b"\n") < 2:
                    received = line.recv(200)
                    if not received:
                        break
                    answer += received
        except OSError:
            return False
        return answer == b"+OK\r\n+PONG\r\n"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
