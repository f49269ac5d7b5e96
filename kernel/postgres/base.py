"""A connection that comes out of the pool is looked at, not asked: a server that went away has closed its end.

Django's health check asks the server something before each request; that is a round trip more for every scan. One that
lay unused for long is asked all the same: something between the two machines may have forgotten it.
"""

import select
import time
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from django.db.backends.postgresql import base
from psycopg_pool import ConnectionPool

from kernel.postgres.line import say_first

ASK_AFTER_SECONDS = 20.0
_put_back: WeakKeyDictionary[psycopg.Connection[Any], float] = WeakKeyDictionary()


class DatabaseWrapper(base.DatabaseWrapper):
    is_kept_between_requests = False
    """Only where a few threads serve for ever: one that ends takes the connection it keeps out of the pool for good."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> psycopg.Connection[Any]:
        """Out of the pool, and alive. The pool replaces what it gets back dead; it gives up after its own time-out."""
        while True:
            connection: psycopg.Connection[Any] = super().get_new_connection(conn_params)
            if self.pool is None or _is_alive(connection):
                return connection
            self.pool.putconn(connection)

    def create_cursor(self, name: str | None = None) -> Any:
        say_first(self.connection)
        return super().create_cursor(name)

    def close_if_unusable_or_obsolete(self) -> None:
        """Before and after each request: a thread that keeps its connection looks whether it is alive. To take it out of
        the pool and to put it back cost more.
        """
        if self.is_kept_between_requests:
            self.close_at = None
        super().close_if_unusable_or_obsolete()
        if self.connection is None or self.in_atomic_block or not self.is_kept_between_requests:
            return
        if _is_alive(self.connection):
            _put_back[self.connection] = time.monotonic()
        else:
            self.close()

    def _close(self) -> None:
        _put_back[self.connection] = time.monotonic()
        super()._close()  # type: ignore[misc]  # the stubs know the public names


def _is_alive(connection: psycopg.Connection[Any]) -> bool:
    """On an idle connection nothing is to be read, unless it is the other's farewell."""
    look = select.poll()
    look.register(connection.fileno(), select.POLLIN)
    if time.monotonic() - _put_back.get(connection, 0.0) < ASK_AFTER_SECONDS and not look.poll(0):
        return True
    try:
        ConnectionPool.check_connection(connection)
    except psycopg.Error:
        return False
    return True
