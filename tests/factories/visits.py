"""Registrations and badges, as rows; the services that make them have tests of their own."""

import datetime as dt

from badges.codes import new_code
from badges.tokens import new_badge_id
from booking.models import Badge, Registration, WorkshopSeat
from directory.models import Person
from fairs.models import Fair, Workshop
from kernel.clock import now
from tests.factories.people import make_person

MANY = 2000


def make_registration(
    fair: Fair, person=None, *, role: str = "visitor", state: str = "complete", **fields
) -> Registration:
    person = person or make_person()
    return Registration.objects.create(
        fair=fair, person=person, company=person.company, role=role, state=state, consented_at=now(), **fields
    )


def make_badge(registration: Registration, *, version: int = 1, state: str = "live", **fields) -> Badge:
    fields.setdefault("not_after", now() + dt.timedelta(days=60))
    return Badge.objects.create(
        fair=registration.fair, registration=registration, version=version, state=state,
        token_bits=new_badge_id(), code=new_code(), **fields,
    )  # fmt: skip


def make_badges(fair: Fair, number: int) -> list[Badge]:
    """`number` people with a live badge each, in few statements, for a crowd at the door."""
    people = Person.objects.bulk_create(
        (Person(full_name=f"Khách {n}", email=f"khach-{fair.pk}-{n}@mail.example") for n in range(number)),
        batch_size=MANY,
    )
    registrations = Registration.objects.bulk_create(
        (Registration(fair=fair, person=person, state="complete", consented_at=now()) for person in people),
        batch_size=MANY,
    )
    return Badge.objects.bulk_create(
        (
            Badge(
                fair=fair, registration=registration, token_bits=new_badge_id(), code=new_code(),
                not_after=now() + dt.timedelta(days=60),
            )
            for registration in registrations
        ),
        batch_size=MANY,
    )  # fmt: skip


def make_seat(workshop: Workshop, registration: Registration, **fields) -> WorkshopSeat:
    return WorkshopSeat.objects.create(workshop=workshop, registration=registration, **fields)
