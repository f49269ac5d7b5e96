"""A server at the venue in a database of its own, and a line to it that can be cut, held and broken off."""

import contextlib
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.db import connection

from checkin.services.hall_words import HallScan

HOUSE = Path(__file__).resolve().parents[2]


class Line:
    """A TCP line to `port`. `state`: open, cut (nobody answers), dead (takes and says nothing), broken (half an answer)."""

    def __init__(self, port: int) -> None:
        self.state = "open"
        self.carried = 0
        self._to = port
        self._ends: set[socket.socket] = set()
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def cut(self, state: str = "cut") -> None:
        self.state = state
        for end in list(self._ends):
            _hang_up(end)

    def mend(self) -> None:
        self.cut("open")

    def close(self) -> None:
        self.cut()
        _hang_up(self._server)

    def _serve(self) -> None:
        while True:
            try:
                near, _ = self._server.accept()
            except OSError:
                return
            if self.state == "cut":
                _hang_up(near)
                continue
            self._ends.add(near)
            if self.state == "dead":
                continue
            far = socket.create_connection(("127.0.0.1", self._to))
            self._ends.add(far)
            for source, target, is_answer in ((near, far, False), (far, near, True)):
                threading.Thread(target=self._carry, args=(source, target, is_answer), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket, is_answer: bool) -> None:
        try:
            while piece := source.recv(65_536):
                if self.state == "broken" and is_answer:
                    target.sendall(piece[: len(piece) // 2])
                    break
                target.sendall(piece)
                self.carried += 1
        except OSError:
            pass
        for end in (source, target):
            self._ends.discard(end)
            _hang_up(end)


def _hang_up(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()


@contextmanager
def hall_database() -> Iterator[str]:
    """An empty database with the house's tables beside that of the tests; its address."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    here = connection.settings_dict["NAME"]
    name = f"{here}_hall"
    connection.close()
    connection.close_pool()
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{here}"')
        try:
            yield urlunsplit(parts._replace(path=f"/{name}"))
        finally:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def manage(environment: dict[str, str], *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        cwd=HOUSE,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def hall_scan(device, badge, at, number: int, **fields) -> HallScan:
    """A scan that a hall server tells: welcome, decided there."""
    given = {
        "public_id": f"hall-{device.pk}-{number}", "device": device.public_id, "seq": number, "nonce": f"look-{device.pk}-{number:04}",
        "gate": device.gate.public_id, "checkin_list": device.checkin_lists.get().public_id, "badge": bytes(badge.token_bits),
        "direction": "entry", "verdict": "ok", "offline": False, "scanned_at": at, "clock_doubtful": False,
    }  # fmt: skip
    return HallScan(**given | fields)
