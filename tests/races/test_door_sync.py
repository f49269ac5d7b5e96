"""Law: a person enters a list once, the earliest entry. Gates look online while devices send what they kept and take back."""

import datetime as dt
import random
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from checkin.models import Admission, Scan
from checkin.rules import merging
from checkin.services import _together as together
from checkin.services import sync
from checkin.services.scans import ScanRequest, scan_badge
from kernel.clock import now
from tests.factories.door import kept, make_device, post_of
from tests.factories.fair import make_checkin_list, make_fair, make_gate
from tests.factories.visits import make_badges

PEOPLE, ONLINE, OFFLINE = 30, 4, 4


def everybody_at_once() -> tuple[dict[int, str], dict[int, str]]:
    """registration -> nonce: what stands as admissions, and what the rule says of the scans that stand."""
    moment = now()
    fair = make_fair()
    the_list = make_checkin_list(fair, opens_at=moment - dt.timedelta(hours=5))
    devices = [make_device(make_gate(fair, f"G{n}"), the_list) for n in range(ONLINE + OFFLINE)]
    badges = make_badges(fair, PEOPLE)
    barrier = Barrier(len(devices))

    def look(number: int) -> None:
        place = post_of(devices[number]).at(the_list.public_id)
        for seq, badge in enumerate(random.Random(number).sample(badges, PEOPLE), 1):
            scan_badge(place, ScanRequest(badge.code, f"online-{number}-{seq:03}", seq=seq), now=now())

    def send(number: int) -> None:
        device, chance = devices[number], random.Random(number)
        scans = [
            kept(
                device,
                seq,
                badge.code,
                moment - dt.timedelta(seconds=chance.randrange(60, 9000)),
                checkin_list=the_list.public_id,
            )
            for seq, badge in enumerate(chance.sample(badges, PEOPLE), 1)
        ]
        undone = [sync.Undo(scan.nonce, scan.scanned_at + dt.timedelta(seconds=20), 0) for scan in scans[::3]]
        for at in range(0, PEOPLE, 10):
            sync.take(post_of(device), sync.Kept(scans[at : at + 10], undone[at // 5 : at // 5 + 2]), now=moment)
        sync.take(post_of(device), sync.Kept(undone=undone), now=moment)

    def work(number: int) -> None:
        try:
            barrier.wait(timeout=30)
            (look if number < ONLINE else send)(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(devices)) as pool:
        list(pool.map(work, range(len(devices))))
    standing = [
        merging.Entry(scan.checkin_list_id, scan.badge.registration_id, scan.scanned_at, scan.nonce)
        for scan in Scan.objects.select_related("badge").filter(verdict="ok", annulled_at=None)
    ]
    ruled = {key[1]: entry.nonce for key, entry in merging.admissions(standing).items()}
    assert Scan.objects.count() == PEOPLE * len(devices)
    return dict(Admission.objects.values_list("registration_id", "nonce")), ruled


@pytest.mark.django_db(transaction=True)
def test_what_comes_in_at_once_obeys_the_rule():
    admitted, ruled = everybody_at_once()
    assert admitted == ruled
    assert len(ruled) == PEOPLE


@pytest.mark.django_db(transaction=True)
def test_without_the_rule_whoever_comes_first_stays(monkeypatch):
    """The twin: an admission that never moves to the earlier entry depends on who was faster."""
    clause, rest = together._ADMIT.split("DO UPDATE")
    assert "excluded.at < checkin_admission.at" in rest
    monkeypatch.setattr(together, "_ADMIT", clause + "DO NOTHING")
    admitted, ruled = everybody_at_once()
    assert admitted != ruled
