"""Law: a scan counts once, whoever brings it. Two hall servers tell the same scans while devices tell them too and gates look."""

import datetime as dt
import random
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from checkin.access.hall_servers import HallPost
from checkin.models import Admission, Scan
from checkin.rules import merging
from checkin.services import hall_words
from checkin.services.hall_servers import add_hall_server
from checkin.services.scans import ScanRequest, scan_badge
from checkin.services.sync import Kept, Outcome, take
from kernel.clock import now
from tests.factories.door import kept, make_device, post_of
from tests.factories.fair import make_checkin_list, make_fair, make_gate
from tests.factories.hall import hall_scan
from tests.factories.people import make_user
from tests.factories.visits import make_badges

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE, HALLS, AT_ONCE = 20, 2, 5


def everybody_tells() -> tuple[set[str], dict[int, str], dict[int, str]]:
    """Outcomes of the halls' words; registration -> nonce as it stands, and as the rule says."""
    moment = now()
    fair = make_fair()
    day = make_checkin_list(fair, opens_at=moment - dt.timedelta(hours=5))
    devices = [make_device(make_gate(fair, code), day) for code in "AB"]
    badges = make_badges(fair, PEOPLE)
    halls = [
        HallPost(
            add_hall_server(fair, name=f"Laptop {n}", actor_id=make_user().pk, now=moment)[0].pk,
            fair.pk,
            is_revoked=False,
        )
        for n in range(HALLS)
    ]
    posts = [post_of(device) for device in devices]
    began = moment - dt.timedelta(hours=2)
    scans = [
        (device, badge, began + dt.timedelta(seconds=random.Random(number).randrange(3600)), number)
        for device in devices
        for number, badge in enumerate(badges, 1)
    ]
    barrier = Barrier(AT_ONCE)

    def tell(number: int) -> set[str]:
        chance, outcomes = random.Random(number), set()
        for _ in range(2):
            words = [hall_scan(device, badge, at, n) for device, badge, at, n in chance.sample(scans, len(scans))]
            for at in range(0, len(words), 7):
                given = hall_words.HallWords(words[at : at + 7])
                outcomes |= {one.outcome for one in hall_words.take_from_hall(halls[number], given, now=moment)}
        return outcomes

    def send(number: int) -> set[str]:
        mine = [one for one in scans if one[0] is devices[number]]
        for device, badge, at, n in random.Random(number).sample(mine, len(mine)):
            take(posts[number], Kept([kept(device, n, badge.code, at, nonce=f"look-{device.pk}-{n:04}")]), now=moment)
        return set()

    def look(_number: int) -> set[str]:
        """The first device asks with numbers that a hall server tells of other scans at the same moment."""
        for n, badge in enumerate(badges, 1):
            scan_badge(posts[0].at(day.public_id), ScanRequest(badge.code, f"online-{n:04}", seq=PEOPLE + n), now=now())
        return set()

    def work(number: int) -> set[str]:
        try:
            barrier.wait(timeout=30)
            return (tell if number < HALLS else send if number < HALLS + 2 else look)(number % HALLS)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        outcomes = set().union(*pool.map(work, range(AT_ONCE)))
    assert Scan.objects.count() == len(scans) + PEOPLE
    standing = [
        merging.Entry(scan.checkin_list_id, scan.badge.registration_id, scan.scanned_at, scan.nonce)
        for scan in Scan.objects.select_related("badge").filter(verdict="ok", annulled_at=None)
    ]
    ruled = {key[1]: entry.nonce for key, entry in merging.admissions(standing).items()}
    return outcomes, dict(Admission.objects.values_list("registration_id", "nonce")), ruled


def test_whoever_brings_a_scan_it_counts_once_and_the_earliest_stands():
    outcomes, stands, ruled = everybody_tells()
    assert outcomes == {Outcome.COUNTED, Outcome.REPEATED}
    assert stands == ruled
    assert len(stands) == PEOPLE


def test_without_the_common_rule_an_early_entry_that_comes_late_is_lost(monkeypatch):
    """The twin: words that only write scans leave whoever came first by chance."""
    monkeypatch.setattr(hall_words, "admit", lambda _touched: None)
    fair = make_fair()
    day = make_checkin_list(fair, opens_at=now() - dt.timedelta(hours=5))
    device = make_device(make_gate(fair), day)
    (badge,) = make_badges(fair, 1)
    hall = HallPost(
        add_hall_server(fair, name="Laptop", actor_id=make_user().pk, now=now())[0].pk, fair.pk, is_revoked=False
    )
    scan_badge(post_of(device).at(day.public_id), ScanRequest(badge.code, "online-01", seq=1), now=now())
    early = hall_scan(device, badge, now() - dt.timedelta(hours=1), 2)
    hall_words.take_from_hall(hall, hall_words.HallWords([early]), now=now())
    assert Admission.objects.get().nonce == "online-01" != early.nonce
