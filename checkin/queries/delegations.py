"""How many of a delegation are inside now: with badges of their own, and counted with the badge for all."""

import datetime as dt
from typing import Any

from django.db import connection

from booking.models import Delegation
from checkin.queries.presence import IS_MAIN, NOW_INSIDE, midnight
from fairs.models import Fair
from kernel.clock import now as clock_now

_INSIDE = f"""
WITH {NOW_INSIDE}, named AS (
    SELECT p.delegation_id, count(*) AS number
    FROM stands JOIN booking_delegationplace p ON p.registration_id = stands.registration_id AND p.state = 'confirmed'
    WHERE stands.is_inside GROUP BY 1
), counted AS (
    SELECT d.id AS delegation_id, sum(CASE s.direction WHEN 'entry' THEN c.number ELSE -c.number END) AS number
    FROM booking_delegation d
    JOIN booking_badge b ON b.registration_id = d.group_id
    JOIN checkin_scan s ON s.badge_id = b.id
    JOIN checkin_groupcount c ON c.fair_id = s.fair_id AND c.nonce = s.nonce
    JOIN checkin_checkinlist l ON l.id = s.checkin_list_id
    WHERE s.fair_id = %(fair)s AND s.scanned_at >= %(since)s AND s.annulled_at IS NULL AND {IS_MAIN}
    GROUP BY 1
)
SELECT d.id, coalesce(named.number, 0) + greatest(coalesce(counted.number, 0), 0)
FROM booking_delegation d
LEFT JOIN named ON named.delegation_id = d.id
LEFT JOIN counted ON counted.delegation_id = d.id
WHERE d.fair_id = %(fair)s AND (%(only)s::bigint IS NULL OR d.id = %(only)s)
"""  # noqa: S608 -- texts of ours


def inside_of(fair: Fair, *, only: Delegation | None = None, now: dt.datetime | None = None) -> dict[int, int]:
    """Delegation -> people inside; one statement."""
    moment = now or clock_now()
    values: dict[str, Any] = {
        "fair": fair.pk, "since": midnight(fair, moment), "now": moment, "only": only.pk if only else None,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_INSIDE, values)
        return dict(cursor.fetchall())
