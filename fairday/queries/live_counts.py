"""The fair in numbers, now. A fixed number of aggregate queries whatever the size (see `live_counts`)."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import connection

from fairs.models import Fair

_DOOR = """
WITH passed AS (
    SELECT b.registration_id, s.direction, s.scanned_at, s.gate_id,
           row_number() OVER (PARTITION BY b.registration_id ORDER BY s.scanned_at DESC, s.id DESC) AS newest
    FROM checkin_scan s JOIN booking_badge b ON b.id = s.badge_id
    WHERE s.fair_id = %(fair)s AND s.verdict = 'ok' AND s.annulled_at IS NULL AND s.scanned_at >= %(since)s
)
SELECT count(*) FILTER (WHERE newest = 1 AND direction = 'entry'),
       count(DISTINCT registration_id) FILTER (WHERE direction = 'entry'),
       count(*) FILTER (WHERE direction = 'entry'),
       (SELECT count(*) FROM checkin_scan WHERE fair_id = %(fair)s AND verdict <> 'ok' AND scanned_at >= %(since)s)
FROM passed
"""
_QUARTERS = """
SELECT date_bin('15 minutes', s.scanned_at, %(since)s), g.code, count(*)
FROM checkin_scan s JOIN checkin_gate g ON g.id = s.gate_id
WHERE s.fair_id = %(fair)s AND s.verdict = 'ok' AND s.annulled_at IS NULL AND s.direction = 'entry'
  AND s.scanned_at >= %(since)s
GROUP BY 1, 2 ORDER BY 1, 2
"""
_REFUSALS = """
SELECT verdict, count(*) FROM checkin_scan
WHERE fair_id = %(fair)s AND verdict <> 'ok' AND scanned_at >= %(since)s GROUP BY 1 ORDER BY 2 DESC, 1
"""
_REST = """
SELECT
    (SELECT count(*) FROM booking_registration WHERE fair_id = %(fair)s AND state = 'complete'),
    (SELECT count(*) FROM fairs_booth WHERE fair_id = %(fair)s AND status = 'available'),
    (SELECT count(*) FROM booking_booking WHERE fair_id = %(fair)s AND state = 'draft' AND hold_expires_at > now()),
    (SELECT count(*) FROM booking_booking WHERE fair_id = %(fair)s AND state IN ('submitted', 'offered', 'approved')),
    (SELECT count(*) FROM booking_booking WHERE fair_id = %(fair)s AND state IN ('awaiting_deposit', 'confirmed', 'paid')),
    (SELECT coalesce(sum(q.total), 0) FROM booking_booking b JOIN billing_quote q ON q.id = b.quote_id
      WHERE b.fair_id = %(fair)s AND b.state IN ('awaiting_deposit', 'confirmed', 'paid')),
    (SELECT coalesce(sum(q.total), 0) FROM booking_booking b JOIN billing_quote q ON q.id = b.quote_id
      WHERE b.fair_id = %(fair)s AND b.state = 'paid'),
    (SELECT count(*) FROM booking_meetingrequest WHERE fair_id = %(fair)s AND state IN ('wished', 'countered')),
    (SELECT count(*) FROM booking_meeting WHERE fair_id = %(fair)s AND state IN ('provisional', 'confirmed')),
    (SELECT count(*) FROM booking_meeting WHERE fair_id = %(fair)s AND state IN ('running', 'done')),
    (SELECT count(*) FROM booking_meeting WHERE fair_id = %(fair)s AND state = 'no_show'),
    (SELECT count(*) FROM kernel_message WHERE scope = %(scope)s AND state IN ('failed', 'unknown')),
    (SELECT count(*) FROM kernel_message WHERE scope = %(scope)s AND state IN ('ready', 'sending'))
"""
_REST_NAMES = (
    "registered", "booths", "held", "reserved", "contracted", "contracted_amount", "paid_amount", "requests_open",
    "meetings_ahead", "meetings_held", "no_shows", "mail_failed", "mail_waiting",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LiveCounts:
    """`inside` counts people whose newest passage is an entry; visitors are people, visits are entries. Since `since`."""

    since: dt.datetime
    inside: int
    visitors: int
    visits: int
    refused: int
    registered: int
    booths: int
    held: int
    reserved: int
    contracted: int
    contracted_amount: int
    paid_amount: int
    requests_open: int
    meetings_ahead: int
    meetings_held: int
    no_shows: int
    mail_failed: int
    mail_waiting: int
    quarters: list[tuple[dt.datetime, str, int]]
    refusals: list[tuple[str, int]]


def live_counts(fair: Fair, *, since: dt.datetime) -> LiveCounts:
    """Four queries. `since` is the beginning of the day in the fair's zone, as a rule."""
    values: dict[str, Any] = {"fair": fair.pk, "since": since, "scope": fair.public_id}
    with connection.cursor() as cursor:
        cursor.execute(_DOOR, values)
        inside, visitors, visits, refused = cursor.fetchone()
        cursor.execute(_QUARTERS, values)
        quarters = [(row[0], row[1], row[2]) for row in cursor.fetchall()]
        cursor.execute(_REFUSALS, values)
        refusals = [(row[0], row[1]) for row in cursor.fetchall()]
        cursor.execute(_REST, values)
        rest = dict(zip(_REST_NAMES, map(int, cursor.fetchone()), strict=True))
    return LiveCounts(
        since=since,
        inside=inside,
        visitors=visitors,
        visits=visits,
        refused=refused,
        quarters=quarters,
        refusals=refusals,
        **rest,
    )
