"""Four devices without a network for two hours, 1,000 scans each, 200 copied badges: every order and twice, one end."""

import datetime as dt
import random

import pytest
from django.db import connection

from checkin.models import Admission, Scan
from checkin.queries.devices import devices_of
from checkin.queries.merges import merge_report
from checkin.services.sync import Kept, take
from kernel.clock import now
from tests.factories.door import kept, make_device, post_of
from tests.factories.fair import make_checkin_list, make_fair, make_gate
from tests.factories.visits import make_badges

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
DEVICES, SCANS, COPIED, REVOKED, ORDERS = 4, 1000, 200, 7, 10


def test_ten_orders_twice_each_come_to_the_same_end():
    moment, chance = now(), random.Random(11)
    began = moment - dt.timedelta(hours=3)
    fair = make_fair()
    the_list = make_checkin_list(fair, opens_at=began)
    devices = [make_device(make_gate(fair, f"G{n}"), the_list, name=f"Máy {n}") for n in range(DEVICES)]
    badges = make_badges(fair, DEVICES * SCANS - COPIED)
    shown = [(n % DEVICES, badge) for n, badge in enumerate(badges)]
    shown += [((n + 1) % DEVICES, badge) for n, badge in enumerate(badges[:COPIED])]  # the copy, at another gate
    for badge in badges[-REVOKED:]:
        badge.state, badge.ended_at = "revoked", began + dt.timedelta(minutes=1)
        badge.save()
    chance.shuffle(shown)
    packets = []
    for number, device in enumerate(devices):
        mine = [badge for at, badge in shown if at == number]
        scans = [
            kept(
                device,
                seq,
                badge.code,
                began + dt.timedelta(seconds=300 + 7 * seq + number),
                checkin_list=the_list.public_id,
            )
            for seq, badge in enumerate(mine, 1)
        ]
        assert len(scans) == SCANS
        packets += [(device, scans[at : at + 500]) for at in range(0, SCANS, 500)]

    ends = set()
    for _ in range(ORDERS):
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE checkin_scan, checkin_admission")
        for _ in range(2):
            chance.shuffle(packets)
            for device, scans in packets:
                take(post_of(device), Kept(chance.sample(scans, len(scans))), now=moment)
        scans_left = frozenset(Scan.objects.values_list("nonce", "verdict", "scanned_at", "device_id", "device_seq"))
        ends.add((scans_left, frozenset(Admission.objects.values_list("registration_id", "nonce", "at", "gate_id"))))
    ((scans_left, admissions),) = ends
    assert len(scans_left) == DEVICES * SCANS
    assert len(admissions) == len(badges)
    report = merge_report(fair)
    assert len(report.doubles) == COPIED
    assert all(one.first.gate != one.second.gate and one.first.at < one.second.at for one in report.doubles)
    assert [one.finding for one in report.wrongly] == ["ended_before"] * REVOKED
    assert [one.missing for one in devices_of(fair, now=moment)] == [[]] * DEVICES
