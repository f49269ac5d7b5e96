"""The unit of work: durable, and a broken constraint's name becomes a refusal."""

import pytest
from django.db import IntegrityError, OperationalError, connection

from kernel.due import schedule_all
from kernel.errors import Busy, Conflict
from kernel.history import record_all
from kernel.models import DueItem, HistoryEntry, IdempotencyKey, OutboxEvent
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
def test_a_constraint_nobody_registered_a_refusal_for_is_a_fault():
    take_key("k")
    with pytest.raises(IntegrityError):
        take_key("k")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("sqlstate", "raised"), [("55P03", Busy), ("40P01", Busy), ("40001", Busy), ("57014", OperationalError)]
)
def test_what_waiting_longer_may_cure_is_busy_and_the_rest_a_fault(sqlstate, raised):
    """No lock within three seconds, a deadlock, a clash of snapshots; a statement that was stopped is none of them."""

    @unit_of_work
    def fail() -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"DO $$ BEGIN RAISE EXCEPTION 'made up' USING ERRCODE = '{sqlstate}'; END $$")

    with pytest.raises(raised):
        fail()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("bell", ["", "worker.no_such.bell"], ids=["none", "broken"])
def test_a_fact_stands_although_nobody_rings(settings, bell):
    settings.OUTBOX_DOORBELL = bell
    take_key("k")
    assert list(OutboxEvent.objects.values_list("name", "payload", "relayed_at")) == [("key.taken", {"key": "k"}, None)]


@pytest.mark.django_db(transaction=True)
def test_where_nothing_happened_and_nothing_is_due_nothing_is_written(django_assert_num_queries):
    with django_assert_num_queries(0):
        record_all([], actor_id=None)
        schedule_all([])
    assert (HistoryEntry.objects.count(), DueItem.objects.count()) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_emit_outside_a_transaction_is_refused():
    with pytest.raises(RuntimeError, match="outside a unit of work"):
        emit("nothing.happened")
    assert OutboxEvent.objects.count() == 0
