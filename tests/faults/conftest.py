"""A mail server, a staff, and an impatient house: what takes minutes in production takes seconds here."""

import socket
import sys

import pytest

from tests.faults.house import MailServer, Staff

IMPATIENT = {
    "EMAIL_TIMEOUT": "3",
    "EMAIL_OUTAGE_SECONDS": "2",
    "MESSAGE_LEASE_SECONDS": "8",
    "MESSAGE_NUDGE_SECONDS": "3",
    "MESSAGE_SWEEP_SECONDS": "1",
    "SITE_URL": "http://127.0.0.1:8000",
    "LOG_LEVEL": "WARNING",
}


@pytest.fixture(scope="session")
def mail_port():
    """The same for every mail server of a run, so that all workers are forked from one nursery.

    It is bound here, so that no other program gets it, but not listened at: who calls while the server is away is refused.
    """
    with socket.socket() as kept:
        kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        kept.bind(("127.0.0.1", 0))
        yield kept.getsockname()[1]


@pytest.fixture
def mail_server(tmp_path, mail_port):
    folder = tmp_path / "mail"
    folder.mkdir()
    server = MailServer(folder, mail_port)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def staff_environment(process_environment, mail_server):
    return process_environment | IMPATIENT | {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(mail_server.port)}


@pytest.fixture
def staff(staff_environment, tmp_path):
    """Not started yet: the test starts it when it wants."""
    hired = Staff(staff_environment, tmp_path / "staff.log")
    yield hired
    hired.stop()
    sys.stdout.write((tmp_path / "staff.log").read_text(errors="replace")[-6000:])


@pytest.fixture
def servers():
    """The test run's own database and broker, to be stopped and started again."""
    from tests import servers

    if not servers._started:
        pytest.skip("the servers are not ours to stop")
    return servers._started[0][0]


@pytest.fixture(autouse=True)
def _empty_broker(process_environment):
    """Tasks of an earlier test speak of rows that are gone."""
    import redis

    broker = redis.Redis.from_url(process_environment["REDIS_URL"])
    broker.flushall()
    broker.close()
    from worker import doorbell

    doorbell._quiet_until = 0.0
