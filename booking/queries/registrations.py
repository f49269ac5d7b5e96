"""Registrations read: the organiser's list, one with its badge, the seats of a person."""

from collections.abc import Iterable
from typing import Any

from django.db.models import F, Q, QuerySet

from booking.models import Badge, Registration, WorkshopSeat
from booking.states import BadgeState
from fairs.models import Fair, Workshop
from kernel.text import fold

ROW = (
    "public_id",
    "role",
    "state",
    "days",
    "interests",
    "share_contact",
    "created_at",
    "completed_at",
    "full_name",
    "company_name",
    "job_title",
    "email",
    "phone",
    "language",
)


def registrations_of(
    fair: Fair, *, state: str = "", role: str = "", words: str = ""
) -> QuerySet[Registration, dict[str, Any]]:
    """Rows of ROW, newest first; `words` are looked for in name, company and address without marks. One query a page."""
    rows = Registration.objects.filter(fair=fair)
    if state:
        rows = rows.filter(state=state)
    if role:
        rows = rows.filter(role=role)
    for word in fold(words).split():
        rows = rows.filter(Q(person__search_text__contains=word) | Q(person__email__icontains=word))
    listed: QuerySet[Registration, dict[str, Any]] = (
        rows.annotate(
            full_name=F("person__full_name"),
            company_name=F("person__company_name"),
            job_title=F("person__job_title"),
            email=F("person__email"),
            phone=F("person__phone"),
            language=F("person__language"),
        )
        .order_by("-id")
        .values(*ROW)
    )
    return listed


def live_badge(registration: Registration) -> Badge | None:
    """The badge that opens the door now, with everything its face needs; one query."""
    return live_badge_of(registration.pk)


def live_badge_of(registration_id: int) -> Badge | None:
    """The same by primary key, with `registration.fair` filled in."""
    badge = next(iter(_badges().filter(registration_id=registration_id, state=BadgeState.LIVE)), None)
    if badge is not None:
        badge.registration.fair = badge.fair
    return badge


def live_badge_at(fair_id: int, public_id: str) -> Badge | None:
    """That of a registration of the fair by its outside id; one query."""
    return _badges().filter(fair_id=fair_id, registration__public_id=public_id, state=BadgeState.LIVE).first()


def badges_of(registrations: Iterable[Registration]) -> QuerySet[Badge]:
    """The live badges of many registrations, by name of the person; one query."""
    return (
        _badges()
        .filter(registration__in=registrations, state=BadgeState.LIVE)
        .order_by("registration__person__full_name")
    )


def seats_of(registration: Registration) -> QuerySet[WorkshopSeat]:
    return (
        WorkshopSeat.objects.filter(registration=registration, released_at__isnull=True)
        .select_related("workshop")
        .order_by("workshop__starts_at")
    )


def workshops_of(fair: Fair) -> QuerySet[Workshop]:
    """In the order of the programme; one query."""
    return Workshop.objects.filter(fair=fair).order_by("starts_at", "code")


def _badges() -> QuerySet[Badge]:
    return Badge.objects.select_related("fair", "registration__person__company")
