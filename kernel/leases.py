"""Who runs a periodic job just now. A lease is a row: it survives the broker and ends by itself when its holder dies."""

import os
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from kernel.models import Lease

_TAKE = """
INSERT INTO kernel_lease AS held (name, holder, until) VALUES (%s, %s, now() + make_interval(secs => %s))
ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until WHERE held.until <= now()
"""


@contextmanager
def leased(name: str, *, seconds: float) -> Iterator[bool]:
    """True inside when nobody else holds `name`; given back at the end, free after `seconds` in any case."""
    holder = take(name, seconds=seconds)
    try:
        yield holder is not None
    finally:
        if holder is not None:
            give_back(name, holder)


def take(name: str, *, seconds: float) -> str | None:
    """The holder's mark, or None when somebody else's time has not run out. Call it outside a transaction."""
    holder = f"{socket.gethostname()[:60]}:{os.getpid()}:{secrets.token_hex(8)}"
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [name, holder, seconds])
        return holder if cursor.rowcount == 1 else None


def give_back(name: str, holder: str) -> None:
    """Idempotent; a lease that somebody took over meanwhile stays his."""
    Lease.objects.filter(name=name, holder=holder).delete()
