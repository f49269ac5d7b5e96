"""Law: a hall never has more people inside than it holds, as far as gates can ask. Eight gates let a crowd in and out at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import connection

from checkin.models import CheckinList, Occupant, Room, Scan
from checkin.services import scans as service
from checkin.services.sync import Kept, take
from kernel.clock import now
from tests.factories.door import kept, make_device, post_of
from tests.factories.fair import make_checkin_list, make_fair, make_gate
from tests.factories.visits import make_badges

GATES, DEVICES, PEOPLE, CAPACITY = 8, 2, 60, 10


def crowd(*, until_full: bool) -> CheckinList:
    """The list afterwards. All gates let their people in, one a round and all at the same moment.

    Unless `until_full` they let half of them out again at once, and two devices bring in the comings and goings they kept.
    """
    fair = make_fair()
    hall = make_checkin_list(fair, capacity=CAPACITY, re_entry=True, exits=True)
    devices = [make_device(make_gate(fair, f"G{n}"), hall) for n in range(GATES + DEVICES)]
    lanes = [make_badges(fair, PEOPLE // len(devices)) for _ in devices]
    barrier = Barrier(GATES if until_full else len(devices))

    def gate(number: int) -> None:
        place = post_of(devices[number]).at(hall.public_id)
        for turn, badge in enumerate(lanes[number]):
            barrier.wait(timeout=30)
            for n, direction in enumerate(("entry", "exit") if turn % 2 and not until_full else ("entry",)):
                look = service.ScanRequest(badge.code, f"gate-{number}-{turn}-{n}", direction, seq=2 * turn + n + 1)
                assert service.scan_badge(place, look, now=now()).verdict in {"ok", "capacity"}

    def device(number: int) -> None:
        for turn, badge in enumerate(lanes[number]):
            barrier.wait(timeout=30)
            scans = [
                kept(devices[number], 2 * turn + n + 1, badge.code, now(), direction=direction)
                for n, direction in enumerate(("entry", "exit") if turn % 2 else ("entry",))
            ]
            take(post_of(devices[number]), Kept(scans), now=now())

    def work(number: int) -> None:
        try:
            gate(number) if number < GATES else device(number)
        except BaseException:
            barrier.abort()
            raise
        finally:
            connection.close()

    with ThreadPoolExecutor(barrier.parties) as pool:
        ends = [one.exception() for one in [pool.submit(work, number) for number in range(barrier.parties)]]
    assert [end for end in ends if end and not isinstance(end, BrokenBarrierError)] == []
    return hall


def occupants(hall: CheckinList) -> set[int]:
    return set(Occupant.objects.filter(checkin_list=hall, is_inside=True).values_list("registration_id", flat=True))


@pytest.mark.django_db(transaction=True)
def test_ten_of_a_crowd_get_in_and_the_others_are_told_that_the_hall_is_full():
    hall = crowd(until_full=True)
    told = list(Scan.objects.values_list("verdict", flat=True))
    came = GATES * (PEOPLE // (GATES + DEVICES))
    assert (told.count("ok"), told.count("capacity")) == (CAPACITY, came - CAPACITY)
    assert (hall.room.inside, hall.room.ceiling, len(occupants(hall))) == (CAPACITY, CAPACITY, CAPACITY)


@pytest.mark.django_db(transaction=True)
def test_coming_and_going_at_once_leaves_a_true_count():
    hall = crowd(until_full=False)
    newest = {}
    for scan in Scan.objects.select_related("badge").filter(verdict="ok").order_by("scanned_at", "nonce"):
        newest[scan.badge.registration_id] = scan.direction
    assert occupants(hall) == {registration for registration, direction in newest.items() if direction == "entry"}
    assert hall.room.inside == len(occupants(hall)) >= CAPACITY


@pytest.mark.django_db(transaction=True)
def test_without_the_row_and_its_check_the_hall_overflows(monkeypatch):
    """The twin: the same crowd with nobody holding the counter, no constraint behind it, and a moment between look and count."""
    statement, guard, look = service.statement, "FOR NO KEY UPDATE OF m", "SELECT m.inside >= looked.capacity"
    guarded = statement(service.BY_CODE, has_capacity=True, condition="")
    assert guard in guarded
    assert look in guarded
    slow = look.replace("SELECT", "SELECT pg_sleep(0.02) IS NOT NULL AND")
    monkeypatch.setattr(
        service, "statement", lambda *of, **how: statement(*of, **how).replace(guard, "").replace(look, slow)
    )
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE checkin_room DROP CONSTRAINT room_not_over_ceiling")
    try:
        assert len(occupants(crowd(until_full=True))) > CAPACITY
    finally:
        Room.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE checkin_room ADD CONSTRAINT room_not_over_ceiling CHECK (inside <= ceiling)")
