"""Law: a look at a badge is answered while the rows it points at are being brought from the fair's server.

A pull that changed nothing waits for no look; one that did change something lets it be asked again.
"""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg
import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from badges.codes import new_code
from badges.tokens import new_badge_id
from booking.models import Badge
from checkin.models import Admission, CheckinList, Gate, Scan, Upstream
from checkin.queries.replica import page
from checkin.services import scans as service
from checkin.services.replica import take_page
from checkin.services.scans import ScanRequest, ScanResult, scan_badge
from fairs.models import Fair
from kernel.clock import now
from tests.factories.door import make_device, post_of
from tests.factories.fair import make_checkin_list, make_fair, make_gate
from tests.factories.visits import make_badge, make_badges, make_registration

pytestmark = pytest.mark.django_db(transaction=True)
POINTED_AT = (
    "fairs_fair",
    "checkin_gate",
    "checkin_checkinlist",
    "checkin_device",
    "booking_badge",
    "booking_registration",
)
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND %s = ANY (pg_blocking_pids(pid))"


@contextmanager
def looks_under_way() -> Iterator[None]:
    """Transactions at their end: they hold what a foreign key's check holds of each row it finds."""
    connection.ensure_connection()
    parameters = connection.get_connection_params()
    with psycopg.connect(
        **{name: parameters[name] for name in ("dbname", "user", "password", "host", "port") if name in parameters}
    ) as look:
        for table in POINTED_AT:
            assert look.execute(f"SELECT 1 FROM {table} FOR KEY SHARE").fetchall()
        yield
        look.rollback()


def test_a_pull_waits_for_no_look_at_the_door():
    fair = make_fair()
    day = make_checkin_list(fair)
    gate = make_gate(fair, "A")
    make_device(gate, day)
    make_badge(make_registration(fair))
    rows = page(fair.pk, since=None, place=None, most=10_000)
    Gate.objects.update(name_vi="as before the pull")
    Fair.objects.filter(pk=fair.pk).update(name_vi="as before the pull")
    upstream = Upstream.objects.create(site="http://upstream.example", key="phh_key", fair_number=fair.pk)
    with looks_under_way():
        take_page(upstream, rows, now=now())
    assert (Gate.objects.get().name_vi, Fair.objects.get().name_vi) == (gate.name_vi, fair.name_vi)


def test_an_upsert_would_wait_for_them():
    """The twin: it locks against them even rows that it leaves as they are."""
    make_device(make_gate(fair := make_fair(), "A"), make_checkin_list(fair))
    make_badge(make_registration(fair))
    with looks_under_way(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = 100")
        with pytest.raises(OperationalError, match="lock timeout"):
            cursor.execute(
                "INSERT INTO fairs_fair SELECT * FROM fairs_fair"
                " ON CONFLICT (id) DO UPDATE SET public_id = excluded.public_id WHERE false"
            )


# --- a look that meets a pull which changes what it points at ---------------------------------------------------------------
class WeWereGivenUp(Exception):
    """In a ring of waiting, and not the look."""


def look_while(change: Callable[[Badge], None], then: Callable[[Badge], None]) -> ScanResult:
    """What a look answers that was decided before `change` was committed, and waits for it when `then` happens.

    A ring is found by who has waited in it for a second: on a busy machine that may be us. Then once more.
    """
    for _ in range(10):
        try:
            return _look_while(change, then)
        except WeWereGivenUp:
            Scan.objects.all().delete()
            Admission.objects.all().delete()
    raise AssertionError("it was never the look")


def _look_while(change: Callable[[Badge], None], then: Callable[[Badge], None]) -> ScanResult:
    fair = make_fair()
    day = make_checkin_list(fair)
    place = post_of(make_device(make_gate(fair, "A"), day)).at(day.public_id)
    badge = make_badge(make_registration(fair))

    def look() -> ScanResult:
        try:
            return scan_badge(place, ScanRequest(badge.code, "look-0001", seq=1), now=now())
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic(), connection.cursor() as cursor:
            change(badge)
            cursor.execute("SELECT pg_backend_pid()")
            ((own,),) = cursor.fetchall()
            told = pool.submit(look)
            until = time.monotonic() + 20
            waiting = 0
            while not waiting and time.monotonic() < until:
                time.sleep(0.01)
                cursor.execute(WAITING, [own])
                ((waiting,),) = cursor.fetchall()
            assert waiting == 1
            try:
                then(badge)
            except OperationalError as exc:
                raise WeWereGivenUp from exc
        return told.result()


def hold_the_gate(badge: Badge) -> None:
    Gate.objects.select_for_update().get(fair=badge.fair)


def come_in_elsewhere(badge: Badge) -> None:
    """Waits for the look, which waits for us: somebody has to give up, and it is who waits longer."""
    Admission.objects.create(
        checkin_list=CheckinList.objects.get(fair=badge.fair),
        registration=badge.registration,
        gate=Gate.objects.get(fair=badge.fair),
        nonce="elsewhere",
        at=now(),
    )


def step_aside(badge: Badge) -> None:
    Badge.objects.filter(pk=badge.pk).update(token_bits=new_badge_id(), code=new_code())


def make_way_for_the_true_one(badge: Badge) -> None:
    make_badges(badge.fair, 1)
    true = Badge.objects.exclude(pk=badge.pk).get()
    Badge.objects.filter(pk=badge.pk).delete()
    Badge.objects.filter(pk=true.pk).update(token_bits=badge.token_bits, code=badge.code)


def test_a_look_given_up_in_a_ring_of_waiting_is_asked_again():
    assert look_while(hold_the_gate, come_in_elsewhere).verdict == "already_in"
    assert (Admission.objects.get().nonce, Scan.objects.get().verdict) == ("elsewhere", "already_in")


def test_a_look_at_a_stand_in_that_just_gave_way_finds_the_true_badge():
    assert look_while(step_aside, make_way_for_the_true_one).verdict == "ok"
    assert Scan.objects.get().badge == Badge.objects.get()


@pytest.mark.parametrize(
    ("change", "then", "error"),
    [(hold_the_gate, come_in_elsewhere, OperationalError), (step_aside, make_way_for_the_true_one, IntegrityError)],
)
def test_asked_once_only_it_would_be_lost(monkeypatch, change, then, error):
    """The twin."""
    monkeypatch.setattr(service, "asked_again", lambda ask: ask())
    with pytest.raises(error):
        look_while(change, then)
    assert not Scan.objects.exists()
