"""Law: a workshop never sells more seats than it has. Forty people reach for ten seats at the same moment."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from booking.errors.registrations import WorkshopFull
from booking.models import WorkshopSeat
from booking.services import seats as service
from booking.services.registrations import Visitor, register_visitor
from fairs.models import Workshop
from kernel.errors import DomainError
from kernel.models import OutboxEvent
from tests.factories.fair import make_fair, make_workshop

PEOPLE, SEATS, THREADS = 40, 10, 8


def everybody_takes_a_seat():
    """How each try ended, and the workshop afterwards."""
    fair = make_fair()
    workshop = make_workshop(fair, seats=SEATS)
    make_workshop(fair, seats=5, code="W2")
    people = [
        register_visitor(fair, Visitor(full_name=f"Khách {n}", email=f"v{n}@mail.example", has_consented=True))
        for n in range(PEOPLE)
    ]
    barrier = Barrier(THREADS)

    def take(lane):
        try:
            ends = []
            for registration in people[lane::THREADS]:
                barrier.wait(timeout=30)
                try:
                    service.take_seat(workshop, registration)
                except DomainError as refusal:
                    ends.append(refusal)
                else:
                    ends.append(None)
            return ends
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        ends = [end for lane in pool.map(take, range(THREADS)) for end in lane]
    workshop.refresh_from_db()
    return ends, workshop


@pytest.mark.django_db(transaction=True)
def test_ten_seats_go_to_ten_people_and_the_others_are_told_where_there_is_room():
    ends, workshop = everybody_takes_a_seat()
    assert Counter(type(end) for end in ends) == {type(None): SEATS, WorkshopFull: PEOPLE - SEATS}
    assert all([other["code"] for other in end.extra["alternatives"]] == ["W2"] for end in ends if end)
    assert workshop.seats_taken == SEATS
    assert WorkshopSeat.objects.filter(workshop=workshop).count() == SEATS
    assert OutboxEvent.objects.filter(name="workshop.seat_taken").count() == SEATS


@pytest.mark.django_db(transaction=True)
def test_without_the_guard_and_the_check_the_workshop_is_oversold(monkeypatch):
    """The twin: counting without looking, and no CHECK behind it."""

    def count_one_in(workshop):
        seats = WorkshopSeat.objects.filter(workshop=workshop, released_at__isnull=True).count()
        Workshop.objects.filter(pk=workshop.pk).update(seats_taken=seats + 1)
        return True

    monkeypatch.setattr(service, "_count_one_in", count_one_in)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE fairs_workshop DROP CONSTRAINT workshop_seats_not_oversold")
    try:
        _, workshop = everybody_takes_a_seat()
        assert WorkshopSeat.objects.filter(workshop=workshop).count() > SEATS
    finally:
        Workshop.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute(
                "ALTER TABLE fairs_workshop ADD CONSTRAINT workshop_seats_not_oversold CHECK (seats_taken <= seats)"
            )


@pytest.mark.django_db(transaction=True)
def test_the_check_alone_refuses_the_eleventh_seat(monkeypatch):
    """The second statement of the law: with the guard switched off the constraint's name becomes the refusal."""

    def count_one_in(workshop):
        from django.db.models import F

        return Workshop.objects.filter(pk=workshop.pk).update(seats_taken=F("seats_taken") + 1) == 1

    monkeypatch.setattr(service, "_count_one_in", count_one_in)
    ends, workshop = everybody_takes_a_seat()
    assert Counter(type(end) for end in ends) == {type(None): SEATS, WorkshopFull: PEOPLE - SEATS}
    assert workshop.seats_taken == SEATS
