"""Law: a badge enters a list once. Two hundred looks at twenty badges from eight gates at the same moment."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from accounts.roles import Role
from checkin.access.posts import post_for
from checkin.models import Admission, Scan
from checkin.services import scans as service
from kernel.clock import now
from tests.factories.fair import make_checkin_list, make_fair, make_gate
from tests.factories.people import make_member
from tests.factories.visits import make_badge, make_registration

THREADS, BADGES = 8, 20


def look_at_all_badges_from_all_gates() -> tuple[list[str], list[int]]:
    """The verdicts, and how many admissions each badge got."""
    fair = make_fair()
    guard = make_member(fair.organisation, Role.DOOR)
    the_list = make_checkin_list(fair)
    badges = [make_badge(make_registration(fair)) for _ in range(BADGES)]
    posts = [
        post_for(guard, fair.slug, gate=make_gate(fair, f"G{n}").public_id, checkin_list=the_list.public_id)
        for n in range(THREADS)
    ]
    barrier = Barrier(THREADS)

    def stand_at(gate: int) -> list[service.ScanResult]:
        try:
            results = []
            for number, badge in enumerate(badges):
                barrier.wait(timeout=30)
                look = service.ScanRequest(text=badge.code, nonce=f"gate-{gate}-badge-{number}")
                results.append(service.scan_badge(posts[gate], look, now=now()))
            return results
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        results = [result for gate in pool.map(stand_at, range(THREADS)) for result in gate]
    assert all(result.first_entry_gate for result in results if result.verdict == "already_in")
    admissions = Counter(Admission.objects.values_list("registration_id", flat=True))
    return [result.verdict for result in results], [admissions[badge.registration_id] for badge in badges]


@pytest.mark.django_db(transaction=True)
def test_a_badge_shown_at_eight_gates_at_once_enters_once():
    verdicts, admissions = look_at_all_badges_from_all_gates()
    assert Counter(verdicts) == {"ok": BADGES, "already_in": BADGES * (THREADS - 1)}
    assert admissions == [1] * BADGES
    assert Scan.objects.count() == BADGES * THREADS


@pytest.mark.django_db(transaction=True)
def test_without_the_guard_a_badge_enters_twice(monkeypatch):
    """The twin: the same looks with the unique constraint gone let somebody in twice."""
    clause = "ON CONFLICT ON CONSTRAINT admission_once_per_list DO NOTHING"
    for name, options in (("welcome_statement", {}), ("statement", {"has_capacity": False})):
        statement = getattr(service, name)
        assert clause in statement(service.BY_CODE, **options, condition="")
        monkeypatch.setattr(service, name, partial(_without, clause, statement))
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE checkin_admission DROP CONSTRAINT admission_once_per_list")
    try:
        _, admissions = look_at_all_badges_from_all_gates()
        assert max(admissions) > 1
    finally:
        Admission.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute(
                "ALTER TABLE checkin_admission"
                " ADD CONSTRAINT admission_once_per_list UNIQUE (checkin_list_id, registration_id)"
            )


def _without(clause: str, statement: Callable[..., str], *of: Any, **how: Any) -> str:
    return statement(*of, **how).replace(clause, "")
