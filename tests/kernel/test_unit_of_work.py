"""The unit of work: durable, and a broken constraint's name becomes a refusal."""

import pytest

from kernel.errors import Conflict
from kernel.models import IdempotencyKey, OutboxEvent
from kernel.outbox import emit
from kernel.unit_of_work import _refusals, refuse_constraint, unit_of_work


class KeyTaken(Conflict):
    code = "key_taken"


@pytest.fixture
def refusing_the_key():
    refuse_constraint("idempotency_key_once", KeyTaken)
    yield
    del _refusals["idempotency_key_once"]


@unit_of_work
def take_key(key: str) -> None:
    IdempotencyKey.objects.create(credential="c", key=key, fingerprint="f")
    emit("key.taken", key=key)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("refusing_the_key")
def test_unit_of_work_turns_the_constraints_name_into_its_refusal():
    take_key("k")
    with pytest.raises(KeyTaken):
        take_key("k")
    assert IdempotencyKey.objects.count() == 1
    assert OutboxEvent.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_emit_outside_a_transaction_is_refused():
    with pytest.raises(RuntimeError, match="outside a unit of work"):
        emit("nothing.happened")
    assert OutboxEvent.objects.count() == 0
