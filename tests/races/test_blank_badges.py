"""Law: one blank badge, one person; one person, one badge. Eight desks bind at the same moment, with and without a network."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connection

from booking.models import Badge, Registration, StockBadge
from booking.services import walk_ins as desk
from booking.services.stock_badges import print_stock
from checkin.models import WalkIn
from checkin.services.walk_ins import KeptWalkIn, Told, register_walk_in, take_walk_ins
from kernel.clock import now
from kernel.errors import DomainError
from tests.factories.door import make_device, post_of
from tests.factories.fair import make_checkin_list, make_fair, make_gate
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db(transaction=True)
DESKS, ROUNDS = 6, 4
TAKEN = "taken"


class Ground:
    """Desks in a row, each with a device, and blank badges."""

    def __init__(self, blanks):
        self.fair = make_fair()
        gate, day = make_gate(self.fair), make_checkin_list(self.fair)
        self.posts = [post_of(make_device(gate, day)) for _ in range(DESKS)]
        batch = print_stock(self.fair, number=blanks, actor_id=make_user().pk)
        self.codes = list(batch.badges.order_by("pk").values_list("code", flat=True))

    def bind(self, who):
        """`who(desk, round)` is (name, phone, code): what each desk tells, all desks together in each round. How each ended.

        Every other desk was without a network and tells it from its queue, twice as a device does that heard no answer.
        """
        barrier = Barrier(DESKS)

        def stand_at(number):
            try:
                ends = []
                for turn in range(ROUNDS):
                    barrier.wait(timeout=30)
                    ends.append(tell(self.posts[number], f"desk-{number}-{turn:03}", *who(number, turn), number % 2))
                return ends
            finally:
                connection.close()

        with ThreadPoolExecutor(DESKS) as pool:
            return Counter(end for ends in pool.map(stand_at, range(DESKS)) for end in ends)


def tell(post, nonce, name, phone, code, is_kept):
    said = {"nonce": nonce, "full_name": name, "phone": phone, "has_consented": True, "code": code}
    try:
        if not is_kept:
            register_walk_in(post, Told(**said), now=now())
            return TAKEN
        kept = KeptWalkIn(**said, at=now(), clock_offset_ms=0)
        (first,), (again,) = (take_walk_ins(post, [kept], now=now()) for _ in range(2))
    except DomainError as refusal:
        return refusal.code
    except IntegrityError:
        return "constraint"
    assert (again.problem, again.registration) == (first.problem, first.registration)
    return first.problem or TAKEN


def different_people(ground):
    """Each round all desks bind the same badge, each to somebody else."""
    return ground.bind(lambda number, turn: (f"Khách {number} {turn}", f"09{number:04}{turn:04}", ground.codes[turn]))


def one_person(ground):
    """Each round all desks bind the badge each has in hand to one and the same person."""
    return ground.bind(
        lambda number, turn: (f"Trần Thị Bình {turn}", f"0912000{turn:03}", ground.codes[turn * DESKS + number])
    )


def meet_after(monkeypatch, name):
    """What `desk.<name>` returned is as seen by all desks before any of them goes on."""
    step, together = getattr(desk, name), Barrier(DESKS)

    def looked(*given):
        seen = step(*given)
        together.wait(timeout=30)
        return seen

    monkeypatch.setattr(desk, name, looked)


def test_one_blank_badge_goes_to_one_person_and_the_others_are_told_to_take_another():
    ground = Ground(ROUNDS)
    ends = different_people(ground)
    assert ends == {TAKEN: ROUNDS, "not_blank": ROUNDS * (DESKS - 1)}
    assert sorted(Badge.objects.values_list("code", flat=True)) == sorted(ground.codes)
    assert Registration.objects.count() == ROUNDS
    assert StockBadge.objects.filter(badge__isnull=True).count() == 0
    for stock in StockBadge.objects.select_related("badge"):
        assert (stock.badge.code, bytes(stock.badge.token_bits)) == (stock.code, bytes(stock.token_bits))
    refused = WalkIn.objects.filter(registration=None)
    assert set(refused.values_list("problem", flat=True)) <= {"not_blank"}
    assert refused.count() == refused.values("code", "phone").distinct().count(), "once each, though told twice"


def test_one_person_given_badges_at_every_desk_wears_one_that_counts():
    ground = Ground(ROUNDS * DESKS)
    assert one_person(ground) == {TAKEN: ROUNDS * DESKS}
    assert Registration.objects.count() == ROUNDS
    live = Badge.objects.filter(state="live").values_list("registration", flat=True)
    assert Counter(live) == dict.fromkeys(Registration.objects.values_list("pk", flat=True), 1)
    assert set(Badge.objects.exclude(state="live").values_list("state", flat=True)) == {"replaced"}
    assert StockBadge.objects.filter(badge__isnull=False).count() == Badge.objects.count() == ROUNDS * DESKS


def test_without_its_lock_the_blank_badge_is_held_by_the_constraint_alone(monkeypatch):
    """Nobody says then what to do next, but no badge is two people's."""
    monkeypatch.setattr(desk, "lock_one", lambda _rank, rows: rows.first())
    meet_after(monkeypatch, "_blank")
    ground = Ground(ROUNDS)
    assert different_people_once(ground) == {TAKEN: 1, "constraint": DESKS - 1}
    assert (Badge.objects.count(), Registration.objects.count()) == (1, 1)


def test_the_twin_without_lock_and_constraints_gives_one_badge_to_several(monkeypatch):
    monkeypatch.setattr(desk, "lock_one", lambda _rank, rows: rows.first())
    meet_after(monkeypatch, "_blank")
    ground = Ground(ROUNDS)
    laws = ("booking_badge_token_bits_key", "badge_code_once")
    with connection.cursor() as cursor:
        for law in laws:
            cursor.execute(f"ALTER TABLE booking_badge DROP CONSTRAINT {law}")
    try:
        assert different_people_once(ground) == {TAKEN: DESKS}
        assert Badge.objects.filter(code=ground.codes[0], state="live").count() == DESKS
    finally:
        WalkIn.objects.all().delete()
        StockBadge.objects.all().delete()
        Badge.objects.all().delete()
        with connection.cursor() as cursor:
            for law, columns in zip(laws, ("token_bits", "fair_id, code"), strict=True):
                cursor.execute(f"ALTER TABLE booking_badge ADD CONSTRAINT {law} UNIQUE ({columns})")


def test_the_twin_in_which_desks_do_not_wait_for_a_phone_number_makes_one_person_several(monkeypatch):
    monkeypatch.setattr(desk, "_one_at_a_time", lambda _fair, _address: None)
    meet_after(monkeypatch, "_known")
    ground = Ground(DESKS)
    with ThreadPoolExecutor(DESKS) as pool:
        ends = list(pool.map(lambda number: alone(ground, number, "Trần Thị Bình", "0912000000", number), range(DESKS)))
    assert ends == [TAKEN] * DESKS
    assert (Registration.objects.count(), Badge.objects.filter(state="live").count()) == (DESKS, DESKS)


def different_people_once(ground):
    with ThreadPoolExecutor(DESKS) as pool:
        return Counter(
            pool.map(lambda number: alone(ground, number, f"Khách {number}", f"09{number:08}", 0), range(DESKS))
        )


def alone(ground, number, name, phone, code):
    """One telling of one desk, with the network."""
    try:
        return tell(ground.posts[number], f"desk-{number}", name, phone, ground.codes[code], is_kept=False)
    finally:
        connection.close()
