"""What the first scan of a morning plans serves all day: it is planned while the log is empty, and kept by the connection."""

import pytest
from django.db import connection

from checkin.services import scans
from kernel.clock import now
from tests.checkin.test_welcomes import Door

pytestmark = pytest.mark.django_db(transaction=True)
BY_NONCE, LATEST = "scan_nonce_once", "scan_latest"


def _plan(cursor, name, parameters):
    cursor.execute(f'EXPLAIN EXECUTE "{name}"' + (f"({', '.join(['NULL'] * parameters)})" if parameters else ""))
    return "\n".join(line for (line,) in cursor.fetchall())


def test_whether_a_nonce_is_new_is_asked_of_the_nonces_own_index():
    """The twin asks plainly, prepared by hand: then the index of the latest scans answers, by reading all of the fair's."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE checkin_scan")
        cursor.execute("DEALLOCATE ALL")
    connection.close()
    door = Door()
    for text in (door.badge.code, door.badge.code, "not a badge"):
        scans.scan_badge(door.post, scans.ScanRequest(text=text, nonce=f"nonce-{text}", seq=None), now=now())
    with connection.cursor() as cursor:
        cursor.execute("SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off")
        cursor.execute(
            "SELECT name, statement, cardinality(parameter_types) FROM pg_prepared_statements WHERE statement ~ 'checkin_scan'"
        )
        asked = cursor.fetchall()
        plans = {name: _plan(cursor, name, parameters) for name, statement, parameters in asked}
        cursor.execute("PREPARE plainly (bigint, text) AS SELECT 1 FROM checkin_scan WHERE fair_id = $1 AND nonce = $2")
        plain = _plan(cursor, "plainly", 2)
    assert len(plans) >= 3, [statement for _, statement, _ in asked]
    for plan in plans.values():
        assert BY_NONCE in plan, plan
        assert LATEST not in plan, plan
    assert LATEST in plain, plain
