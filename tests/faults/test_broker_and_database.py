"""A frozen broker, a database that cuts off or restarts: the request answers, the row waits, the letter goes out."""

import signal
import time

import pytest
from django.db import connection

from kernel.models import Message, OutboxEvent
from tests.factories.fair import make_fair
from tests.faults.house import wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def register(client, fair, number=0):
    body = {"full_name": f"Khách {number}", "email": f"v{number}@mail.example", "consent": True}
    began = time.monotonic()
    answer = client.post(f"/api/v1/fairs/{fair.slug}/registrations/", body, content_type="application/json")
    return answer.status_code, time.monotonic() - began


@pytest.fixture
def broker_process(servers):
    yield servers.broker.process
    servers.broker.process.send_signal(signal.SIGCONT)


def test_a_frozen_broker_costs_at_most_two_seconds_and_the_letter_goes_out_later(
    client, staff, mail_server, broker_process
):
    fair = make_fair()
    assert register(client, fair, 0)[0] == 201
    staff.start()
    wait_until(lambda: mail_server.taken().total() == 1, seconds=40)
    broker_process.send_signal(signal.SIGSTOP)
    times = []
    for number in range(1, 6):
        status, seconds = register(client, fair, number)
        assert status == 201
        times.append(seconds)
    assert max(times) < 2
    assert sum(times) < 4, "the breaker spares the later ones"
    assert OutboxEvent.objects.filter(relayed_at__isnull=True).count() >= 1
    time.sleep(2)
    broker_process.send_signal(signal.SIGCONT)
    wait_until(lambda: Message.objects.filter(state="sent").count() == 6, seconds=60)
    assert sorted(mail_server.taken().values()) == [1] * 6


def test_cut_off_sessions_lose_nothing(client, staff, mail_server):
    """Every session is ended under the worker's hands, again and again; each process finds its way back."""
    fair = make_fair()
    staff.start()
    for number in range(30):
        assert register(client, fair, number)[0] == 201
        if number % 6 == 5:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE pid <> pg_backend_pid() AND datname = current_database()"
                )
    wait_until(lambda: Message.objects.filter(state="sent").count() == 30, seconds=60)
    assert set(mail_server.taken().values()) <= {1, 2}
    assert len(mail_server.taken()) == 30


def test_a_restarted_database_loses_nothing(client, staff, mail_server, servers):
    """The server goes down while letters leave, and comes back: what was taken meanwhile is still marked."""
    fair = make_fair()
    for number in range(25):
        assert register(client, fair, number)[0] == 201
    staff.start()
    wait_until(lambda: mail_server.taken().total() >= 3, seconds=40, every=0.01, what="the first letters")
    connection.close()
    connection.close_pool()
    servers.postgres.stop()
    time.sleep(1)
    servers.postgres.start()
    wait_until(lambda: Message.objects.filter(state="sent").count() == 25, seconds=60, what="all sent")
    assert mail_server.taken().total() <= 25 + 2
    assert len(mail_server.taken()) == 25
