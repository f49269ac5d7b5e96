"""Migrations run forward from empty, back to zero and forward again; models and migrations agree."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

HOUSE = Path(__file__).resolve().parents[2]
OURS = ("checkin", "booking", "billing", "fairs", "directory", "accounts", "kernel")
DATABASE = "migration_trip"


@pytest.fixture
def empty_database():
    parts = urlsplit(os.environ["DATABASE_URL"])
    maintenance = urlunsplit(parts._replace(path="/postgres"))
    with psycopg.connect(maintenance, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {DATABASE}")
    yield urlunsplit(parts._replace(path=f"/{DATABASE}"))
    with psycopg.connect(maintenance, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")


def manage(url: str, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DATABASE_URL": url, "INSECURE_LOCAL": "true"}
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=HOUSE, env=environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def tables(url: str) -> set[str]:
    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    return {row[0] for row in rows}


def test_migrations_go_forward_back_to_zero_and_forward_again(empty_database):
    first = manage(empty_database, "migrate", "--verbosity=0")
    assert first.returncode == 0, first.stderr[-2000:]
    full = tables(empty_database)
    assert "booking_booking" in full
    for app in OURS:
        back = manage(empty_database, "migrate", app, "zero", "--verbosity=0")
        assert back.returncode == 0, back.stderr[-2000:]
    assert [name for name in tables(empty_database) if name.split("_")[0] in OURS] == []
    again = manage(empty_database, "migrate", "--verbosity=0")
    assert again.returncode == 0, again.stderr[-2000:]
    assert tables(empty_database) == full


def test_models_and_migrations_agree(empty_database):
    result = manage(empty_database, "makemigrations", "--check", "--dry-run")
    assert (result.returncode, result.stdout.strip()) == (0, "No changes detected")
