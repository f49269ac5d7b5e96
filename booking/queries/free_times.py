"""What stands between a person and a slot: the one answer that wishes, acceptance, availability and agendas share."""

import datetime as dt
from collections.abc import Collection, Sequence
from enum import StrEnum
from zoneinfo import ZoneInfo

from booking.models import MeetingParticipant
from fairs.models import Fair, MeetingSlot
from kernel.statements import Gathered, Rows, rows


class Hindrance(StrEnum):
    """In the order of what is said when several stand in the way."""

    PAST = "past"
    AWAY = "away"
    MEETING = "meeting"
    WORKSHOP = "workshop"
    DUTY = "duty"
    UNAVAILABLE = "unavailable"


_IN_THE_WAY = """
SELECT 'days' AS what, person_id, NULL::bigint AS slot_id, days, NULL::timestamptz AS starts_at, NULL::timestamptz AS ends_at
FROM booking_registration WHERE fair_id = %(fair)s AND state = 'complete' AND person_id = ANY ({people})
UNION ALL
SELECT 'meeting', person_id, slot_id, NULL, NULL, NULL FROM booking_meetingparticipant
WHERE live AND person_id = ANY ({people}) AND slot_id = ANY ({slots}) AND meeting_id IS DISTINCT FROM %(but)s
UNION ALL
SELECT 'workshop', r.person_id, NULL, NULL, w.starts_at, w.ends_at
FROM booking_workshopseat seat
JOIN booking_registration r ON r.id = seat.registration_id
JOIN fairs_workshop w ON w.id = seat.workshop_id
WHERE w.fair_id = %(fair)s AND r.person_id = ANY ({people}) AND seat.released_at IS NULL
UNION ALL
SELECT 'duty', person_id, NULL, NULL, starts_at, ends_at FROM booking_duty
WHERE fair_id = %(fair)s AND person_id = ANY ({people})
UNION ALL
SELECT 'unavailable', person_id, slot_id, NULL, NULL, NULL FROM booking_unavailableslot
WHERE person_id = ANY ({people}) AND slot_id = ANY ({slots})
"""
SLOTS_OF_WISH = "ARRAY(SELECT slot_id FROM booking_requestedslot WHERE request_id = %(wish)s)"
PARTY = "ARRAY(SELECT id FROM directory_person WHERE id = ANY (%(people)s) OR user_id = %(user)s)"
_IN_THE_WAY_AT = _IN_THE_WAY.format(slots="%(slots)s", people="%(people)s")
_IN_THE_WAY_OF_WISH = "WITH asked AS MATERIALIZED (SELECT {} AS slots, {} AS people){}".format(
    SLOTS_OF_WISH,
    PARTY,
    _IN_THE_WAY.format(slots="(SELECT slots FROM asked)::bigint[]", people="(SELECT people FROM asked)::bigint[]"),
)


def hindrances(
    fair: Fair,
    person_ids: Collection[int],
    slots: Sequence[MeetingSlot],
    *,
    now: dt.datetime,
    but_meeting_id: int | None = None,
) -> dict[tuple[int, int], Hindrance]:
    """(person, slot) -> what stands in the way; a pair that is missing is free. `[starts_at, ends_at)`; one query.

    `but_meeting_id` is a meeting that is being moved: it does not stand in its own way.
    """
    known: dict[str, int | list[int] | None] = {
        "fair": fair.pk, "people": list(person_ids), "slots": [slot.pk for slot in slots], "but": but_meeting_id,
    }  # fmt: skip
    return told(rows(_IN_THE_WAY_AT, known), fair, person_ids, slots, now=now)


def ask_for_wish(
    together: Gathered, fair: Fair, person_ids: Collection[int], user_id: int | None, request_id: int
) -> Rows:
    """Asks what stands in the way of these people, and of the person who is that user, at any time of a wish.

    Behind the locks that travel before it; `told` reads it.
    """
    return together.rows(
        _IN_THE_WAY_OF_WISH,
        {"fair": fair.pk, "people": list(person_ids), "user": user_id, "wish": request_id, "but": None},
    )


def told(
    found: Rows, fair: Fair, person_ids: Collection[int], slots: Sequence[MeetingSlot], *, now: dt.datetime
) -> dict[tuple[int, int], Hindrance]:
    """As `hindrances`, out of what was found already (for these slots or for more)."""
    days: dict[int, Collection[dt.date]] = {}
    at_slot: dict[tuple[int, int], set[str]] = {}
    spans: dict[int, list[tuple[dt.datetime, dt.datetime, Hindrance]]] = {}
    for what, person_id, slot_id, its_days, starts_at, ends_at in found:
        if what == "days":
            days[person_id] = its_days
        elif slot_id is not None:
            at_slot.setdefault((person_id, slot_id), set()).add(what)
        else:
            spans.setdefault(person_id, []).append((starts_at, ends_at, Hindrance(what)))
    zone = ZoneInfo(fair.timezone)
    in_the_way: dict[tuple[int, int], Hindrance] = {}
    for slot in slots:
        day = slot.starts_at.astimezone(zone).date()
        for person_id in person_ids:
            pair = (person_id, slot.pk)
            at = at_slot.get(pair, ())
            over = {
                what for start, end, what in spans.get(person_id, ()) if start < slot.ends_at and slot.starts_at < end
            }
            if slot.starts_at <= now:
                in_the_way[pair] = Hindrance.PAST
            elif person_id not in days or (days[person_id] and day not in days[person_id]):
                in_the_way[pair] = Hindrance.AWAY
            elif Hindrance.MEETING in at:
                in_the_way[pair] = Hindrance.MEETING
            elif over:
                in_the_way[pair] = Hindrance.WORKSHOP if Hindrance.WORKSHOP in over else Hindrance.DUTY
            elif Hindrance.UNAVAILABLE in at:
                in_the_way[pair] = Hindrance.UNAVAILABLE
    return in_the_way


def meetings_between(person_id: int, starts_at: dt.datetime, ends_at: dt.datetime) -> list[str]:
    """Public ids of the person's live meetings that touch `[starts_at, ends_at)`; one query."""
    seats = MeetingParticipant.objects.filter(
        person=person_id, live=True, slot__starts_at__lt=ends_at, slot__ends_at__gt=starts_at
    )
    return list(seats.order_by("slot__starts_at").values_list("meeting__public_id", flat=True))
