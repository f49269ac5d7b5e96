"""The only clock. `now` enters an operation once, at its door, and is passed on."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils import timezone

_source: list[Callable[[], dt.datetime]] = [timezone.now]  # noqa: TID251 -- this is the one clock


def now() -> dt.datetime:
    """The process's clock, aware, UTC."""
    return _source[-1]()


@contextmanager
def driven(source: Callable[[], dt.datetime]) -> Iterator[None]:
    """For simulated days and tests: inside, `now` is what `source` says, in every thread of this process."""
    _source.append(source)
    try:
        yield
    finally:
        _source.pop()


def database_now() -> dt.datetime:
    """The transaction's own time; what decides whether a hold has expired."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        value: dt.datetime = cursor.fetchone()[0]
    return value


def local(moment: dt.datetime, zone: str) -> dt.datetime:
    """`moment` as the wall clock of an IANA zone shows it."""
    return moment.astimezone(ZoneInfo(zone))
