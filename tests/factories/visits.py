"""Registrations and badges, as rows; the services that make them have tests of their own."""

import datetime as dt

from badges.codes import new_code
from badges.tokens import new_badge_id
from booking.models import Badge, Registration
from fairs.models import Fair
from kernel.clock import now
from tests.factories.people import make_person


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
