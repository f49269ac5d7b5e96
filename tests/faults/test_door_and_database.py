"""Ten thousand scans at eight gates while the database restarts ten times: nobody is lost, doubled or wrongly refused.

A gate that hears no answer asks again with the same nonce; it cannot know whether the server had decided before it fell.
"""

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.db import InterfaceError, OperationalError, connection

from checkin.models import Admission, Scan
from checkin.services.scans import ScanRequest, scan_badge
from kernel.clock import now
from tests.factories.door import make_device, post_of
from tests.factories.fair import make_checkin_list, make_fair, make_gate
from tests.factories.visits import make_badges

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
GATES, PEOPLE, SHOWN_TWICE, RESTARTS = 8, 9_000, 1_000, 10


class Crowd:
    """`people` badges, the first `twice` of them shown at two gates at the same time."""

    def __init__(self, people: int, twice: int) -> None:
        fair = make_fair()
        self.list = make_checkin_list(fair)
        self.gates = [
            post_of(make_device(make_gate(fair, f"G{n}"), self.list)).at(self.list.public_id) for n in range(GATES)
        ]
        badges = make_badges(fair, people)
        self.shown = [(n % GATES, badge.code) for n, badge in enumerate(badges)]
        self.shown += [((n + 1) % GATES, badge.code) for n, badge in enumerate(badges[:twice])]
        self.codes = [badge.code for badge in badges]
        self.twice = twice
        self.done = 0
        self.asked_again = 0
        self._lock = threading.Lock()

    def ask(self, gate: int, request: ScanRequest, *, lose: bool, fresh: bool) -> str:
        """The verdict the guard reads at last. `lose`: the first answer gets lost on its way; `fresh`: a new nonce each time."""
        for attempt in range(200):
            try:
                asked = replace(request, nonce=f"{request.nonce}-{attempt}", seq=None) if fresh else request
                verdict = scan_badge(
                    replace(self.gates[gate], device_id=None if fresh else self.gates[gate].device_id), asked, now=now()
                ).verdict
                if not (lose and attempt == 0):
                    return verdict
            except (OperationalError, InterfaceError):
                connection.close()
                time.sleep(0.05)
            with self._lock:
                self.asked_again += 1
        raise AssertionError("the server never came back")

    def come(self, *, lose_every: int, fresh: bool = False) -> dict[str, list[str]]:
        """code -> the verdicts its bearers read."""

        def stand_at(gate: int) -> list[tuple[str, str]]:
            try:
                read = []
                for seq, code in enumerate((code for at, code in self.shown if at == gate), 1):
                    request = ScanRequest(text=code, nonce=f"gate-{gate}-scan-{seq:05}", seq=seq)
                    read.append((code, self.ask(gate, request, lose=seq % lose_every == 0, fresh=fresh)))
                    with self._lock:
                        self.done += 1
                return read
            finally:
                connection.close()

        verdicts: dict[str, list[str]] = {code: [] for code in self.codes}
        with ThreadPoolExecutor(GATES) as pool:
            for read in pool.map(stand_at, range(GATES)):
                for code, verdict in read:
                    verdicts[code].append(verdict)
        return verdicts

    def wrongly_refused(self, verdicts: dict[str, list[str]]) -> int:
        return sum("ok" not in read for read in verdicts.values())


def test_ten_restarts_lose_nobody_and_let_nobody_in_twice(servers):
    crowd = Crowd(PEOPLE, SHOWN_TWICE)
    everybody = len(crowd.shown)

    connection.close()
    connection.close_pool()
    with ThreadPoolExecutor(1) as pool:  # the server ends with the thread that starts it, so this one does
        coming = pool.submit(crowd.come, lose_every=100)
        for number in range(1, RESTARTS + 1):
            while crowd.done < everybody * number // (RESTARTS + 1) and not coming.done():
                time.sleep(0.02)
            servers.postgres.stop()
            servers.postgres.start()
        verdicts = coming.result()
    assert crowd.asked_again >= 100 + RESTARTS
    assert Counter(tuple(sorted(read)) for read in verdicts.values()) == {
        ("ok",): PEOPLE - SHOWN_TWICE,
        ("already_in", "ok"): SHOWN_TWICE,
    }
    assert Scan.objects.count() == everybody
    assert Admission.objects.count() == PEOPLE


def test_a_gate_that_asks_anew_each_time_refuses_people_it_let_in():
    """The twin: without the nonce a lost answer becomes "already in" for somebody who stands before the gate."""
    crowd = Crowd(people=200, twice=0)
    verdicts = crowd.come(lose_every=5, fresh=True)
    assert crowd.wrongly_refused(verdicts) == 200 // 5
    assert Scan.objects.count() > 200
