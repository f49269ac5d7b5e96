"""Workload: the first day of the sample fair, lived through twice on one schedule: without and with presence and refills.

Both days run on databases copied from the same ground, with the same draws. What people do is assumed (`Habits`, printed
beside the figures); what the house does is the house: its services, its outbox, its sweep, the door's scans. The day is
refused when at its end a person or a table was in two places at once.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

from embedded.servers import start_test_servers, stop_test_servers

ROOT = Path(__file__).resolve().parents[1]
DAYS = ("without", "with")


@dataclass(frozen=True)
class Habits:
    """What is assumed about people. Shares of one; minutes."""

    no_show: float = 0.15  # of the meetings lose a side
    not_in_the_building: float = 0.6  # of those sides, where the others are inside and do not come
    late_cancel: float = 0.03  # of the meetings, 15 to 55 minutes before
    late: float = 0.1  # of the people come through the door up to 15 minutes after their first meeting began
    answers_an_offer: float = 0.7  # of the sides asked, after 20 seconds to 4 minutes
    declines_what_it_asked_for: float = 0.1  # of the sides whose wish lists the time
    grace: float = 10.0  # how long a host waits for somebody of whom nothing is known, or who is inside
    grace_not_inside: float = 5.0  # how long a host waits when the door says that the side is not inside


@dataclass(frozen=True)
class Size:
    wishes: int = 900
    accepted: int = 300
    seed: int = 1
    addresses: Mapping[str, str] | None = None  # an environment with servers that run already


def measure(size: Size) -> dict[str, Any]:
    """Both days side by side. The kept rate is meetings held of those planned in the morning, refills counted."""
    started = start_test_servers() if size.addresses is None else None
    environment = dict(size.addresses or os.environ) | (started[0].environment if started else {})
    environment |= {"INSECURE_LOCAL": "true", "DJANGO_SETTINGS_MODULE": "backend.settings", "OUTBOX_DOORBELL": ""}
    try:
        return _both(size, environment)
    finally:
        if started:
            stop_test_servers(*started)


def _both(size: Size, environment: dict[str, str]) -> dict[str, Any]:
    url = environment["DATABASE_URL"]
    names = {name: f"meeting_day_{os.getpid()}_{name}" for name in ("ground", *DAYS)}
    try:
        _database(url, f"CREATE DATABASE {names['ground']}")
        ground = environment | {"DATABASE_URL": _named(url, names["ground"])}
        _run(ground, "manage.py", "migrate", "--verbosity", "0")
        laid = _day(ground, "ground", size)
        figures: dict[str, Any] = {"habits": asdict(Habits()), "seed": size.seed, **laid}
        for name in DAYS:
            _database(url, f"CREATE DATABASE {names[name]} TEMPLATE {names['ground']}")
            figures[f"{name}_presence_and_refill"] = _day(
                environment | {"DATABASE_URL": _named(url, names[name])}, name, size
            )
        return figures
    finally:
        for name in names.values():
            _database(url, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _day(environment: dict[str, str], name: str, size: Size) -> dict[str, Any]:
    words = ("-m", "bench.meeting_day_run", name, str(size.wishes), str(size.accepted), str(size.seed))
    facts: dict[str, Any] = json.loads(_run(environment, *words))
    return facts


def _run(environment: dict[str, str], *words: str) -> bytes:
    done = subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=environment, check=True, timeout=900, stdout=subprocess.PIPE
    )
    return done.stdout


def _named(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def _database(url: str, statement: str) -> None:
    with psycopg.connect(_named(url, "postgres"), autocommit=True) as connection:
        connection.execute(statement.encode())
