"""What stands between a person and a slot: the one answer that wishes, acceptance, availability and agendas share."""

import datetime as dt
from collections.abc import Collection, Sequence
from enum import StrEnum
from zoneinfo import ZoneInfo

from booking.models import MeetingParticipant, UnavailableSlot, WorkshopSeat
from booking.queries.participants import complete_registrations
from fairs.models import Fair, MeetingSlot


class Hindrance(StrEnum):
    PAST = "past"
    AWAY = "away"
    MEETING = "meeting"
    WORKSHOP = "workshop"
    UNAVAILABLE = "unavailable"


def hindrances(
    fair: Fair,
    person_ids: Collection[int],
    slots: Sequence[MeetingSlot],
    *,
    now: dt.datetime,
    but_meeting_id: int | None = None,
) -> dict[tuple[int, int], Hindrance]:
    """(person, slot) -> what stands in the way; a pair that is missing is free. `[starts_at, ends_at)`; four queries.

    `but_meeting_id` is a meeting that is being moved: it does not stand in its own way.
    """
    days = dict(complete_registrations(fair).filter(person__in=person_ids).values_list("person_id", "days"))
    slot_ids = [slot.pk for slot in slots]
    unavailable = set(
        UnavailableSlot.objects.filter(person__in=person_ids, slot__in=slot_ids).values_list("person_id", "slot_id")
    )
    seats = MeetingParticipant.objects.filter(person__in=person_ids, slot__in=slot_ids, live=True)
    meeting = set(seats.exclude(meeting=but_meeting_id).values_list("person_id", "slot_id"))
    workshops: dict[int, list[tuple[dt.datetime, dt.datetime]]] = {}
    for person_id, starts_at, ends_at in WorkshopSeat.objects.filter(
        registration__person__in=person_ids, workshop__fair=fair, released_at__isnull=True
    ).values_list("registration__person_id", "workshop__starts_at", "workshop__ends_at"):
        workshops.setdefault(person_id, []).append((starts_at, ends_at))
    zone = ZoneInfo(fair.timezone)
    found: dict[tuple[int, int], Hindrance] = {}
    for slot in slots:
        day = slot.starts_at.astimezone(zone).date()
        for person_id in person_ids:
            pair = (person_id, slot.pk)
            if slot.starts_at <= now:
                found[pair] = Hindrance.PAST
            elif person_id not in days or (days[person_id] and day not in days[person_id]):
                found[pair] = Hindrance.AWAY
            elif pair in meeting:
                found[pair] = Hindrance.MEETING
            elif any(start < slot.ends_at and slot.starts_at < end for start, end in workshops.get(person_id, ())):
                found[pair] = Hindrance.WORKSHOP
            elif pair in unavailable:
                found[pair] = Hindrance.UNAVAILABLE
    return found


def meetings_between(person_id: int, starts_at: dt.datetime, ends_at: dt.datetime) -> list[str]:
    """Public ids of the person's live meetings that touch `[starts_at, ends_at)`; one query."""
    seats = MeetingParticipant.objects.filter(
        person=person_id, live=True, slot__starts_at__lt=ends_at, slot__ends_at__gt=starts_at
    )
    return list(seats.order_by("slot__starts_at").values_list("meeting__public_id", flat=True))
