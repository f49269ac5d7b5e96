"""Own PostgreSQL and Valkey: private, shared by commands, gone with their starter, and back with their data."""

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest
import redis

from embedded.account import service_account
from embedded.errors import DataUnusable, ServerFailed
from embedded.places import make_place
from embedded.postgres import PostgresServer
from embedded.processes import ProcessMark, mark
from embedded.servers import Servers, addresses_of_running, running
from embedded.valkey import BROKER, ValkeyServer
from tests.embedded.conftest import make_data_folder, wait_until

ROOT = Path(__file__).resolve().parents[2]
OWNER = """
import json, sys, time
from pathlib import Path
from embedded.servers import running
with running(Path(sys.argv[1])) as found:
    print(json.dumps({name: vars(mark) for name, mark in found.owned.marks.items()}), flush=True)
    time.sleep(600)
"""


@pytest.fixture(scope="module")
def servers(furnish):
    """For tests that only look, one after the other."""
    data = make_data_folder()
    servers = Servers(furnish(make_place(data, service_account())), durable=False)
    servers.start()
    yield servers
    servers.stop()
    shutil.rmtree(data)


def embedded(data, *arguments):
    env = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}
    return subprocess.run(
        [sys.executable, "-m", "embedded", *arguments],
        env=env | {"PHIEN_DATA": str(data)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_postgres_lets_the_application_make_its_extensions_and_test_databases(servers):
    with psycopg.connect(servers.postgres.url, autocommit=True) as line:
        for name in ("btree_gist", "unaccent", "pg_trgm"):
            line.execute(f"CREATE EXTENSION {name}")
        line.execute("CREATE DATABASE test_of_the_tests")
        facts = line.execute(
            "SELECT current_user, current_setting('server_encoding'), upper('đường'), unaccent('Đường Hà Nội'),"
            " (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)"
        ).fetchone()
    assert facts == ("phien", "UTF8", "ĐƯỜNG", "Duong Ha Noi", False)


def test_postgres_is_private(servers):
    postgres = servers.postgres
    sockets = Path(parse_qs(urlsplit(postgres.url).query)["host"][0])
    assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
    assert stat.S_IMODE(postgres.cluster.stat().st_mode) == 0o700
    assert stat.S_IMODE((postgres.place.data / "postgres.password").stat().st_mode) == 0o600
    with psycopg.connect(postgres.url) as line:
        assert line.execute("SHOW listen_addresses").fetchone() == ("",)
    password = urlsplit(postgres.url).password
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(postgres.url.replace(password, "guessed"))
    with pytest.raises(psycopg.OperationalError, match="authentication failed"):
        psycopg.connect(postgres.url.replace("phien:", "postgres:"))


def test_servers_never_run_as_root(servers):
    for found in servers.marks.values():
        assert Path(f"/proc/{found.pid}").stat().st_uid == (
            service_account().uid if os.geteuid() == 0 else os.geteuid()
        )
        assert found.pid != 0


def test_the_broker_keeps_everything_and_the_cache_gives_way(servers):
    with redis.Redis.from_url(servers.broker.url) as broker, redis.Redis.from_url(servers.cache.url) as cache:
        assert broker.config_get("appendonly") == {"appendonly": "yes"}
        assert broker.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        assert cache.config_get("maxmemory-policy") == {"maxmemory-policy": "allkeys-lru"}
        cache.set("a", "1")
        broker.flushall()
        assert cache.get("a") == b"1"
    with redis.Redis(port=servers.broker.port) as stranger, pytest.raises(redis.AuthenticationError):
        stranger.ping()


def test_stop_leaves_no_process_and_start_finds_the_data_again(furnished):
    servers = Servers(furnished)
    servers.start()
    marks, url = servers.marks, servers.broker.url
    with psycopg.connect(servers.postgres.url) as line:
        line.execute("CREATE TABLE kept AS SELECT 7 AS number")
    with redis.Redis.from_url(url) as broker:
        broker.set("kept", "7")
    servers.stop()
    assert [name for name, found in marks.items() if found.is_alive] == []

    again = Servers(furnished)
    again.start()
    try:
        with psycopg.connect(again.postgres.url) as line:
            assert line.execute("SELECT number FROM kept").fetchone() == (7,)
        with redis.Redis.from_url(again.broker.url) as broker:
            assert broker.get("kept") == b"7"
    finally:
        again.stop()


def test_a_server_that_ends_by_itself_is_revived_at_its_address(furnished):
    servers = Servers(furnished, durable=False)
    servers.start()
    try:
        before = servers.environment
        for server in (servers.postgres, servers.broker):
            os.kill(server.process.pid, signal.SIGKILL)
            server.process.wait()
        assert servers.revive() == ["postgres", "broker"]
        assert servers.environment == before
        with psycopg.connect(before["DATABASE_URL"]) as line:
            assert line.execute("SELECT 1").fetchone() == (1,)
        assert servers.revive() == []
    finally:
        servers.stop()


def test_kill_9_of_the_starter_takes_the_servers_along(data, furnish, started):
    furnish(make_place(data, service_account()))
    owner = started(sys.executable, "-c", OWNER, str(data), cwd=ROOT)
    marks = {name: ProcessMark(**found) for name, found in json.loads(owner.stdout.readline()).items()}
    assert sorted(marks) == ["broker", "cache", "postgres"]
    assert all(found.is_alive for found in marks.values())
    owner.kill()
    owner.wait()
    wait_until(lambda: not any(found.is_alive for found in marks.values()))
    assert addresses_of_running(data) is None
    with running(data) as found, psycopg.connect(found.environment["DATABASE_URL"]) as line:
        assert found.owned is not None
        assert line.execute("SELECT 1").fetchone() == (1,)


def test_a_leftover_server_is_ended_before_a_new_start(furnished):
    stray = PostgresServer(furnished, durable=False)
    stray.start()
    found = stray.mark
    fresh = PostgresServer(furnished, durable=False)
    fresh.start()
    try:
        assert not found.is_alive
        assert fresh.mark.is_alive
    finally:
        fresh.stop()
        stray.process.wait()


def test_a_pid_file_with_somebody_elses_number_does_not_stop_the_start(furnished, started):
    server = PostgresServer(furnished, durable=False)
    stranger = started("sleep", "600")
    (server.cluster / "postmaster.pid").write_text(f"{stranger.pid}\n{server.cluster}\n1\n5432\n\n\n0 0\nready\n")
    server.start()
    server.stop()
    assert stranger.poll() is None


def test_a_number_is_not_a_process(started):
    process = started("sleep", "600")
    found = mark(process.pid)
    assert found.is_alive
    assert not ProcessMark(process.pid, "another boot:1").is_alive
    process.kill()
    process.wait()
    assert not found.is_alive


def test_a_crash_while_the_cluster_is_made_leaves_nothing_in_the_way(place):
    (place.home / "postgres.unfinished" / "base").mkdir(parents=True)
    server = PostgresServer(place, durable=False)
    server.start()
    server.stop()
    assert not (place.home / "postgres.unfinished").exists()


def test_a_lost_password_is_made_anew(furnished):
    server = PostgresServer(furnished, durable=False)
    (furnished.data / "postgres.password").unlink()
    server.start()
    try:
        with psycopg.connect(server.url) as line:
            assert line.execute("SELECT current_user").fetchone() == ("phien",)
    finally:
        server.stop()


def test_a_cluster_of_another_version_is_refused_and_kept(furnished):
    server = PostgresServer(furnished, durable=False)
    version = server.cluster / "PG_VERSION"
    true_version = version.read_text()
    version.write_text("14\n")
    with pytest.raises(DataUnusable, match="was made by PostgreSQL 14"):
        server.start()
    assert version.read_text() == "14\n"
    version.write_text(true_version)
    server.start()
    server.stop()


def test_a_server_that_cannot_start_says_why(furnished):
    server = PostgresServer(furnished, settings={"shared_buffers": "lots"})
    with pytest.raises(ServerFailed, match="shared_buffers"):
        server.start()
    broker = ValkeyServer(furnished, "broker", BROKER | {"maxmemory-policy": "wishful"})
    with pytest.raises(ServerFailed, match="maxmemory-policy"):
        broker.start()


def test_commands_share_running_servers_and_leave_them_running(data, furnish):
    assert embedded(data, "url").returncode == 1
    furnish(make_place(data, service_account()))
    with running(data) as found:
        assert addresses_of_running(data) == found.environment
        shown = embedded(data, "url")
        assert shown.stdout.splitlines() == [f"{name}={url}" for name, url in sorted(found.environment.items())]
        ran = embedded(data, "run", "--", "sh", "-c", 'echo "$DATABASE_URL"; exit 3')
        assert (ran.stdout.strip(), ran.returncode) == (found.environment["DATABASE_URL"], 3)
        assert all(server.is_alive for server in found.owned.marks.values())
    assert addresses_of_running(data) is None


def test_run_starts_and_stops_servers_of_its_own(data):
    ran = embedded(data, "run", "--", sys.executable, "-c", "import os; print(os.environ['REDIS_URL'])")
    assert ran.returncode == 0
    assert ran.stdout.startswith("redis://:")
    assert addresses_of_running(data) is None
    assert embedded(data, "run", "--", "no-such-program").returncode == 127


def test_two_starters_at_once_end_up_with_one_set_of_servers(data, started):
    owners = [started(sys.executable, "-m", "embedded", "run", "--", "sh", "-c", 'echo "$DATABASE_URL $REDIS_URL"; sleep 1',
                      cwd=ROOT, env={k: v for k, v in os.environ.items() if not k.endswith("_URL")} | {"PHIEN_DATA": str(data)})
              for _ in range(2)]  # fmt: skip
    answers = {owner.communicate(timeout=60)[0].splitlines()[0] for owner in owners}
    assert len(answers) == 1
    assert [owner.returncode for owner in owners] == [0, 0]
    assert addresses_of_running(data) is None
