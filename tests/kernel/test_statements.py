"""Hand-written statements are planned once a connection, and otherwise behave as any statement does."""

import pytest
from django.db import DataError, OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import Organisation
from kernel.statements import limit_waiting, rows, run
from tests.factories.people import make_organiser
from tests.kernel.test_postgres import end_backend

pytestmark = pytest.mark.django_db


def kept():
    """Texts of the statements this connection keeps plans of."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return [row[0] for row in cursor.fetchall()]


def test_a_statement_is_kept_from_its_first_use_whatever_the_size_of_its_numbers():
    for number in (1, 2, 70_000, 2**40):
        assert rows("SELECT 'kept once' AS word, %(n)s::bigint + %(n)s", {"n": number}) == [("kept once", 2 * number)]
        assert rows("SELECT 'kept once', %s = ANY (%s)", [number, [1, number]]) == [("kept once", True)]
    assert len([text for text in kept() if "kept once" in text]) == 2


@pytest.mark.django_db(transaction=True)
def test_it_is_kept_after_a_rollback_too():
    with transaction.atomic():
        rows("SELECT 'kept on', %s", [1])
        transaction.set_rollback(True)
    before = kept()
    assert rows("SELECT 'kept on', %s", [2]) == [("kept on", 2)]
    assert kept() == before
    assert len([text for text in before if "kept on" in text]) == 1


@pytest.mark.django_db(transaction=True)
def test_it_begins_the_transaction_it_stands_in():
    with transaction.atomic():
        run("INSERT INTO accounts_organisation (public_id, kind, name) VALUES (%s, %s, %s)", ["a", "organiser", "A"])
        transaction.set_rollback(True)
    with transaction.atomic():
        limit_waiting(1234)
        assert rows("SELECT current_setting('lock_timeout')", []) == [("1234ms",)]
    assert rows("SELECT current_setting('lock_timeout')", []) == [("0",)]
    assert not Organisation.objects.exists()


def test_it_says_the_same_where_statements_are_counted():
    asked = "SELECT 'per%%cent', %(a)s::int, %(b)s::text, %(a)s::int, NULL, now() - now(), ARRAY[%(b)s::text]"
    plain = rows(asked, {"a": 1, "b": "hai"})
    with CaptureQueriesContext(connection) as queries:
        assert rows(asked, {"a": 1, "b": "hai"}) == plain
        assert run("UPDATE accounts_organisation SET name = %s WHERE id = 0", ["x"]) == 0
    assert len(queries) == 2
    assert plain[0][:4] == ("per%cent", 1, "hai", 1)


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_breaks_under_it_is_an_operational_error_once():
    (pid,) = rows("SELECT pg_backend_pid()", [])[0]
    end_backend(pid)
    with pytest.raises(OperationalError):
        rows("SELECT 1 + %s", [1])
    connection.close()
    assert rows("SELECT 1 + %s", [1]) == [(2,)]


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
