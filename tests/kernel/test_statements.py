"""Hand-written statements are planned once a connection, and otherwise behave as any statement does."""

import pytest
from django.db import DataError, connection, transaction

from accounts.models import Organisation
from kernel.statements import rows, run
from tests.factories.people import make_organiser

pytestmark = pytest.mark.django_db


def kept():
    """Texts of the statements this connection keeps plans of."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return [row[0] for row in cursor.fetchall()]


def test_a_statement_is_kept_from_its_first_use():
    for number in (1, 2, 70_000):
        assert rows("SELECT 'kept once' AS word, %(n)s::bigint + %(n)s", {"n": number}) == [("kept once", 2 * number)]
    assert len([text for text in kept() if "kept once" in text]) == 2  # a small and a large number are two types


def test_a_house_behind_a_pooler_keeps_none(settings):
    settings.PREPARE_STATEMENTS = False
    assert rows("SELECT 'not kept', %s", [5]) == [("not kept", 5)]
    assert [text for text in kept() if "not kept" in text] == []


@pytest.mark.parametrize("prepare", [True, False])
def test_types_are_the_connections_own(settings, prepare):
    settings.PREPARE_STATEMENTS = prepare
    organisation = make_organiser()
    made = Organisation.objects.get(pk=organisation.pk)
    assert rows("SELECT created_at FROM accounts_organisation WHERE id = ANY (%s)", [[made.pk]]) == [(made.created_at,)]


def test_it_counts_what_it_wrote_and_answers_nothing_where_nothing_is_asked():
    make_organiser()
    everyone = Organisation.objects.count()
    assert run("UPDATE accounts_organisation SET name = name WHERE id > %s", [0]) == everyone
    assert rows("UPDATE accounts_organisation SET name = name WHERE id > %s", [0]) == []


def test_a_fault_is_djangos_and_the_next_statement_works():
    for _ in range(2):
        with pytest.raises(DataError), transaction.atomic():
            rows("SELECT 1 / %s", [0])
    assert rows("SELECT 1 / %s", [1]) == [(1,)]
