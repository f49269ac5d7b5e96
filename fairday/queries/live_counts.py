"""The fair in numbers, now. A fixed number of aggregate queries whatever the size (see `live_counts`)."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import connection

from checkin.queries.presence import IS_MAIN, NOW_INSIDE, PASSED_TODAY, REFUSED_TODAY
from fairs.models import Fair

_INSIDE = f"""
WITH {NOW_INSIDE}
SELECT coalesce(h.code, ''), count(*) FROM stands LEFT JOIN fairs_hall h ON h.id = stands.hall_id
WHERE stands.is_inside GROUP BY h.id ORDER BY h.position, h.code
"""  # noqa: S608 -- texts of ours
_ENTERED = f"{PASSED_TODAY} AND s.direction = 'entry' AND {IS_MAIN}"
_VISITORS = f"""
SELECT count(DISTINCT b.registration_id) FROM checkin_scan s JOIN booking_badge b ON b.id = s.badge_id
JOIN checkin_checkinlist l ON l.id = s.checkin_list_id WHERE {_ENTERED}
"""  # noqa: S608 -- texts of ours
_QUARTERS = f"""
SELECT date_bin('15 minutes', s.scanned_at, %(since)s), g.code, count(*)
FROM checkin_scan s JOIN checkin_gate g ON g.id = s.gate_id JOIN checkin_checkinlist l ON l.id = s.checkin_list_id
WHERE {_ENTERED} GROUP BY 1, 2 ORDER BY 1, 2
"""  # noqa: S608 -- texts of ours
_REFUSALS = f"""
SELECT verdict, count(*) FROM checkin_scan s WHERE {REFUSED_TODAY} GROUP BY 1 ORDER BY 2 DESC, 1
"""  # noqa: S608 -- texts of ours
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
    """Since `since`. Visitors are people, visits are their entries to the fair, those to a hall in it not among them.

    `inside_by_hall` is by hall code; empty: between halls, or seen at a gate without one.
    """

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
    inside_by_hall: list[tuple[str, int]]


def live_counts(fair: Fair, *, since: dt.datetime, now: dt.datetime) -> LiveCounts:
    """Five queries. `since` is the beginning of the day in the fair's zone, as a rule."""
    values: dict[str, Any] = {
        "fair": fair.pk,
        "since": since,
        "now": now,
        "scope": fair.public_id,
    }
    with connection.cursor() as cursor:
        cursor.execute(_INSIDE, values)
        by_hall = [(row[0], row[1]) for row in cursor.fetchall()]
        cursor.execute(_VISITORS, values)
        (visitors,) = cursor.fetchone()
        cursor.execute(_QUARTERS, values)
        quarters = [(row[0], row[1], row[2]) for row in cursor.fetchall()]
        cursor.execute(_REFUSALS, values)
        refusals = [(row[0], row[1]) for row in cursor.fetchall()]
        cursor.execute(_REST, values)
        rest = dict(zip(_REST_NAMES, map(int, cursor.fetchone()), strict=True))
    return LiveCounts(
        since=since,
        inside=sum(number for _hall, number in by_hall),
        visitors=visitors,
        visits=sum(number for _at, _gate, number in quarters),
        refused=sum(number for _verdict, number in refusals),
        quarters=quarters,
        refusals=refusals,
        inside_by_hall=by_hall,
        **rest,
    )
