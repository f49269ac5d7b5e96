"""What the first scan of a morning plans serves for a while: it is planned as the log is empty, and kept by the connection."""

import datetime as dt

import pytest
from django.db import connection

from checkin.services import _together, scans
from checkin.services.sync import Kept, take
from kernel.clock import now
from tests.checkin.test_welcomes import Door
from tests.factories.door import kept, make_device, post_of
from tests.factories.fair import make_checkin_list, make_fair, make_gate
from tests.factories.visits import make_badges

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


def test_who_is_in_is_asked_person_by_person_of_a_log_nothing_is_known_of(cursor):
    """Devices that were without the network send what they kept before the database has looked at the log for the first time."""
    fair, began = make_fair(), now() - dt.timedelta(hours=1)
    the_list = make_checkin_list(fair, opens_at=began)
    device, badges = make_device(make_gate(fair, "G"), the_list), make_badges(fair, 3000)[:500]
    cursor.execute("TRUNCATE checkin_scan, checkin_admission")
    told = [
        kept(device, seq, badge.code, began, checkin_list=the_list.public_id) for seq, badge in enumerate(badges, 1)
    ]
    take(post_of(device), Kept(told), now=now())
    pairs = {"lists": [the_list.pk] * len(badges), "registrations": [badge.registration_id for badge in badges]}
    for statement in (_together._ADMIT, _together._OCCUPY):
        cursor.execute(f"EXPLAIN {statement}", pairs | {"is_inside": True})
        plan = "\n".join(line for (line,) in cursor.fetchall())
        assert "checkin_scan_badge_id" in plan, plan
        assert "Seq Scan on checkin_scan" not in plan, plan
