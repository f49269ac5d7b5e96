"""Migrations run forward from empty, back to zero and forward again; models and migrations agree."""

import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection

HOUSE = Path(__file__).resolve().parents[2]
OURS = ("fairday", "checkin", "booking", "billing", "fairs", "directory", "accounts", "kernel")
DATABASE = "migration_trip"


@pytest.fixture
def migrated_database(django_db_setup, django_db_blocker):
    """A copy of the tests' own, which all migrations have just made from an empty one."""
    own = urlsplit(os.environ["DATABASE_URL"])
    with django_db_blocker.unblock():
        name = connection.settings_dict["NAME"]
        connection.close()
        connection.close_pool()  # a database is copied while nobody uses it
    maintenance = urlunsplit(own._replace(path="/postgres"))
    with psycopg.connect(maintenance, autocommit=True) as server:
        server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND usename = current_user",
            [name],
        )
        server.execute(f"CREATE DATABASE {DATABASE} TEMPLATE {name}")
    yield urlunsplit(own._replace(path=f"/{DATABASE}"))
    with psycopg.connect(maintenance, autocommit=True) as server:
        server.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")


def run(url: str, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DATABASE_URL": url, "INSECURE_LOCAL": "true"}
    return subprocess.run(
        [sys.executable, *words], cwd=HOUSE, env=environment, capture_output=True, text=True, timeout=240, check=False
    )


ROUND_TRIP = f"""
import django
django.setup()
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

def tables():
    with connection.cursor() as cursor:
        print(" ".join(sorted(connection.introspection.table_names(cursor))))

tables()
MigrationExecutor(connection).migrate([(app, None) for app in {OURS!r}])
tables()
call_command("migrate", verbosity=0, skip_checks=True)
tables()
"""


@pytest.mark.slow
def test_migrations_go_forward_back_to_zero_and_forward_again(migrated_database):
    """In one process: starting the house for each of the nine steps would cost more than the steps."""
    trip = run(migrated_database, "-c", ROUND_TRIP)
    assert trip.returncode == 0, trip.stderr[-2000:]
    full, zero, again = (set(line.split()) for line in trip.stdout.splitlines())
    assert "booking_booking" in full
    assert [name for name in zero if name.split("_")[0] in OURS] == []
    assert again == full


@pytest.mark.django_db
def test_models_and_migrations_agree():
    told = StringIO()
    call_command("makemigrations", check=True, dry_run=True, stdout=told)
    assert told.getvalue().strip() == "No changes detected"
