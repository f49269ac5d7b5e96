"""A connection that died while nobody used it costs a new one, never a request."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Thread

import psycopg
import pytest
from django.conf import settings
from django.db import OperationalError, connection
from psycopg_pool import ConnectionPool, PoolTimeout

from kernel.postgres import base


def end_backend(pid):
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        assert cursor.fetchone() == (True,)
    other.close()


def own_pid():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def put_back_and_ended():
    """The pool holds a connection whose server is gone; its process number."""
    connection.close()
    connection.close_pool()  # whatever earlier tests left in it
    pid = own_pid()
    other = connection.copy()
    other.ensure_connection()
    connection.close()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    other.close()
    return pid


@pytest.mark.django_db(transaction=True)
def test_a_connection_whose_server_went_away_is_replaced_before_it_is_used():
    gone = put_back_and_ended()
    assert own_pid() != gone


@pytest.mark.django_db(transaction=True)
def test_without_the_look_the_dead_connection_is_used(monkeypatch):
    put_back_and_ended()
    monkeypatch.setattr(base, "_is_alive", lambda _: True)
    with pytest.raises(OperationalError):
        own_pid()
    monkeypatch.undo()
    connection.close()
    assert own_pid()


@pytest.mark.django_db(transaction=True)
def test_one_that_lay_long_is_asked(monkeypatch):
    asked = []
    monkeypatch.setattr(base, "ASK_AFTER_SECONDS", 0)
    monkeypatch.setattr(base.ConnectionPool, "check_connection", asked.append)
    connection.close()
    assert own_pid()
    assert len(asked) == 1


@pytest.mark.django_db(transaction=True)
def test_threads_that_end_leave_no_connection_lent():
    def request():
        own_pid()
        connection.close_if_unusable_or_obsolete()

    for _ in range(settings.DATABASES["default"]["OPTIONS"]["pool"]["max_size"] + 3):
        thread = Thread(target=request)
        thread.start()
        thread.join()
    assert own_pid()


@pytest.mark.django_db(transaction=True)
def test_a_thread_of_the_server_keeps_its_connection_from_request_to_request_while_it_lives(monkeypatch):
    monkeypatch.setattr(base.DatabaseWrapper, "is_kept_between_requests", True)
    connection.close()
    pid = own_pid()
    connection.close_if_unusable_or_obsolete()
    assert own_pid() == pid
    end_backend(pid)
    connection.close_if_unusable_or_obsolete()
    assert own_pid() != pid


@pytest.mark.django_db(transaction=True)
def test_the_twin_that_keeps_them_in_threads_that_end_runs_the_pool_dry(monkeypatch):
    """`is_kept_between_requests` is for the web server's own threads: anywhere else each thread takes its connection with it."""
    monkeypatch.setattr(base.DatabaseWrapper, "is_kept_between_requests", True)
    connection.close()
    connection.close_pool()
    pool = connection.pool
    pool.timeout = 0.2
    ended = []

    def request():
        own_pid()
        connection.close_if_unusable_or_obsolete()
        ended.append(connection.connection)  # as a server's traceback or thread object would hold on to it

    try:
        for _ in range(pool.max_size):
            thread = Thread(target=request)
            thread.start()
            thread.join()
        assert len(ended) == pool.max_size
        with pytest.raises(OperationalError):
            own_pid()
    finally:
        for kept in ended:
            pool.putconn(kept)
        connection.close()
        connection.close_pool()


NAMES = {"dbname", "user", "password", "host", "port"}
OUTAGE = 3.6  # seconds, in which the pool by itself would have tried after about 1 and 3, and next after more than 6


def wait_after_an_outage(options, params):
    """Seconds from the moment the server takes connections again until somebody who asks all the time has one."""
    back = time.monotonic() + OUTAGE

    class Refused(psycopg.Connection):
        @classmethod
        def connect(cls, *args, **kwargs):
            if time.monotonic() < back:
                raise psycopg.OperationalError("the database system is starting up")
            return super().connect(*args, **kwargs)

    with ConnectionPool(kwargs=params, connection_class=Refused, open=True, **options) as pool:
        while time.monotonic() < back + 10:
            try:
                pool.putconn(pool.getconn(timeout=0.1))
            except PoolTimeout:
                continue
            return time.monotonic() - back
    raise AssertionError("the server was back and not found")


@pytest.mark.django_db
def test_a_server_that_is_back_is_found_soon_and_without_the_limit_late():
    options = settings.DATABASES["default"]["OPTIONS"]["pool"]
    twin = {name: value for name, value in options.items() if name != "reconnect_timeout"}
    params = {name: value for name, value in connection.get_connection_params().items() if name in NAMES}
    with ThreadPoolExecutor(2) as both:
        ours, librarys = both.map(lambda chosen: wait_after_an_outage(chosen, params), (options, twin))
    assert ours < 2.0 < librarys
