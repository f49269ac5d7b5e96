"""Who is inside the fair: whoever entered today and has not left since.

The lists that let people into the fair as a whole decide who is inside; a zone's list (a hall, a workshop) tells where.
Leaving a zone is not leaving the fair. A fair that has lists of zones only is entered and left by them.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from fairs.models import Fair
from kernel.clock import local

_TODAY = "s.fair_id = %(fair)s AND s.scanned_at >= %(since)s"
PASSED_TODAY = f"{_TODAY} AND s.verdict = 'ok' AND s.annulled_at IS NULL"
REFUSED_TODAY = f"{_TODAY} AND s.verdict <> 'ok'"
IS_MAIN = """(l.workshop_id IS NULL AND (l.hall_id IS NULL OR NOT EXISTS (
    SELECT 1 FROM checkin_checkinlist w WHERE w.fair_id = %(fair)s AND w.hall_id IS NULL AND w.workshop_id IS NULL)))
"""
"""The list `l` lets into the fair as a whole; in a fair that has no such list, each hall's does."""

_NOW_INSIDE = """
newest AS (
    SELECT DISTINCT ON (b.registration_id, is_main) b.registration_id, is_main, s.direction = 'entry' AS is_entry,
           s.scanned_at AS at, s.gate_id, coalesce(l.hall_id, g.hall_id) AS hall_id
    FROM checkin_scan s
    JOIN booking_badge b ON b.id = s.badge_id
    JOIN checkin_checkinlist l ON l.id = s.checkin_list_id
    JOIN checkin_gate g ON g.id = s.gate_id,
    LATERAL (SELECT {is_main} AS is_main) kind
    WHERE {passed_today} AND s.scanned_at <= %(now)s {only}
    ORDER BY b.registration_id, is_main, s.scanned_at DESC, s.nonce COLLATE "C" DESC
), stands AS (
    SELECT coalesce(m.registration_id, z.registration_id) AS registration_id,
           coalesce(m.is_entry, false) OR is_zone_newer AND z.is_entry AS is_inside,
           CASE WHEN is_zone_newer THEN z.at ELSE m.at END AS at,
           CASE WHEN is_zone_newer THEN z.gate_id ELSE m.gate_id END AS gate_id,
           CASE WHEN NOT is_zone_newer THEN m.hall_id WHEN z.is_entry THEN z.hall_id END AS hall_id
    FROM (SELECT * FROM newest WHERE is_main) m
    FULL JOIN (SELECT * FROM newest WHERE NOT is_main) z USING (registration_id),
    LATERAL (SELECT coalesce(z.at > m.at, m.at IS NULL) AS is_zone_newer) which
)
"""
NOW_INSIDE = _NOW_INSIDE.format(passed_today=PASSED_TODAY, is_main=IS_MAIN, only="")
"""`stands`: one row for each registration seen today. Its hall is none between two zones, or at a gate that has none."""

_ONE_OF = """
    AND (%(people)s::bigint[] IS NULL OR b.registration_id IN (
        SELECT id FROM booking_registration WHERE fair_id = %(fair)s AND person_id = ANY (%(people)s::bigint[])))
"""
_PASSAGES = f"""
WITH {_NOW_INSIDE.format(passed_today=PASSED_TODAY, is_main=IS_MAIN, only=_ONE_OF)}
SELECT DISTINCT ON (r.person_id) r.person_id, stands.is_inside, stands.at, g.code
FROM stands JOIN booking_registration r ON r.id = stands.registration_id JOIN checkin_gate g ON g.id = stands.gate_id
ORDER BY r.person_id, stands.at DESC
"""  # noqa: S608 -- texts of ours


@dataclass(frozen=True, slots=True)
class Passage:
    """A person's newest passage of a door today, and whether the person is inside the fair; no row: not seen."""

    is_inside: bool
    at: dt.datetime
    gate: str


def midnight(fair: Fair, now: dt.datetime) -> dt.datetime:
    return dt.datetime.combine(local(now, fair.timezone).date(), dt.time(), ZoneInfo(fair.timezone))


def passages(fair: Fair, person_ids: Collection[int] | None = None, *, now: dt.datetime) -> dict[int, Passage]:
    """person -> newest passage since midnight of the fair's zone; of everybody when `person_ids` is None. One query."""
    people = None if person_ids is None else list(person_ids)
    values: dict[str, Any] = {"fair": fair.pk, "since": midnight(fair, now), "now": now, "people": people}
    with connection.cursor() as cursor:
        cursor.execute(_PASSAGES, values)
        return {row[0]: Passage(is_inside=row[1], at=row[2], gate=row[3]) for row in cursor.fetchall()}


def people_inside(fair: Fair, person_ids: Collection[int] | None = None, *, now: dt.datetime) -> set[int]:
    """Those whose newest passage today left them inside; one query."""
    return {person for person, passage in passages(fair, person_ids, now=now).items() if passage.is_inside}
