"""The fair in numbers, now. A fixed number of aggregate queries whatever the size (see `live_counts`)."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from checkin.models import Verdict
from checkin.queries.presence import IS_MAIN, PASSED_TODAY
from checkin.rules.queues import STRETCH, STRETCHES
from fairs.models import Fair

RECENT = STRETCH * STRETCHES

_PEOPLE = f"""
WITH hall AS MATERIALIZED (
    SELECT h.id, h.code, row_number() OVER (ORDER BY h.position, h.code) AS place FROM fairs_hall h WHERE h.fair_id = %(fair)s
), list AS MATERIALIZED (
    SELECT l.id, {IS_MAIN} AS is_main, h.place
    FROM checkin_checkinlist l LEFT JOIN hall h ON h.id = l.hall_id WHERE l.fair_id = %(fair)s
), gate AS MATERIALIZED (
    SELECT g.id, h.place FROM checkin_gate g LEFT JOIN hall h ON h.id = g.hall_id WHERE g.fair_id = %(fair)s
), of_badge AS MATERIALIZED (
    SELECT s.badge_id, max(told) FILTER (WHERE l.is_main AND s.scanned_at <= %(now)s) AS main,
           max(told) FILTER (WHERE NOT l.is_main AND s.scanned_at <= %(now)s) AS zone,
           bool_or(l.is_main AND s.direction = 'entry') AS visits
    FROM checkin_scan s LEFT JOIN list l ON l.id = s.checkin_list_id LEFT JOIN gate g ON g.id = s.gate_id,
    LATERAL (SELECT (date_part('epoch', s.scanned_at) * 1000000)::bigint * 1024
                    + 2 * coalesce(l.place, g.place, 0) + (s.direction = 'entry')::int AS told OFFSET 0) packed
    WHERE {PASSED_TODAY}
    GROUP BY s.badge_id
), newest AS (
    SELECT max(main) AS main, max(zone) AS zone, bool_or(visits) AS visits
    FROM of_badge JOIN booking_badge b ON b.id = of_badge.badge_id GROUP BY b.registration_id
), stands AS (
    SELECT visits, coalesce(main %% 2 = 1, false) OR is_zone_newer AND zone %% 2 = 1 AS is_inside,
           CASE WHEN NOT is_zone_newer THEN main WHEN zone %% 2 = 1 THEN zone ELSE 0 END %% 1024 / 2 AS place
    FROM newest, LATERAL (SELECT coalesce(zone / 1024 > main / 1024, main IS NULL) AS is_zone_newer) which
)
SELECT coalesce(hall.code, ''), count(*) FILTER (WHERE is_inside), count(*) FILTER (WHERE visits)
FROM stands LEFT JOIN hall USING (place) GROUP BY hall.place, hall.code ORDER BY hall.place
"""  # noqa: S608 -- texts of ours
"""As `checkin.queries.presence.NOW_INSIDE`, without its sort: a passage is one number, its microsecond, then the place of its
hall, then whether it is an entry, so that the newest is a maximum. In the very same microsecond an entry counts.
"""
_PASSAGES = f"""
SELECT s.gate_id, s.verdict, s.direction = 'entry' AND s.counts AND s.verdict = 'ok' AND {IS_MAIN},
       s.quarter, s.device_id, s.minutes_ago, s.number, s.last
FROM (
    SELECT s.gate_id, s.checkin_list_id, s.verdict, s.direction, s.annulled_at IS NULL AS counts,
           date_bin('15 minutes', s.scanned_at, %(since)s) AS quarter,
           CASE WHEN s.scanned_at > %(recent)s THEN s.device_id END AS device_id,
           CASE WHEN s.scanned_at > %(recent)s AND s.scanned_at <= %(now)s
                THEN floor(date_part('epoch', %(now)s - s.scanned_at) / 60)::int END AS minutes_ago,
           count(*) AS number, max(s.scanned_at) AS last
    FROM checkin_scan s
    WHERE s.fair_id = %(fair)s AND s.scanned_at >= %(since)s
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
) s JOIN checkin_checkinlist l ON l.id = s.checkin_list_id
"""  # noqa: S608 -- texts of ours
"""Everything that is counted in scans, out of one look at the day's; by minute and device only for the last minutes."""
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


@dataclass(slots=True)
class GateScans:
    """Scans at one gate; `recent` of the last minutes: (device, minutes ago, looks)."""

    scans: int = 0
    last_scan_at: dt.datetime | None = None
    recent: list[tuple[int | None, int, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class LiveCounts:
    """Since `since`. Visitors are people, visits are their entries to the fair, those to a hall in it not among them.

    `inside_by_hall` is by hall code; empty: between halls, or seen at a gate without one. `gates` are by primary key.
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
    gates: dict[int, GateScans]


def live_counts(fair: Fair, *, since: dt.datetime, now: dt.datetime) -> LiveCounts:
    """Four queries. `since` is the beginning of the day in the fair's zone, as a rule."""
    values: dict[str, Any] = {
        "fair": fair.pk, "since": since, "now": now, "recent": now - RECENT, "scope": fair.public_id
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, values)
        people = cursor.fetchall()
        cursor.execute(_PASSAGES, values)
        passages = cursor.fetchall()
        cursor.execute("SELECT id, code FROM checkin_gate WHERE fair_id = %(fair)s ORDER BY code", values)
        codes = dict(cursor.fetchall())
        cursor.execute(_REST, values)
        rest = dict(zip(_REST_NAMES, map(int, cursor.fetchone()), strict=True))
    quarters: Counter[tuple[dt.datetime, str]] = Counter()
    refusals: Counter[str] = Counter()
    gates = {gate: GateScans() for gate in codes}
    for gate, verdict, is_visit, quarter, device, minutes_ago, number, last in passages:
        at = gates[gate]
        at.scans += number
        at.last_scan_at = max(last, at.last_scan_at or last)
        if verdict != Verdict.OK:
            refusals[verdict] += number
        if is_visit:
            quarters[quarter, codes[gate]] += number
        if minutes_ago is not None:
            at.recent.append((device, minutes_ago, number))
    return LiveCounts(
        since=since,
        inside=sum(inside for _hall, inside, _visitors in people),
        visitors=sum(visitors for _hall, _inside, visitors in people),
        visits=quarters.total(),
        refused=refusals.total(),
        quarters=[(*key, number) for key, number in sorted(quarters.items())],
        refusals=sorted(refusals.items(), key=lambda one: (-one[1], one[0])),
        inside_by_hall=[(hall, inside) for hall, inside, _visitors in people if inside],
        gates=gates,
        **rest,
    )
