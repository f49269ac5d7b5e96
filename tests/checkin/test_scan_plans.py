"""What the first scan of a morning plans serves for a while: it is planned as the log is empty, and kept by the connection."""

import pytest
from django.db import connection

from checkin.services import scans
from kernel.clock import now
from tests.checkin.test_welcomes import Door

pytestmark = pytest.mark.django_db(transaction=True)
BY_NONCE, LATEST = "scan_nonce_once", "scan_latest"
OF_A_NONCE = """
SELECT name, cardinality(parameter_types) FROM pg_prepared_statements
WHERE statement ~ 'checkin_scan .*nonce >?= [$]'
"""


@pytest.fixture
def cursor():
    """On a log that is known to be empty."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE checkin_scan")
        yield cursor
        cursor.execute("RESET enable_seqscan; RESET plan_cache_mode")


def _plan(cursor, name, parameters):
    cursor.execute(f'EXPLAIN EXECUTE "{name}" ({", ".join(["NULL"] * parameters)})')
    return "\n".join(line for (line,) in cursor.fetchall())


def test_whether_a_nonce_is_new_is_asked_of_the_nonces_own_index(cursor):
    """Asked plainly, the index of the latest scans looked as good, and reads all of the fair's."""
    door = Door()
    for text in (door.badge.code, door.badge.code, "not a badge"):
        scans.scan_badge(door.post, scans.ScanRequest(text=text, nonce=f"nonce-{text}", seq=None), now=now())
    # as a statement's first plan is made: for large tables, for any values
    cursor.execute("DISCARD PLANS; SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan")
    cursor.execute(OF_A_NONCE)
    plans = [_plan(cursor, *prepared) for prepared in cursor.fetchall()]
    assert len(plans) >= 3, "a welcome, another verdict, and a scan that was taken before"
    for plan in plans:
        assert BY_NONCE in plan, plan
        assert LATEST not in plan, plan
