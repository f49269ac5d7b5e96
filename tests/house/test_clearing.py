"""A test that commits leaves every table empty, whether it wrote a few rows or many."""

import pytest
from django.db import connection
from django.test import TransactionTestCase

from kernel.models import OutboxEvent
from tests.clearing import GROWN_BYTES, KEPT, empty_the_tables
from tests.permissions.world import build_world

pytestmark = pytest.mark.django_db(transaction=True)


def filled() -> set[str]:
    with connection.cursor() as cursor:
        names = set(connection.introspection.table_names(cursor)) - set(KEPT)
        cursor.execute(" UNION ALL ".join(f"(SELECT '{name}' FROM {name} LIMIT 1)" for name in sorted(names)))
        return {name for (name,) in cursor.fetchall()}


def size_of(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_size(%s::regclass)", [table])
        return cursor.fetchone()[0]


@pytest.mark.parametrize("many", [False, True])
def test_every_table_is_empty_afterwards(many):
    assert filled() == set()
    build_world()
    if many:
        OutboxEvent.objects.bulk_create(OutboxEvent(name="x", payload={"long": "x" * 500}) for _ in range(1_000))
    assert len(filled()) > 30
    assert (size_of("kernel_outboxevent") > GROWN_BYTES) is many
    empty_the_tables(TransactionTestCase())
    assert filled() == set()
    if many:
        assert size_of("kernel_outboxevent") == 0
