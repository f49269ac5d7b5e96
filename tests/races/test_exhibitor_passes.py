"""Law: a firm never has more live passes than places. Eight colleagues register people at the same moment."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

import pytest
from django.db import connection

from booking.errors.passes import PlaceJustTaken, PlacesTaken
from booking.models import Badge, ExhibitorPass, PassRules, Registration
from booking.services import _places
from booking.services.exhibitor_passes import PassGiven, give_pass
from booking.services.registrations import withdraw_registration
from booking.states import PassKind
from fairs.models import Exhibitor
from kernel.errors import DomainError
from tests.factories.fair import make_exhibitor, make_fair
from tests.factories.people import make_company, make_member

pytestmark = pytest.mark.django_db(transaction=True)
PLACES, THREADS, EACH = 5, 4, 3


def everybody_registers(*, leaving: bool = False) -> tuple[list[DomainError | None], int, int]:
    """How each try ended, how many live passes there were at most, and how many badges open the door now."""
    fair = make_fair()
    exhibitor = make_exhibitor(fair, make_company())
    PassRules.objects.create(fair=fair, staff_least=PLACES)
    boss = make_member(exhibitor.company.organisation, "admin")
    barrier = Barrier(THREADS)

    def register(lane: int) -> list[DomainError | None]:
        ends: list[DomainError | None] = []
        try:
            for n in range(EACH):
                barrier.wait(timeout=30)
                who = PassGiven(full_name=f"Đặng Văn {lane}{n}", has_consented=True)
                try:
                    made = give_pass(exhibitor, who, kind=PassKind.STAFF, actor_id=boss.pk)
                except DomainError as refusal:
                    ends.append(refusal)
                else:
                    ends.append(None)
                    if leaving:
                        withdraw_registration(made, actor_id=boss.pk)
        finally:
            connection.close()
        return ends

    with ThreadPoolExecutor(THREADS) as pool:
        ends = [end for lane in pool.map(register, range(THREADS)) for end in lane]
    live = Registration.objects.filter(fair=fair, role="exhibitor", state="complete").count()
    return ends, live, Badge.objects.filter(fair=fair, state="live").count()


@contextmanager
def without_the_index():
    index = next(one for one in ExhibitorPass._meta.constraints if one.name == "exhibitor_pass_place_once")
    with connection.schema_editor() as editor:
        editor.remove_constraint(ExhibitorPass, index)
    try:
        yield
    finally:
        ExhibitorPass.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(ExhibitorPass, index)


def without_the_lock(monkeypatch):
    def read_together(exhibitor_id):
        return Exhibitor.objects.select_related("fair", "company").get(pk=exhibitor_id)

    together = Barrier(THREADS)

    def free_at_once(exhibitor, kind):
        place = free(exhibitor, kind)
        together.wait(timeout=30)
        return place

    free = _places._free
    monkeypatch.setattr(_places, "lock_exhibitor", read_together)
    monkeypatch.setattr(_places, "_free", free_at_once)


def test_five_places_are_five_badges_and_the_others_are_told_whom_to_ask():
    ends, live, badges = everybody_registers()
    assert Counter(type(end) for end in ends) == {type(None): PLACES, PlacesTaken: THREADS * EACH - PLACES}
    assert all((end.extra["places"], end.extra["taken"]) == (PLACES, PLACES) for end in ends if end)
    assert (live, badges) == (PLACES, PLACES)
    assert sorted(ExhibitorPass.objects.values_list("place", flat=True)) == [1, 2, 3, 4, 5]


def test_whoever_withdraws_makes_room_for_the_next():
    ends, live, badges = everybody_registers(leaving=True)
    assert Counter(type(end) for end in ends) == {type(None): THREADS * EACH}
    assert (live, badges) == (0, 0)


def test_without_lock_and_index_a_firm_has_too_many(monkeypatch):
    """The twin: everybody reads before anybody writes, and no index behind it."""
    without_the_lock(monkeypatch)
    with without_the_index():
        _, live, badges = everybody_registers()
    assert live == badges > PLACES


def test_the_index_alone_lets_nobody_share_a_place(monkeypatch):
    without_the_lock(monkeypatch)
    ends, live, _ = everybody_registers()
    assert live <= PLACES
    assert PlaceJustTaken in {type(end) for end in ends}
