"""A frozen broker, a database that cuts off or restarts: the request answers, the row waits, the letter goes out."""

import os
import signal
import time

import pytest
from django.db import connection
from kombu import Connection
from kombu.transport.redis import Transport as KombuTransport

from kernel.models import Message, OutboxEvent
from tests.factories.fair import make_fair
from tests.faults.house import wait_until
from worker.app import app
from worker.transport import Transport

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
    for number in range(1, 5):
        assert register(client, fair, number)[0] == 201
    broker_process.send_signal(signal.SIGSTOP)  # while the worker has letters in hand
    times = []
    for number in range(5, 10):
        status, seconds = register(client, fair, number)
        assert status == 201
        times.append(seconds)
    assert max(times) < 2
    assert sum(times) < 4, "the breaker spares the later ones"
    assert OutboxEvent.objects.filter(relayed_at__isnull=True).count() >= 1
    time.sleep(2)
    broker_process.send_signal(signal.SIGCONT)
    wait_until(lambda: Message.objects.filter(state="sent").count() == 10, seconds=60)
    assert sorted(mail_server.taken().values()) == [1] * 10


@pytest.mark.parametrize(("transport", "goes_on"), [(Transport, True), (KombuTransport, False)], ids=["ours", "twin"])
def test_a_receipt_that_the_broker_did_not_take_frees_its_place(servers, broker_process, transport, goes_on):
    """Twin: Kombu's own transport counts the message as being worked on for ever, and takes no other."""
    options = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5}
    with Connection(os.environ["REDIS_URL"], transport=transport, transport_options=options) as connection:
        queue = connection.SimpleQueue("receipts")
        queue.put("a letter")
        message = queue.get(timeout=5)
        held = queue.consumer.channel.qos
        held.prefetch_count = 1
        assert not held.can_consume()
        broker_process.send_signal(signal.SIGSTOP)
        with pytest.raises(connection.connection_errors):
            message.ack()
        broker_process.send_signal(signal.SIGCONT)
        assert held.can_consume() is goes_on


def test_the_house_uses_its_own_transport():
    with app.connection_for_read() as connection:
        assert connection.get_transport_cls() is Transport


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
