"""The bell: one ring for a burst, silence while the broker does not answer, never an exception."""

import time

import pytest

from worker import doorbell


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
