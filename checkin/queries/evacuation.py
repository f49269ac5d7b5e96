"""The list for an evacuation: everybody inside now, by name, and where each was seen last."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import connection

from checkin.queries.presence import IS_MAIN, NOW_INSIDE, midnight
from fairs.models import Fair, Hall


@dataclass(frozen=True, slots=True)
class Inside:
    """`gate` and `at` are of the newest passage. Names are personal data: for who runs the fair and who stands at the door.

    `people` is one, of a delegation how many of it were counted in and not out; all of it where nobody counted.
    """

    full_name: str
    company: str
    phone: str
    role: str
    people: int
    gate: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class HallNow:
    """`hall` is none for people on their way between halls, or seen at a gate that belongs to none."""

    hall: Hall | None
    people: list[Inside]

    @property
    def number(self) -> int:
        return sum(one.people for one in self.people)


_INSIDE = f"""
WITH {NOW_INSIDE},
counted AS (
    SELECT b.registration_id, sum(CASE s.direction WHEN 'entry' THEN n.number ELSE -n.number END)::int AS people
    FROM checkin_groupcount n
    JOIN checkin_scan s ON s.fair_id = n.fair_id AND s.nonce = n.nonce
    JOIN booking_badge b ON b.id = s.badge_id
    JOIN checkin_checkinlist l ON l.id = s.checkin_list_id
    WHERE n.fair_id = %(fair)s AND s.scanned_at BETWEEN %(since)s AND %(now)s AND s.annulled_at IS NULL AND {IS_MAIN}
    GROUP BY b.registration_id
)
SELECT stands.hall_id, p.full_name, coalesce(nullif(c.short_name, ''), p.company_name, ''),
       CASE WHEN %(has_phones)s THEN p.phone ELSE '' END, r.role,
       CASE WHEN counted.people IS NULL THEN greatest(r.head_count - r.named_count, 1)
            ELSE greatest(counted.people, stands.is_inside::int) END,
       g.code, stands.at
FROM stands
LEFT JOIN counted USING (registration_id)
JOIN booking_registration r ON r.id = stands.registration_id
JOIN directory_person p ON p.id = r.person_id
LEFT JOIN directory_company c ON c.id = r.company_id
JOIN checkin_gate g ON g.id = stands.gate_id
WHERE stands.is_inside OR counted.people > 0  -- of a delegation some left, others did not
ORDER BY 3, 2, stands.at
"""  # noqa: S608 -- texts of ours


def everybody_inside(fair: Fair, *, now: dt.datetime, has_phones: bool) -> list[HallNow]:
    """By hall, those without one last; inside a hall by company and name. Two queries.

    Phone numbers are for who runs the fair (`has_phones`); whoever stands at the door calls out names.
    """
    values: dict[str, Any] = {"fair": fair.pk, "since": midnight(fair, now), "now": now, "has_phones": has_phones}
    halls: dict[int | None, HallNow] = {hall.pk: HallNow(hall, []) for hall in Hall.objects.filter(fair=fair)}
    halls[None] = HallNow(None, [])
    with connection.cursor() as cursor:
        cursor.execute(_INSIDE, values)
        for hall_id, *told in cursor.fetchall():
            halls[hall_id].people.append(Inside(*told))
    return [one for one in halls.values() if one.people]
