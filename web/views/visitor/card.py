"""The pass as it stands on the screen: the same words as on paper, the signed token as one drawn path."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from badges import codes, qr
from booking.keys import token_of
from booking.models import Badge, Registration, RegistrationRole
from web import wording

LANYARDS = {
    RegistrationRole.VISITOR: "vis",
    RegistrationRole.BUYER: "buy",
    RegistrationRole.EXHIBITOR: "exh",
    RegistrationRole.ORGANISER: "org",
    RegistrationRole.DOOR: "dor",
    RegistrationRole.CREW: "crw",
}


@dataclass(frozen=True, slots=True)
class Card:
    """`path` is drawn in a square of `side` units, quiet zone and all."""

    registration: Registration
    lanyard: str
    role: str
    fair: str
    name: str
    job_title: str
    company: str
    days: str
    code: str
    path: str
    side: int


def card_of(badge: Badge) -> Card:
    """Needs what `live_badge` loads; one query when the pass names no days, which means all."""
    registration = badge.registration
    person = registration.person
    role = RegistrationRole(registration.role)
    drawn = qr.matrix(token_of(badge))
    language = (get_language() or "vi")[:2]
    days = [] if role == RegistrationRole.CREW else registration.days or [day.date for day in badge.fair.days.all()]
    return Card(
        registration=registration,
        lanyard=LANYARDS[role],
        role=str(role.label),
        fair=badge.fair.short_name,
        name=person.full_name,
        job_title=person.job_title,
        company=person.company.short_name if person.company else person.company_name,
        days=_days(role, days, language),
        code=codes.grouped(badge.code),
        path=drawn.path,
        side=drawn.size + 2 * qr.QUIET_ZONE,
    )


def _days(role: RegistrationRole, days: Sequence[dt.date], language: str) -> str:
    if role == RegistrationRole.CREW:
        return _("while the fair is set up and taken down")
    return ", ".join(wording.short_day(day, language) for day in days)
