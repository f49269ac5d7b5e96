"""The bell: one ring for a burst, silence while the broker does not answer, never an exception."""

import datetime as dt
import os
import time

import pytest
import redis
from django.conf import settings
from django.db import transaction

from kernel.clock import now
from kernel.messages import Draft, post
from kernel.models import Message
from worker import doorbell
from worker.schedule import MAIL
from worker.tasks.messages import FEW_ASKS, PATIENCE, sweep


@pytest.fixture(autouse=True)
def _fresh_bell():
    doorbell._quiet_until = doorbell._rung_at = 0.0
    yield
    time.sleep(doorbell.RING_SECONDS + 0.05)
    doorbell._quiet_until = 0.0


def test_a_burst_rings_at_once_and_once_more_at_its_end(monkeypatch):
    rung = []
    monkeypatch.setattr(doorbell.app, "send_task", lambda name, **_: rung.append((name, time.monotonic())))
    began = time.monotonic()
    for _ in range(50):
        doorbell.ring()
    assert [name for name, _ in rung] == ["outbox.relay"]
    time.sleep(doorbell.RING_SECONDS + 0.1)
    assert len(rung) == 2
    assert rung[1][1] - began >= doorbell.RING_SECONDS


def test_a_silent_broker_is_asked_once_in_five_seconds(monkeypatch):
    tries = []

    def fail(name, **_):
        tries.append(name)
        raise OSError("no answer")

    monkeypatch.setattr(doorbell.app, "send_task", fail)
    assert doorbell.nudge([1, 2, 3]) == 0
    assert doorbell.nudge([4]) == 0
    assert tries == ["messages.send"]


@pytest.fixture
def broker():
    with redis.Redis.from_url(os.environ["REDIS_URL"]) as broker:
        broker.delete(MAIL)
        yield broker
        broker.delete(MAIL)


@pytest.mark.django_db(transaction=True)
def test_asks_are_repeated_when_the_queue_has_lost_them_and_not_while_they_lie_in_it(broker):
    with transaction.atomic():
        letters = post(Draft("test", n, "test", "lan@mail.example", "Chào", "Xin chào") for n in range(FEW_ASKS + 5))
    assert doorbell.nudge(letters) == doorbell.letters_asked_for() == FEW_ASKS + 5
    moment, quiet = now(), dt.timedelta(seconds=settings.MESSAGE_NUDGE_SECONDS)
    Message.objects.update(next_try_at=moment - 99 * quiet, nudged_at=moment - 2 * quiet)
    sweep()
    assert doorbell.letters_asked_for() == FEW_ASKS + 5
    Message.objects.filter(pk=letters[0]).update(next_try_at=moment - quiet)  # put off after its ask, and due by now
    sweep()
    assert doorbell.letters_asked_for() == FEW_ASKS + 6
    broker.flushall()
    sweep()
    assert doorbell.letters_asked_for() == FEW_ASKS + 4, "all but the one asked for just now"
    Message.objects.update(nudged_at=moment - (PATIENCE + 1) * quiet)
    sweep()
    assert doorbell.letters_asked_for() == 2 * FEW_ASKS + 9, (
        "a queue that is never empty does not keep a lost ask for ever"
    )


def test_a_broker_that_does_not_say_how_much_waits_is_taken_for_empty(monkeypatch):
    def fail():
        raise OSError("no answer")

    monkeypatch.setattr(doorbell.app, "producer_or_acquire", fail)
    assert doorbell.letters_asked_for() == 0
