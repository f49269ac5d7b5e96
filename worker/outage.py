"""A mail server that nobody reaches is left alone: one row all senders look at, and one letter goes ahead as a probe.

Without it a server that hangs would keep every sender waiting for its timeout, letter after letter.
"""

from django.conf import settings
from django.db import connection

from kernel.models import Lease

NAME = "mail server is down"


def may_try() -> bool:
    """True while all is well, and for the one sender that takes the probe when the pause is over."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT until > clock_timestamp() FROM kernel_lease WHERE name = %s", [NAME])
        row = cursor.fetchone()
        if row is None:
            return True
        if row[0]:
            return False
        cursor.execute(
            "UPDATE kernel_lease SET until = clock_timestamp() + make_interval(secs => %s)"
            " WHERE name = %s AND until <= clock_timestamp()",
            [settings.EMAIL_OUTAGE_SECONDS, NAME],
        )
        return cursor.rowcount == 1


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
