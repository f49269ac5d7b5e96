"""The only clock. `now` enters an operation once, at its door, and is passed on."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils import timezone


def now() -> dt.datetime:
    """The process's clock, aware, UTC."""
    return timezone.now()  # noqa: TID251 -- this is the one clock


def database_now() -> dt.datetime:
    """The transaction's own time; what decides whether a hold has expired."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        value: dt.datetime = cursor.fetchone()[0]
    return value


def local(moment: dt.datetime, zone: str) -> dt.datetime:
    """`moment` as the wall clock of an IANA zone shows it."""
    return moment.astimezone(ZoneInfo(zone))
