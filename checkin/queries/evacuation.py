"""The list for an evacuation: everybody inside now, by name, and where each was seen last."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import connection

from checkin.queries.presence import NOW_INSIDE, midnight
from fairs.models import Fair, Hall


@dataclass(frozen=True, slots=True)
class Inside:
    """`gate` and `at` are of the newest passage. Names are personal data: for who runs the fair and who stands at the door."""

    full_name: str
    company: str
    role: str
    gate: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class HallNow:
    """`hall` is none for people on their way between halls, or seen at a gate that belongs to none."""

    hall: Hall | None
    people: list[Inside]


_INSIDE = f"""
WITH {NOW_INSIDE}
SELECT stands.hall_id, p.full_name, coalesce(nullif(c.short_name, ''), p.company_name, ''), r.role, g.code, stands.at
FROM stands
JOIN booking_registration r ON r.id = stands.registration_id
JOIN directory_person p ON p.id = r.person_id
LEFT JOIN directory_company c ON c.id = r.company_id
JOIN checkin_gate g ON g.id = stands.gate_id
WHERE stands.is_inside
ORDER BY 3, 2, stands.at
"""  # noqa: S608 -- texts of ours


def everybody_inside(fair: Fair, *, now: dt.datetime) -> list[HallNow]:
    """By hall, those without one last; inside a hall by company and name. Two queries."""
    values: dict[str, Any] = {"fair": fair.pk, "since": midnight(fair, now), "now": now}
    halls: dict[int | None, HallNow] = {hall.pk: HallNow(hall, []) for hall in Hall.objects.filter(fair=fair)}
    halls[None] = HallNow(None, [])
    with connection.cursor() as cursor:
        cursor.execute(_INSIDE, values)
        for hall_id, *told in cursor.fetchall():
            halls[hall_id].people.append(Inside(*told))
    return [one for one in halls.values() if one.people]
