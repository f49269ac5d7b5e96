"""The merge report: what came to light when the devices' scans came together."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import connection

from checkin.rules.merging import Entry, doubles
from fairs.models import Fair


@dataclass(frozen=True, slots=True)
class Passed:
    """An entry as the report shows it; `device` is empty for a scan from a logged-in page."""

    at: dt.datetime
    gate: str
    device: str
    offline: bool


@dataclass(frozen=True, slots=True)
class DoubleEntry:
    """The same person let in twice on one list. `second` is the one too many."""

    checkin_list: str
    full_name: str
    company: str
    role: str
    first: Passed
    second: Passed
    seconds_apart: float
    nonce: str


@dataclass(frozen=True, slots=True)
class LetInWrongly:
    """Told "come in" by a device that could not know: the badge had ended, or is none of this fair's."""

    finding: str  # ended_before or not_ours, as `checkin.services.sync.Finding`
    checkin_list: str
    full_name: str
    company: str
    ended_at: dt.datetime | None
    passed: Passed


@dataclass(frozen=True, slots=True)
class Unbound:
    """A badge out of the stock that a device gave to somebody, and the binding could not be taken: `problem` says why."""

    at: dt.datetime
    device: str
    code: str
    full_name: str
    phone: str
    company: str
    problem: str  # the code of a refusal


@dataclass(frozen=True, slots=True)
class OverCapacity:
    """A list in which more were inside than it holds: first at `since`, at most `most` of `capacity`, at `at`.

    `offline`: how many of those who came in while it was full were let in by a device without the network.
    """

    checkin_list: str
    capacity: int
    most: int
    since: dt.datetime
    at: dt.datetime
    offline: int


@dataclass(frozen=True, slots=True)
class MergeReport:
    doubles: list[DoubleEntry]
    wrongly: list[LetInWrongly]
    unbound: list[Unbound]
    over: list[OverCapacity]
    doubtful_clocks: int
    taken_back: int
    offline: int


_ENTRIES_SEEN_TWICE = """
WITH entry AS (
    SELECT s.nonce, s.scanned_at, s.checkin_list_id, b.registration_id, s.gate_id, s.device_id, s.offline,
           count(*) OVER (PARTITION BY s.checkin_list_id, b.registration_id) AS times
    FROM checkin_scan s
    JOIN booking_badge b ON b.id = s.badge_id
    JOIN checkin_checkinlist l ON l.id = s.checkin_list_id AND NOT l.re_entry
    JOIN booking_registration r ON r.id = b.registration_id AND r.head_count = 1
    WHERE s.fair_id = %s AND s.verdict = 'ok' AND s.direction = 'entry' AND s.annulled_at IS NULL
)
SELECT e.nonce, e.scanned_at, e.checkin_list_id, e.registration_id, l.name_vi, p.full_name,
       coalesce(nullif(c.short_name, ''), p.company_name, ''), r.role, g.code, coalesce(d.name, ''), e.offline
FROM entry e
JOIN checkin_checkinlist l ON l.id = e.checkin_list_id
JOIN booking_registration r ON r.id = e.registration_id
JOIN directory_person p ON p.id = r.person_id
LEFT JOIN directory_company c ON c.id = r.company_id
JOIN checkin_gate g ON g.id = e.gate_id
LEFT JOIN checkin_device d ON d.id = e.device_id
WHERE e.times > 1
"""
_WRONGLY = """
SELECT CASE WHEN b.id IS NULL THEN 'not_ours' ELSE 'ended_before' END, l.name_vi, coalesce(p.full_name, ''),
       coalesce(nullif(c.short_name, ''), p.company_name, ''), b.ended_at, s.scanned_at, g.code, coalesce(d.name, ''), s.offline
FROM checkin_scan s
JOIN checkin_checkinlist l ON l.id = s.checkin_list_id
JOIN checkin_gate g ON g.id = s.gate_id
LEFT JOIN checkin_device d ON d.id = s.device_id
LEFT JOIN booking_badge b ON b.id = s.badge_id
LEFT JOIN booking_registration r ON r.id = b.registration_id
LEFT JOIN directory_person p ON p.id = r.person_id
LEFT JOIN directory_company c ON c.id = r.company_id
WHERE s.fair_id = %s AND s.verdict = 'ok' AND s.direction = 'entry' AND s.annulled_at IS NULL
  AND (b.id IS NULL OR b.ended_at <= s.scanned_at)
ORDER BY s.scanned_at, s.id
"""
_UNBOUND = """
SELECT w.at, d.name, w.code, w.full_name, w.phone, w.company_name, w.problem
FROM checkin_walkin w JOIN checkin_device d ON d.id = w.device_id
WHERE w.fair_id = %s AND w.problem <> '' ORDER BY w.at, w.id
"""
_OVER_CAPACITY = """
WITH passage AS (
    SELECT s.checkin_list_id, s.scanned_at, s.nonce, s.offline, s.direction = 'entry' AS is_in, l.name_vi, l.capacity,
           coalesce(lag(s.direction = 'entry') OVER each, false) AS was_in
    FROM checkin_scan s
    JOIN booking_badge b ON b.id = s.badge_id
    JOIN checkin_checkinlist l ON l.id = s.checkin_list_id AND l.capacity IS NOT NULL
    WHERE s.fair_id = %s AND s.verdict = 'ok' AND s.annulled_at IS NULL
    WINDOW each AS (PARTITION BY s.checkin_list_id, b.registration_id ORDER BY s.scanned_at, s.nonce COLLATE "C")
), counted AS (
    SELECT *, sum(is_in::int - was_in::int) OVER (PARTITION BY checkin_list_id ORDER BY scanned_at, nonce COLLATE "C") AS inside
    FROM passage
)
SELECT name_vi, capacity, max(inside), min(scanned_at) FILTER (WHERE inside > capacity),
       (array_agg(scanned_at ORDER BY inside DESC, scanned_at))[1],
       count(*) FILTER (WHERE inside > capacity AND is_in AND NOT was_in AND offline)
FROM counted GROUP BY checkin_list_id, name_vi, capacity HAVING max(inside) > capacity ORDER BY 4
"""
_NUMBERS = """
SELECT count(*) FILTER (WHERE clock_doubtful), count(*) FILTER (WHERE annulled_at IS NOT NULL), count(*) FILTER (WHERE offline)
FROM checkin_scan WHERE fair_id = %s
"""


def merge_report(fair: Fair) -> MergeReport:
    """Five queries, whatever the size. Doubles by the time of the second entry."""
    with connection.cursor() as cursor:
        cursor.execute(_ENTRIES_SEEN_TWICE, [fair.pk])
        seen = {Entry(row[2], row[3], row[1], row[0]): row for row in cursor.fetchall()}
        cursor.execute(_WRONGLY, [fair.pk])
        wrongly = [
            LetInWrongly(finding, name, who, firm, ended_at, Passed(*passed))
            for finding, name, who, firm, ended_at, *passed in cursor.fetchall()
        ]
        cursor.execute(_UNBOUND, [fair.pk])
        unbound = [Unbound(*row) for row in cursor.fetchall()]
        cursor.execute(_OVER_CAPACITY, [fair.pk])
        over = [OverCapacity(*row) for row in cursor.fetchall()]
        cursor.execute(_NUMBERS, [fair.pk])
        doubtful, taken_back, offline = cursor.fetchone()
    twice = [_double(seen[double.first], seen[double.second], double.seconds_apart) for double in doubles(seen)]
    return MergeReport(twice, wrongly, unbound, over, doubtful, taken_back, offline)


def _double(first: tuple[Any, ...], second: tuple[Any, ...], seconds_apart: float) -> DoubleEntry:
    """Of two rows of `_ENTRIES_SEEN_TWICE` about the same person and list."""
    nonce, at, _, _, checkin_list, full_name, company, role, *place = second
    return DoubleEntry(
        checkin_list=checkin_list,
        full_name=full_name,
        company=company,
        role=role,
        first=Passed(first[1], *first[8:]),
        second=Passed(at, *place),
        seconds_apart=seconds_apart,
        nonce=nonce,
    )
