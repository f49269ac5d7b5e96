"""A mail server that nobody reaches is left alone: one row all senders look at, and one letter goes ahead as a probe.

Without it a server that hangs would keep every sender waiting for its timeout, letter after letter.
"""

from enum import Enum

from django.conf import settings
from django.db import connection

from kernel.models import Lease

NAME = "mail server is down"


class Gate(Enum):
    OPEN = "open"
    SHUT = "shut"
    PROBE = "probe"
    """The pause is over and this sender alone goes ahead."""


def gate() -> Gate:
    """One query while all is well."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT until > clock_timestamp() FROM kernel_lease WHERE name = %s", [NAME])
        row = cursor.fetchone()
        if row is None:
            return Gate.OPEN
        if row[0]:
            return Gate.SHUT
        cursor.execute(
            "UPDATE kernel_lease SET until = clock_timestamp() + make_interval(secs => %s)"
            " WHERE name = %s AND until <= clock_timestamp()",
            [settings.EMAIL_OUTAGE_SECONDS, NAME],
        )
        return Gate.PROBE if cursor.rowcount == 1 else Gate.SHUT


def declare() -> None:
    """Nobody answers: pause, from now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_lease (name, holder, until)"
            " VALUES (%s, '', clock_timestamp() + make_interval(secs => %s))"
            " ON CONFLICT (name) DO UPDATE SET until = excluded.until",
            [NAME, settings.EMAIL_OUTAGE_SECONDS],
        )


def end() -> None:
    """The server answered."""
    Lease.objects.filter(name=NAME).delete()
