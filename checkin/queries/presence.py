"""Who is inside the fair: whoever entered today and has not left since."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db import connection

from fairs.models import Fair
from kernel.clock import local

_LAST_PASSAGES = """
SELECT DISTINCT ON (r.person_id) r.person_id, s.direction = 'entry', s.scanned_at, g.code
FROM checkin_scan s
JOIN booking_badge b ON b.id = s.badge_id
JOIN booking_registration r ON r.id = b.registration_id
JOIN checkin_gate g ON g.id = s.gate_id
WHERE s.fair_id = %(fair)s AND s.verdict = 'ok' AND s.annulled_at IS NULL AND s.scanned_at >= %(since)s AND s.scanned_at <= %(now)s
  AND (%(people)s::bigint[] IS NULL OR r.person_id = ANY (%(people)s))
ORDER BY r.person_id, s.scanned_at DESC, s.id DESC
"""


@dataclass(frozen=True, slots=True)
class Passage:
    """A person's newest passage of a door today; whoever has none was not seen."""

    is_inside: bool
    at: dt.datetime
    gate: str


def passages(fair: Fair, person_ids: Collection[int] | None = None, *, now: dt.datetime) -> dict[int, Passage]:
    """person -> newest passage since midnight of the fair's zone; of everybody when `person_ids` is None. One query."""
    since = dt.datetime.combine(local(now, fair.timezone).date(), dt.time(), ZoneInfo(fair.timezone))
    people = None if person_ids is None else list(person_ids)
    with connection.cursor() as cursor:
        cursor.execute(_LAST_PASSAGES, {"fair": fair.pk, "since": since, "now": now, "people": people})
        return {row[0]: Passage(is_inside=row[1], at=row[2], gate=row[3]) for row in cursor.fetchall()}


def people_inside(fair: Fair, person_ids: Collection[int] | None = None, *, now: dt.datetime) -> set[int]:
    """Those whose newest passage today is an entry; one query."""
    return {person for person, passage in passages(fair, person_ids, now=now).items() if passage.is_inside}
