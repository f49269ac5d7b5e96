"""Laws: a delegation never holds more people than it has places; two who confirm at once make one pass a person."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.db.models import F

from booking.errors.delegations import DelegationFull
from booking.models import Badge, Delegation, DelegationPlace, Registration
from booking.services import _delegation_places as counting
from booking.services import delegation_people as service
from kernel.errors import DomainError
from kernel.models import OutboxEvent
from tests.factories.delegations import guest, make_delegation, make_place
from tests.factories.fair import make_fair

PEOPLE, PLACES, THREADS = 32, 10, 8
pytestmark = pytest.mark.django_db(transaction=True)


def at_once(lanes, work):
    """Each lane's `work`, all beginning in the same moment: what each ended with, a refusal or what it returned."""
    barrier = Barrier(lanes)

    def run(lane):
        try:
            barrier.wait(timeout=30)
            return work(lane)
        except DomainError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(lanes) as pool:
        return list(pool.map(run, range(lanes)))


def everybody_joins():
    """How each try ended, and how many are on the list."""
    delegation = make_delegation(make_fair(), places=PLACES)
    guests = [guest() for _ in range(PEOPLE)]

    def join(lane):
        ends = []
        for one in guests[lane::THREADS]:
            try:
                service.join_delegation(delegation, one)
            except DelegationFull:
                ends.append("full")
            else:
                ends.append("in")
        return ends

    ends = [end for lane in at_once(THREADS, join) for end in lane]
    delegation.refresh_from_db()
    return Counter(ends), delegation.places_taken, delegation.people.filter(state="waiting").count()


def test_ten_places_are_taken_by_ten_people():
    assert everybody_joins() == ({"in": PLACES, "full": PEOPLE - PLACES}, PLACES, PLACES)
    assert OutboxEvent.objects.filter(name="delegation.people_waiting").count() == 0  # it is due in two minutes


def test_without_the_guard_and_the_check_too_many_are_listed(monkeypatch):
    """The twin: counting without looking, and no CHECK behind it."""

    def count_one_in(delegation):
        return Delegation.objects.filter(pk=delegation.pk).update(places_taken=F("places_taken") + 1) == 1

    monkeypatch.setattr(counting, "_count_one_in", count_one_in)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE booking_delegation DROP CONSTRAINT delegation_not_overfull")
    try:
        assert everybody_joins()[2] == PEOPLE
    finally:
        Delegation.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute(
                "ALTER TABLE booking_delegation ADD CONSTRAINT delegation_not_overfull CHECK (places_taken <= places)"
            )


def test_the_check_alone_refuses_the_eleventh(monkeypatch):
    """The second statement of the law: with the guard switched off the constraint's name becomes the refusal."""

    def count_one_in(delegation):
        return Delegation.objects.filter(pk=delegation.pk).update(places_taken=F("places_taken") + 1) == 1

    monkeypatch.setattr(counting, "_count_one_in", count_one_in)
    assert everybody_joins() == ({"in": PLACES, "full": PEOPLE - PLACES}, PLACES, PLACES)


def two_confirm_everybody():
    """Two of the factory's people press "confirm all" in the same moment: passes told to each, registrations, badges."""
    delegation = make_delegation(make_fair(), places=PLACES, has_group_badge=True)
    for _ in range(PLACES):
        make_place(delegation)
    ends = at_once(2, lambda _lane: service.confirm_people(delegation, places=None, actor_id=None))
    delegation.group.refresh_from_db()
    made = Registration.objects.filter(head_count=1)
    return ends, made.count(), Badge.objects.filter(registration__in=made).count(), delegation.group.named_count


def test_two_who_confirm_at_once_make_one_pass_a_person():
    ends, registrations, badges, named = two_confirm_everybody()
    assert sorted(len(end.confirmed) for end in ends) == [0, PLACES]
    assert (registrations, badges, named) == (PLACES, PLACES, PLACES)
    assert DelegationPlace.objects.filter(state="confirmed").count() == PLACES


def test_without_the_lock_two_who_confirm_make_two_passes_a_person(monkeypatch):
    """The twin: both have read who waits before either confirms; nobody is known by his number yet."""
    both_looked = Barrier(2)

    def look(delegation_id):
        return Delegation.objects.select_related("fair", "group").get(pk=delegation_id)

    def after_looking(delegation, places, actor_id):
        both_looked.wait(timeout=30)
        return confirm(delegation, places, actor_id)

    confirm = service._confirm
    monkeypatch.setattr(service, "lock_delegation", look)
    monkeypatch.setattr(service, "_known", lambda _place: None)
    monkeypatch.setattr(service, "_confirm", after_looking)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE booking_registration DROP CONSTRAINT registration_names_within_heads")
    try:
        _, registrations, _, named = two_confirm_everybody()
        assert (registrations, named) == (2 * PLACES, 2 * PLACES)
    finally:
        Delegation.objects.all().delete()
        Registration.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute(
                "ALTER TABLE booking_registration ADD CONSTRAINT registration_names_within_heads"
                " CHECK (named_count <= head_count)"
            )


def test_a_person_leaves_while_the_contact_confirms_and_the_counts_stay_true():
    delegation = make_delegation(make_fair(), places=PLACES, has_group_badge=True)
    places = [make_place(delegation) for _ in range(PLACES)]

    def work(lane):
        if lane == 0:
            service.confirm_people(delegation, places=None, actor_id=None)
        else:
            for place in places[lane - 1 :: 3]:
                service.leave_delegation(place)

    assert at_once(4, work) == [None] * 4
    delegation.refresh_from_db()
    delegation.group.refresh_from_db()
    assert (delegation.places_taken, delegation.group.named_count) == (0, 0)
    assert Badge.objects.filter(state="live").exclude(registration=delegation.group).count() == 0
