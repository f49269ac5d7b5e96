"""Seats in workshops: a counter moved by F() under the row lock, with a CHECK that never lets it pass the room."""

from django.db.models import F, QuerySet

from booking.errors.meetings import MeetingInTheWay
from booking.errors.registrations import NotRegistered, SeatTaken, WorkshopBegun, WorkshopFull
from booking.locks.meetings import lock_people
from booking.models import Registration, WorkshopSeat
from booking.queries.free_times import meetings_between
from booking.services.badges import lock_registration
from booking.states import RegistrationState
from fairs.models import Workshop
from kernel.clock import database_now
from kernel.errors import NotFound
from kernel.locks import Rank, lock_one, lock_rows
from kernel.outbox import emit
from kernel.unit_of_work import unit_of_work


@unit_of_work
def take_seat(workshop: Workshop, registration: Registration) -> WorkshopSeat:
    """One seat for one registration of the same fair. Refuses NotRegistered, WorkshopBegun, SeatTaken, MeetingInTheWay, WorkshopFull."""
    if registration.fair_id != workshop.fair_id:
        raise NotFound
    holder = lock_registration(registration)
    lock_people([holder.person_id])
    locked = lock_one(Rank.PLACE, Workshop.objects.filter(pk=workshop.pk))
    if locked is None:
        raise NotFound
    if locked.starts_at <= database_now():
        raise WorkshopBegun
    if holder.state != RegistrationState.COMPLETE:
        raise NotRegistered
    if WorkshopSeat.objects.filter(workshop=locked, registration=registration, released_at__isnull=True).exists():
        raise SeatTaken
    if meetings := meetings_between(holder.person_id, locked.starts_at, locked.ends_at):
        raise MeetingInTheWay(meetings=meetings)
    if not _count_one_in(locked):
        raise WorkshopFull(alternatives=_alternatives(locked))
    seat = WorkshopSeat.objects.create(workshop=locked, registration=registration)
    emit("workshop.seat_taken", seat_id=seat.pk)
    return seat


@unit_of_work
def release_seat(workshop: Workshop, registration: Registration) -> None:
    """Give the seat back. Raises NotFound when there is none."""
    lock_registration(registration)
    seats = WorkshopSeat.objects.filter(workshop=workshop, registration=registration, released_at__isnull=True)
    if _give_up_seats(seats) == 0:
        raise NotFound


def _count_one_in(workshop: Workshop) -> bool:
    """The guard: the counter moves only where there is room."""
    return (
        Workshop.objects.filter(pk=workshop.pk, seats_taken__lt=F("seats")).update(seats_taken=F("seats_taken") + 1)
        == 1
    )


def _give_up_seats(seats: QuerySet[WorkshopSeat]) -> int:
    """Release live seats and count them out of their workshops; how many."""
    workshop_ids = list(seats.values_list("workshop_id", flat=True))
    moment = database_now()
    released = 0
    for workshop in lock_rows(Rank.PLACE, Workshop.objects.filter(pk__in=workshop_ids)):
        number = seats.filter(workshop=workshop).update(released_at=moment)
        Workshop.objects.filter(pk=workshop.pk).update(seats_taken=F("seats_taken") - number)
        released += number
    return released


def _alternatives(workshop: Workshop) -> list[dict[str, str]]:
    """Up to three other workshops of the fair with room, the nearest in time first."""
    others = Workshop.objects.filter(fair_id=workshop.fair_id, seats_taken__lt=F("seats"), starts_at__gt=database_now())
    others = others.exclude(pk=workshop.pk)
    nearest = sorted(others, key=lambda other: abs(other.starts_at - workshop.starts_at))[:3]
    return [{"id": other.public_id, "code": other.code, "title": other.title_vi} for other in nearest]
