"""Hand-written statements are planned once a connection, and otherwise behave as any statement does."""

import time
from contextlib import nullcontext
from threading import Event, Thread

import pytest
from django.db import DataError, IntegrityError, OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from psycopg.pq import TransactionStatus

from accounts.models import Organisation
from kernel.postgres.line import Line
from kernel.statements import gathered, limited_waiting, post, rows, run
from tests.factories.people import make_organiser
from tests.kernel.test_postgres import end_backend

pytestmark = pytest.mark.django_db
INSERT = "INSERT INTO accounts_organisation (public_id, kind, name) VALUES (%s, %s, %s)"


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
        rows("SELECT 'kept still', %s", [1])
        transaction.set_rollback(True)
    before = kept()
    assert rows("SELECT 'kept still', %s", [2]) == [("kept still", 2)]
    assert kept() == before
    assert len([text for text in before if "kept still" in text]) == 1


@pytest.mark.django_db(transaction=True)
def test_it_begins_the_transaction_it_stands_in():
    with transaction.atomic():
        run(INSERT, ["a", "organiser", "A"])
        transaction.set_rollback(True)
    assert not Organisation.objects.exists()


LIMIT = "SELECT current_setting('lock_timeout')"


def by_cursor():
    with connection.cursor() as cursor:
        cursor.execute(LIMIT)
        return cursor.fetchall()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("first", [lambda: rows(LIMIT, []), by_cursor], ids=["by hand", "by a cursor"])
def test_the_limit_of_waiting_is_said_before_the_first_statement_whoever_makes_it(first):
    for _ in range(2):
        with transaction.atomic(), limited_waiting(1234):
            assert first() == [("1234ms",)]
            assert rows(LIMIT, []) == by_cursor() == [("1234ms",)]
        assert rows(LIMIT, []) == [("0",)]
    with transaction.atomic(), limited_waiting(1234):
        pass
    with transaction.atomic():
        assert first() == [("0",)]


@pytest.mark.parametrize("prepare", [True, False])
def test_what_is_gathered_runs_in_order_and_each_sees_the_one_before(settings, prepare):
    settings.PREPARE_STATEMENTS = prepare
    with gathered() as together:
        before = together.rows("SELECT count(*)::int FROM accounts_organisation", [])
        post(INSERT, ["gathered", "organiser", "A"])
        after = together.rows("SELECT count(*)::int FROM accounts_organisation WHERE id > %s", [0])
        assert before == after == []
    assert after[0][0] == before[0][0] + 1
    post(INSERT, ["alone", "organiser", "B"])
    assert rows("SELECT name FROM accounts_organisation WHERE public_id = %s", ["alone"]) == [("B",)]


def gather(*asked, then=None):
    with transaction.atomic(), gathered() as together:
        for statement, values in asked:
            together.rows(statement, values)
        if then:
            raise then


def test_the_first_fault_of_what_is_gathered_is_raised_and_nothing_after_it_ran():
    never = (INSERT, ["never", "organiser", "A"])
    for _ in range(2):
        with pytest.raises(DataError):
            gather(("SELECT %s + 1", [1]), ("SELECT 1 / %s", [0]), never)
    with pytest.raises(ValueError, match="not sent"):
        gather(never, then=ValueError("not sent"))
    assert not Organisation.objects.filter(public_id="never").exists()


@pytest.mark.django_db(transaction=True)
def test_where_nothing_was_gathered_nothing_travels():
    connection.ensure_connection()
    with transaction.atomic():
        with gathered():
            pass
        assert connection.connection.info.transaction_status == TransactionStatus.IDLE
        with gathered() as together:
            told = together.rows("SELECT 1", [])
        assert (told, connection.connection.info.transaction_status) == ([(1,)], TransactionStatus.INTRANS)


def test_more_than_the_line_takes_at_once_arrives_whole():
    """The server reads while the rest is still to be sent; nobody waits for the other for ever."""
    much = [bytes([number]) * 3_000_000 for number in range(2)]
    with gathered() as together:
        told = [together.rows("SELECT octet_length(%s::bytea), %s::bytea", [piece, piece]) for piece in much]
    assert [row for (row,) in told] == [(3_000_000, piece) for piece in much]


@pytest.mark.django_db(transaction=True)
def test_a_lock_waited_for_in_what_is_gathered_leaves_the_other_threads_working():
    """The one who has the lock is a thread of this process; what is read behind the lock sees what it wrote."""
    made, held, seen = make_organiser(), Event(), []

    def wait_and_read():
        with transaction.atomic(), gathered() as together:
            held.wait(10)
            together.rows("SELECT 1 FROM accounts_organisation WHERE id = %s FOR UPDATE", [made.pk])
            seen.append(together.rows("SELECT name FROM accounts_organisation WHERE id = %s", [made.pk]))
        connection.close()

    waiting = Thread(target=wait_and_read)
    waiting.start()
    with transaction.atomic():
        run("UPDATE accounts_organisation SET name = %s WHERE id = %s", ["locked", made.pk])
        held.set()
        time.sleep(0.2)
        assert waiting.is_alive()
        run("UPDATE accounts_organisation SET name = %s WHERE id = %s", ["written", made.pk])
    waiting.join(10)
    assert seen == [[("written",)]]


def test_bytes_travel_alone_and_in_lists_whatever_they_are():
    for odd in (b"it's\"\\{},\x00\xff!", b"'" * 12, b"\\" * 12):
        assert rows("SELECT %s::bytea, (%s::bytea[])[2]", [odd, [b"", odd]]) == [(odd, odd)]


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


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_breaks_under_a_whole_transaction_leaves_none_of_it():
    run(INSERT, ["whole", "organiser", "A"])
    end_backend(rows("SELECT pg_backend_pid()", [])[0][0])
    with gathered() as together:
        together.rows(INSERT, ["broken off", "organiser", "A"])
        with pytest.raises(OperationalError):
            together.commit(waiting_ms=1000)
        together._asked.clear()
    connection.close()
    assert Organisation.objects.get().public_id == "whole"


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


def test_a_transaction_that_is_to_be_rolled_back_takes_no_more_statements():
    with transaction.atomic():
        transaction.set_rollback(True)
        with pytest.raises(transaction.TransactionManagementError):
            rows("SELECT 1", [])


def test_a_fault_is_djangos_and_the_next_statement_works():
    for _ in range(2):
        with pytest.raises(DataError), transaction.atomic():
            rows("SELECT 1 / %s", [0])
    assert rows("SELECT 1 / %s", [1]) == [(1,)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("begun", [False, True], ids=["alone", "in a transaction"])
def test_a_plan_made_while_a_table_is_empty_reads_it_by_its_index(begun):
    """The twin is the same statement prepared by hand: it would read the whole table as long as the connection lasts."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE kernel_dueitem")
        cursor.execute("PREPARE by_hand (text) AS SELECT 'by hand' FROM kernel_dueitem WHERE key = $1")
        cursor.execute("EXECUTE by_hand ('none')")
    statement = f"SELECT 'thought large {begun}' FROM kernel_dueitem WHERE key = %s"
    with transaction.atomic() if begun else nullcontext():
        assert rows(statement, ["none"]) == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_prepared_statements WHERE statement LIKE %s", [f"%thought large {begun}%"])
        ((name,),) = cursor.fetchall()
        plans = []
        for each in ("by_hand", name):
            cursor.execute(f"EXPLAIN EXECUTE {each} ('none')")
            plans.append("Seq Scan" in str(cursor.fetchall()))
        cursor.execute("DEALLOCATE by_hand")
        assert plans == [True, False]
        cursor.execute("SHOW enable_seqscan")
        assert cursor.fetchall() == [("on",)]


@pytest.mark.django_db(transaction=True)
def test_a_first_use_that_fails_leaves_the_connection_as_it_was():
    statement = "SELECT 'fails first', 1 / %s::bigint"
    with pytest.raises(DataError):
        rows(statement, [0])
    with connection.cursor() as cursor:
        cursor.execute("SHOW enable_seqscan")
        assert cursor.fetchall() == [("on",)]
    assert rows(statement, [1]) == [("fails first", 1)]


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_answers_more_than_it_was_asked_is_given_up(monkeypatch):
    """Whose answer is whose could only be guessed; what it had begun is taken back, and the next one works."""
    statement, whole = "SELECT 'answered once', %s::bigint", Line._until_the_sync

    def twice(line):
        results = whole(line)
        return [results[0], *results]

    with monkeypatch.context() as answers:
        answers.setattr(Line, "_until_the_sync", twice)
        with pytest.raises(OperationalError, match="1 statements were answered by"), transaction.atomic():
            rows(statement, [1])
    connection.close()
    assert rows(statement, [2]) == [("answered once", 2)]


@pytest.mark.django_db(transaction=True)
def test_a_key_that_is_looked_at_when_a_lone_statement_is_over_is_djangos_fault_too():
    """Outside a transaction it is committed behind its answer: so is what that finds."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE late_key (of_id bigint REFERENCES {Organisation._meta.db_table} DEFERRABLE INITIALLY DEFERRED)"
        )
    try:
        with pytest.raises(IntegrityError, match="late_key_of_id_fkey"):
            rows("INSERT INTO late_key VALUES (%s) RETURNING of_id", [-1])
        assert rows("SELECT count(*) FROM late_key WHERE of_id <> %s", [0]) == [(0,)]
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE late_key")
