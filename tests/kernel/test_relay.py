"""Facts that cannot be worked off wait longer and longer, and the fifth refusal is the last."""

import pytest
from django.db import OperationalError

from kernel.clock import now
from kernel.models import OutboxEvent
from kernel.relay import MAX_ATTEMPTS, has_waiting, relay_batch, try_failed_again, work_off

pytestmark = pytest.mark.django_db(transaction=True)


def refuse(name, payload):
    raise ValueError("no such fair")


def test_five_refusals_give_an_event_up_until_somebody_lets_it_wait_again():
    event = OutboxEvent.objects.create(name="thing.done", payload={})
    waits = []
    for _ in range(MAX_ATTEMPTS):
        assert work_off(refuse, names=["thing.done"]) == 1
        event.refresh_from_db()
        waits.append((event.next_try_at - now()).total_seconds())
        OutboxEvent.objects.update(next_try_at=now())
    assert [round(wait, -1) for wait in waits[1:]] == [20, 80, 320, 1280]
    assert event.last_error == "ValueError: no such fair"
    assert event.failed_at is not None
    assert not has_waiting()
    assert try_failed_again() == 1
    done = []
    assert work_off(lambda name, payload: done.append(name), names=["thing.done"]) == 1
    assert done == ["thing.done"]
    assert not has_waiting()


def test_one_poisoned_event_stands_alone_and_the_others_go_on():
    poisoned = OutboxEvent.objects.create(name="thing.done", payload={"bad": True})
    OutboxEvent.objects.create(name="thing.done", payload={})
    OutboxEvent.objects.create(name="work.wanted", payload={})

    def compose(name, payload):
        if payload:
            raise KeyError("bad")
        return []

    done = relay_batch(compose, besides=["work.wanted"])
    assert (done.taken, done.refused, done.messages) == (2, 1, [])
    poisoned.refresh_from_db()
    assert (poisoned.relayed_at, poisoned.attempts) == (None, 1)


def test_a_lost_database_undoes_the_batch():
    event = OutboxEvent.objects.create(name="thing.done", payload={})

    def compose(name, payload):
        raise OperationalError("the connection is lost")

    with pytest.raises(OperationalError):
        relay_batch(compose)
    event.refresh_from_db()
    assert (event.attempts, event.relayed_at) == (0, None)
