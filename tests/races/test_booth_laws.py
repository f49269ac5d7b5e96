"""The laws of booths under threads: one live booking, the limit of a company, an expired hold freed once, support paid once.

Each race lets every thread start at a barrier and asserts the losers' refusal as well as the invariant. The twin with
the guards off shows that the races would find a double booking if there were one.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from billing.models import QuoteLine
from booking.models import Booking
from booking.services import booths as service
from booking.services.booths import expire_due_holds, extend_hold, hold_booth, submit_booking
from booking.states import LIVE_BOOKING_STATES
from fairs.models import Booth
from kernel.clock import now
from kernel.errors import DomainError
from kernel.models import HistoryEntry, IdempotencyKey, OutboxEvent
from tests.factories.crowd import make_crowd
from tests.factories.fair import make_booths, make_fair, make_hall, make_support

pytestmark = pytest.mark.django_db(transaction=True)

THREADS = 10
LAW = next(law for law in Booking._meta.constraints if law.name == "booth_one_live_booking")


def at_once(calls: Sequence[Callable[[], Any]]) -> list[str]:
    """Each call in its own thread, all let go together; `ok` or the refusal's code, in the order of the calls."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> str:
        try:
            barrier.wait(timeout=30)
            result = call()
        except DomainError as refusal:
            return refusal.code
        finally:
            connection.close()
        return "nothing" if result in (False, 0) else "ok"

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def live_bookings(booth: Booth) -> int:
    return Booking.objects.filter(booth=booth, state__in=LIVE_BOOKING_STATES).count()


def test_many_bookers_on_few_booths_leave_each_booth_one_hold():
    fair = make_fair(holds_per_company=50)
    booths = make_booths(make_hall(fair), 20)
    crowd = make_crowd(THREADS)
    for booth in booths:
        verdicts = at_once(
            [lambda b=booker, p=booth: hold_booth(p, company=b.company, actor_id=b.user.pk) for booker in crowd]
        )
        assert Counter(verdicts) == {"ok": 1, "booth_taken": THREADS - 1}
    assert [live_bookings(booth) for booth in booths] == [1] * len(booths)
    assert OutboxEvent.objects.filter(name="booking.held").count() == len(booths)


@pytest.fixture
def without_row_locks(monkeypatch):
    """Everybody looks at the booth, sees it free, and only then the first one writes."""
    crowded = Barrier(THREADS)

    def look(booth_id: int) -> Booth:
        return Booth.objects.get(pk=booth_id)

    def look_for_live(booth_id: int) -> Booking | None:
        live = Booking.objects.filter(booth_id=booth_id, state__in=LIVE_BOOKING_STATES).first()
        crowded.wait(timeout=30)
        return live

    monkeypatch.setattr(service, "lock_booth", look)
    monkeypatch.setattr(service, "lock_live_booking", look_for_live)


@pytest.fixture
def without_the_law(transactional_db):
    """The unique index is gone while the test runs."""
    with connection.schema_editor() as editor:
        editor.remove_constraint(Booking, LAW)
    yield
    Booking.objects.all().delete()
    with connection.schema_editor() as editor:
        editor.add_constraint(Booking, LAW)


def crowd_on_one_booth() -> tuple[Counter[str], int]:
    booth = make_booths(make_hall(make_fair()), 1)[0]
    verdicts = at_once(
        [lambda b=booker: hold_booth(booth, company=b.company, actor_id=b.user.pk) for booker in make_crowd(THREADS)]
    )
    return Counter(verdicts), live_bookings(booth)


@pytest.mark.usefixtures("without_row_locks")
def test_without_row_locks_the_constraint_alone_keeps_the_law():
    assert crowd_on_one_booth() == ({"ok": 1, "booth_taken": THREADS - 1}, 1)


@pytest.mark.usefixtures("without_row_locks", "without_the_law")
def test_with_both_guards_off_the_booth_is_sold_to_everybody():
    assert crowd_on_one_booth() == ({"ok": THREADS}, THREADS)


def test_a_company_cannot_pass_its_limit_by_clicking_everywhere_at_once():
    fair = make_fair(holds_per_company=2)
    booths = make_booths(make_hall(fair), THREADS)
    booker = make_crowd(1)[0]
    verdicts = at_once(
        [lambda b=booth: hold_booth(b, company=booker.company, actor_id=booker.user.pk) for booth in booths]
    )
    assert Counter(verdicts) == {"ok": 2, "hold_limit_reached": THREADS - 2}
    assert Booking.objects.count() == 2


def test_an_expired_hold_is_freed_once_whoever_comes_first():
    """Takers, sweepers and the late holder who wants more time, all in the moment after the end."""
    booths = make_booths(make_hall(make_fair()), 12)
    late, *takers = make_crowd(7)
    for booth in booths:
        old = hold_booth(booth, company=late.company, actor_id=late.user.pk)
        Booking.objects.filter(pk=old.pk).update(hold_expires_at=now() - dt.timedelta(milliseconds=1))
        verdicts = at_once(
            [
                *(lambda t=taker, p=booth: hold_booth(p, company=t.company, actor_id=t.user.pk) for taker in takers),
                lambda h=old: extend_hold(h, actor_id=late.user.pk),
                expire_due_holds,
                expire_due_holds,
            ]
        )
        assert Counter(verdicts[:6]) == {"ok": 1, "booth_taken": 5}
        assert verdicts[6] == "hold_over"
        assert verdicts[7:].count("ok") <= 1
        assert live_bookings(booth) == 1
        assert Booking.objects.get(pk=old.pk).state == "expired"
        Booking.objects.filter(booth=booth, state="draft").update(state="cancelled")
    for name in ("expired", "held"):
        assert HistoryEntry.objects.filter(action=name).count() == len(booths) * (2 if name == "held" else 1)
        assert OutboxEvent.objects.filter(name=f"booking.{name}").count() == len(booths) * (2 if name == "held" else 1)


def test_sweep_passes_by_what_somebody_else_has_locked():
    """A frozen transaction on one booth postpones that one hold, not the others."""
    booths = make_booths(make_hall(make_fair()), 2)
    crowd = make_crowd(2)
    for booth, booker in zip(booths, crowd, strict=True):
        hold_booth(booth, company=booker.company, actor_id=booker.user.pk)
    Booking.objects.update(hold_expires_at=now() - dt.timedelta(seconds=1))
    locked, swept = Event(), Event()

    def freeze() -> None:
        try:
            with transaction.atomic():
                list(Booth.objects.select_for_update(no_key=True).filter(pk=booths[0].pk))
                locked.set()
                assert swept.wait(timeout=30)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        frozen = pool.submit(freeze)
        assert locked.wait(timeout=30)
        assert expire_due_holds() == 1
        swept.set()
        frozen.result()
    assert [Booking.objects.get(booth=booth).state for booth in booths] == ["draft", "expired"]
    assert expire_due_holds() == 1


def test_support_pays_for_one_booth_when_two_are_submitted_at_once():
    fair = make_fair()
    make_support(fair)
    booker = make_crowd(1)[0]
    holds = [
        hold_booth(booth, company=booker.company, actor_id=booker.user.pk) for booth in make_booths(make_hall(fair), 2)
    ]
    verdicts = at_once([lambda h=hold: submit_booking(h, fascia_name="A", actor_id=booker.user.pk) for hold in holds])
    assert verdicts == ["ok", "ok"]
    reasons = Counter(QuoteLine.objects.values_list("reason", flat=True))
    assert reasons == {"rent": 2, "support": 1, "support_used": 1}
    assert Booking.objects.filter(state="confirmed").count() == 2


def test_a_booking_is_submitted_once_however_often_it_is_pressed():
    booker = make_crowd(1)[0]
    hold = hold_booth(make_booths(make_hall(make_fair()), 1)[0], company=booker.company, actor_id=booker.user.pk)
    verdicts = at_once([lambda: submit_booking(hold, fascia_name="A", actor_id=booker.user.pk) for _ in range(6)])
    assert Counter(verdicts) == {"ok": 1, "illegal_move": 5}
    assert QuoteLine.objects.count() == 1
    assert OutboxEvent.objects.filter(name="booking.confirmed").count() == 1


def test_one_idempotency_key_pressed_by_many_makes_one_hold():
    booth = make_booths(make_hall(make_fair()), 1)[0]
    booker = make_crowd(1)[0]
    answers: list[tuple[int, str | None]] = []

    def press() -> None:
        answer = Client().post(
            f"/api/v1/booths/{booth.public_id}/holds/",
            "{}",
            content_type="application/json",
            headers={"Authorization": f"Bearer {booker.secret}", "Idempotency-Key": "one-click-only"},
        )
        body = answer.json()
        answers.append((answer.status_code, body.get("id") or body["code"]))

    at_once([press] * 8)
    booking = Booking.objects.get()
    assert set(answers) <= {(201, booking.public_id), (409, "idempotency_key_running")}
    assert (201, booking.public_id) in answers
    assert IdempotencyKey.objects.get().status == 201
