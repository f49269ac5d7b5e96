"""One look at a badge: one indexed statement decides, admits and records, so that two gates cannot both say welcome.

The statement is its own transaction (docs/adr/0007, 0025): it needs no lock but the unique index
`admission_once_per_list`, at a list with a capacity the row that counts it as well, and no unit of work around it.
`nonce` makes a retry the same scan: it answers what was answered the first time.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from django.conf import settings
from django.db import IntegrityError

from checkin.access.posts import Post, PostDoubtful
from checkin.errors import SequenceClash
from checkin.models import Direction, Verdict
from checkin.queries.keys import believed_keys
from checkin.rules.credentials import Credential, read_credential
from checkin.services._strangers import meet
from kernel.ids import new_public_id
from kernel.statements import rows
from kernel.unit_of_work import constraint_name


class Note(StrEnum):
    """What a verdict is worth a word about: more than its name says."""

    NONE = ""
    NO_EXIT_SEEN = "no_exit_seen"  # let in, though nobody scanned the badge out: it may have been handed on
    NO_SEAT = "no_seat"  # wrong_zone: the workshop is for who holds a seat
    HOURS_OVER = "hours_over"  # expired: the badge is good, the hours are not
    CREW_ELSEWHERE = "crew_elsewhere"  # wrong_zone: contractors come in now, but not here
    CREW_HOURS = "crew_hours"  # not_yet_valid: contractors come in when the fair is set up or taken down
    CREW_OVER = "crew_over"  # expired: nothing is set up or taken down any more


@dataclass(frozen=True, slots=True)
class ScanRequest:
    """What a device sends. `scanned_at` is the device's time and counts only for an offline scan."""

    text: str
    nonce: str
    direction: str = Direction.ENTRY
    scanned_at: dt.datetime | None = None
    offline: bool = False
    seq: int | None = None  # of a device, and only of one


@dataclass(frozen=True, slots=True)
class ScanResult:
    """What the guard needs to see, and no more."""

    public_id: str
    nonce: str
    verdict: str
    direction: str
    scanned_at: dt.datetime
    repeated: bool
    full_name: str = ""
    company: str = ""
    role: str = ""
    first_entry_at: dt.datetime | None = None
    first_entry_gate: str = ""
    ended_at: dt.datetime | None = None
    valid_from: dt.datetime | None = None
    note: str = ""  # a `Note`
    vehicle_plate: str = ""


# Do not split this statement: the admission, the verdict and the scan row become true together or not at all.
_SCAN = """
WITH looked AS (
    SELECT ruled.*,
           CASE WHEN role = 'crew' AND rule = 'wrong_zone' THEN 'crew_elsewhere'
                WHEN role = 'crew' AND rule = 'not_yet_valid' THEN 'crew_hours'
                WHEN role = 'crew' AND rule = 'expired' AND at <= not_after THEN 'crew_over'
                WHEN rule = 'wrong_zone' AND workshop_id IS NOT NULL THEN 'no_seat'
                WHEN rule = 'expired' AND at <= not_after AND at >= coalesce(ends_at, closes_at) THEN 'hours_over'
                WHEN rule = 'ok' AND direction = 'entry' AND exits AND re_entry AND {last_passage} = 'entry'
                THEN 'no_exit_seen' ELSE '' END AS note,
           CASE WHEN role = 'crew' AND rule = 'not_yet_valid' THEN {next_crew_hours}
                WHEN at >= opens_at AND at < begins_at THEN begins_at ELSE opens_at END AS valid_from
    FROM (
        SELECT given.*, b.id AS badge_id, b.ended_at, b.not_after, r.id AS registration_id, r.role, r.vehicle_plate,
               p.full_name,
               coalesce(nullif(c.short_name, ''), p.company_name, '') AS company,
               a.at AS entered_at, g.code AS entered_gate, l.re_entry, l.exits, l.opens_at, l.closes_at, l.workshop_id,
               l.capacity,
               CASE WHEN NOT r.role = ANY (l.early_roles) THEN l.public_from END AS begins_at,
               CASE WHEN NOT r.role = ANY (l.early_roles) THEN l.public_until END AS ends_at,
               CASE
                   WHEN given.refusal <> '' THEN given.refusal
                   WHEN b.id IS NULL THEN 'unknown'
                   WHEN given.direction = 'exit' THEN 'ok'
                   WHEN b.state = 'replaced' THEN 'replaced'
                   WHEN b.state = 'revoked' THEN 'revoked'
                   WHEN r.state IN ('withdrawn', 'erased') THEN 'cancelled'
                   WHEN r.state = 'rejected' THEN 'blocked'
                   WHEN r.state = 'pending' THEN 'unpaid'
                   WHEN given.at > b.not_after THEN 'expired'
                   WHEN r.role = 'crew' AND NOT (
                       'crew' = ANY (l.roles) AND given.at >= l.opens_at AND given.at < l.closes_at) THEN {crew_hours}
                   WHEN given.at >= l.closes_at THEN 'expired'
                   WHEN given.at < l.opens_at THEN 'not_yet_valid'
                   WHEN cardinality(l.roles) > 0 AND NOT r.role = ANY (l.roles) THEN 'wrong_zone'
                   WHEN l.workshop_id IS NOT NULL AND NOT EXISTS (
                       SELECT 1 FROM booking_workshopseat w WHERE w.workshop_id = l.workshop_id
                       AND w.registration_id = r.id AND w.released_at IS NULL) THEN 'wrong_zone'
                   WHEN given.at < l.public_from AND NOT r.role = ANY (l.early_roles) THEN 'not_yet_valid'
                   WHEN given.at >= l.public_until AND NOT r.role = ANY (l.early_roles) THEN 'expired'
                   WHEN cardinality(r.days) > 0 AND NOT given.day = ANY (r.days) THEN
                       CASE WHEN given.day < (SELECT min(d) FROM unnest(r.days) d) THEN 'not_yet_valid'
                            ELSE 'expired' END
                   ELSE 'ok' END AS rule
        FROM (
            SELECT %(fair)s::bigint AS fair_id, %(list)s::bigint AS list_id, %(gate)s::bigint AS gate_id,
                   %(user)s::bigint AS user_id, %(device)s::bigint AS device_id, %(seq)s::int AS device_seq,
                   %(public_id)s::text AS public_id, %(nonce)s::text AS nonce,
                   %(direction)s::text AS direction, %(offline)s::boolean AS offline, %(refusal)s::text AS refusal,
                   %(at)s::timestamptz AS at, %(day)s::date AS day{proved}
        ) given
        JOIN checkin_checkinlist l ON l.id = given.list_id
        LEFT JOIN (
            booking_badge b
            JOIN booking_registration r ON r.id = b.registration_id
            JOIN directory_person p ON p.id = r.person_id
            LEFT JOIN directory_company c ON c.id = r.company_id
        ) ON b.fair_id = given.fair_id AND {match}
        LEFT JOIN checkin_admission a ON a.checkin_list_id = given.list_id AND a.registration_id = r.id
        LEFT JOIN checkin_gate g ON g.id = a.gate_id
    ) AS ruled
){room}, admitted AS (
    INSERT INTO checkin_admission (checkin_list_id, registration_id, gate_id, nonce, at)
    SELECT list_id, registration_id, gate_id, nonce, at FROM looked
    WHERE rule = 'ok' AND direction = 'entry'{no_room_no_admission} AND {is_new}
    ON CONFLICT ON CONSTRAINT admission_once_per_list DO NOTHING
    RETURNING id
), written AS (
    INSERT INTO checkin_scan (public_id, fair_id, checkin_list_id, gate_id, badge_id, scanned_by_id, nonce, direction,
                              verdict, offline, scanned_at, first_entry_at, device_id, device_seq)
    SELECT public_id, fair_id, list_id, gate_id, badge_id, user_id, nonce, direction,
           CASE WHEN rule <> 'ok' OR direction <> 'entry' THEN rule{no_room_no_welcome}
                WHEN NOT re_entry AND NOT EXISTS (SELECT 1 FROM admitted) THEN 'already_in'
                ELSE 'ok' END,
           offline, at, entered_at, device_id, device_seq FROM looked
    ON CONFLICT ON CONSTRAINT scan_nonce_once DO NOTHING
    RETURNING public_id, verdict
)
SELECT written.public_id, written.verdict, full_name, company, role, entered_at, entered_gate, ended_at, valid_from,
       CASE WHEN written.verdict = rule THEN note ELSE '' END, vehicle_plate
FROM written, looked
"""
_IS_NEW = """
          NOT EXISTS (SELECT 1 FROM checkin_scan WHERE fair_id = %(fair)s::bigint AND nonce = %(nonce)s::text)
      AND NOT EXISTS (SELECT 1 FROM checkin_annulment a
                      WHERE a.device_id = %(device)s::bigint AND a.nonce = %(nonce)s::text AND a.cause = 'unheard')"""
# Contractors come in by the lists that name them, and only by these: where none is open now, the next one says from when.
_CREW_HOURS = """(
                       SELECT CASE WHEN bool_or(given.at >= w.opens_at AND given.at < w.closes_at) IS NOT FALSE THEN 'wrong_zone'
                                   WHEN max(w.opens_at) > given.at THEN 'not_yet_valid' ELSE 'expired' END
                       FROM checkin_checkinlist w WHERE w.fair_id = given.fair_id AND 'crew' = ANY (w.roles))"""
_NEXT_CREW_HOURS = """(
                    SELECT min(w.opens_at) FROM checkin_checkinlist w
                    WHERE w.fair_id = {fair} AND 'crew' = ANY (w.roles) AND w.opens_at > {at})"""
_LAST_PASSAGE = """(
                    SELECT s.direction FROM booking_badge own JOIN checkin_scan s ON s.badge_id = own.id
                    WHERE own.registration_id = ruled.registration_id AND s.checkin_list_id = list_id
                      AND s.verdict = 'ok' AND s.annulled_at IS NULL AND s.scanned_at <= at
                    ORDER BY s.scanned_at DESC, s.nonce COLLATE "C" DESC LIMIT 1)"""
# Only lists with a capacity have this part, and only they wait for each other. Do not look before `held` has the row:
# what it reads is what stands after the wait; and `own` is locked because who was inside before the wait may have gone.
# Somebody who is inside already needs no more room. The upsert meets rows that this statement is too old to see, and a
# trigger counts what it changed: an UPDATE here would be judged again, by PostgreSQL, without the rows it follows from.
_ROOM = """, held AS (
    SELECT m.inside >= looked.capacity AS is_full
    FROM looked JOIN checkin_room m ON m.checkin_list_id = looked.list_id
    WHERE rule = 'ok' AND NOT (direction = 'entry' AND NOT re_entry AND entered_at IS NOT NULL) AND {is_new}
    FOR NO KEY UPDATE OF m
), own AS (
    SELECT o.id FROM looked, held, checkin_occupant o
    WHERE direction = 'entry' AND o.checkin_list_id = looked.list_id AND o.registration_id = looked.registration_id
      AND o.is_inside
    FOR NO KEY UPDATE OF o
), moved AS (
    INSERT INTO checkin_occupant AS o (checkin_list_id, registration_id, is_inside)
    SELECT list_id, registration_id, direction = 'entry' FROM looked, held WHERE direction = 'exit' OR NOT is_full
    ON CONFLICT ON CONSTRAINT occupant_once_per_list
    DO UPDATE SET is_inside = excluded.is_inside WHERE o.is_inside <> excluded.is_inside
)"""
_NO_ROOM = "EXISTS (SELECT 1 FROM held WHERE is_full) AND NOT EXISTS (SELECT 1 FROM own)"


@cache
def _statement(match: str, *, has_capacity: bool, condition: str) -> str:
    return _SCAN.format(
        match=match,
        proved=f"\n            WHERE {condition}" if condition else "",
        last_passage=_LAST_PASSAGE,
        crew_hours=_CREW_HOURS,
        next_crew_hours=_NEXT_CREW_HOURS.format(fair="ruled.fair_id", at="ruled.at"),
        is_new=_IS_NEW,
        room=_ROOM.format(is_new=_IS_NEW) if has_capacity else "",
        no_room_no_admission=f" AND NOT ({_NO_ROOM})" if has_capacity else "",
        no_room_no_welcome=f"\n                WHEN {_NO_ROOM} THEN 'capacity'" if has_capacity else "",
    )


_BY_TOKEN, _BY_CODE = "b.token_bits = %(token_bits)s", "b.code = %(code)s"

_REPEATED = """
SELECT s.public_id, s.verdict, s.direction, s.scanned_at, p.full_name,
       coalesce(nullif(c.short_name, ''), p.company_name, ''), r.role, a.at, g.code, b.ended_at,
       CASE WHEN r.role = 'crew' AND s.verdict = 'not_yet_valid'
            THEN NEXT_CREW_HOURS
            WHEN s.scanned_at >= l.opens_at AND s.scanned_at < until.begins_at THEN until.begins_at ELSE l.opens_at END,
       CASE WHEN r.role = 'crew' AND s.verdict = 'wrong_zone' THEN 'crew_elsewhere'
            WHEN r.role = 'crew' AND s.verdict = 'not_yet_valid' THEN 'crew_hours'
            WHEN r.role = 'crew' AND s.verdict = 'expired' AND s.scanned_at <= b.not_after THEN 'crew_over'
            WHEN s.verdict = 'wrong_zone' AND l.workshop_id IS NOT NULL THEN 'no_seat'
            WHEN s.verdict = 'expired' AND s.scanned_at <= b.not_after
                 AND s.scanned_at >= coalesce(until.ends_at, l.closes_at) THEN 'hours_over'
            WHEN s.verdict = 'ok' AND s.direction = 'entry' AND l.exits AND l.re_entry AND (
                     SELECT e.direction FROM booking_badge own JOIN checkin_scan e ON e.badge_id = own.id
                     WHERE own.registration_id = r.id AND e.checkin_list_id = l.id AND e.verdict = 'ok'
                       AND e.annulled_at IS NULL AND e.scanned_at < s.scanned_at
                     ORDER BY e.scanned_at DESC, e.nonce COLLATE "C" DESC LIMIT 1) = 'entry' THEN 'no_exit_seen'
            ELSE '' END,
       a.nonce, r.vehicle_plate
FROM checkin_scan s
JOIN checkin_checkinlist l ON l.id = s.checkin_list_id
LEFT JOIN booking_badge b ON b.id = s.badge_id
LEFT JOIN booking_registration r ON r.id = b.registration_id
LEFT JOIN directory_person p ON p.id = r.person_id
LEFT JOIN directory_company c ON c.id = r.company_id
LEFT JOIN checkin_admission a ON a.registration_id = r.id AND a.checkin_list_id = s.checkin_list_id
LEFT JOIN checkin_gate g ON g.id = a.gate_id
CROSS JOIN LATERAL (
    SELECT l.public_from AS begins_at, l.public_until AS ends_at WHERE NOT r.role = ANY (l.early_roles)
    UNION ALL SELECT NULL, NULL LIMIT 1
) AS until
WHERE s.fair_id = %s AND s.nonce = %s
""".replace("NEXT_CREW_HOURS", _NEXT_CREW_HOURS.format(fair="s.fair_id", at="s.scanned_at"))


def scan_badge(post: Post, scan: ScanRequest, *, now: dt.datetime) -> ScanResult:
    """Decide, admit and record one scan; the same nonce again answers the first answer. Two statements at the most.

    Raises PostDoubtful, with nothing written, when a post known from before is not proved, or the scan is not the first.
    """
    at = min(scan.scanned_at, now).astimezone(dt.UTC) if scan.offline and scan.scanned_at else now
    credential = read_credential(scan.text, believed_keys(), fair=post.token_number, now=at)
    if settings.HALL_SERVER and credential.token_bits is not None:
        meet(post.fair_id, {credential.token_bits: credential.not_after})
    values: dict[str, Any] = {
        "fair": post.fair_id,
        "list": post.list_id,
        "gate": post.gate_id,
        "user": post.user_id,
        "at": at,
        "day": at.astimezone(post.zone).date(),
        "direction": scan.direction,
        "nonce": scan.nonce,
        "offline": scan.offline,
        "public_id": new_public_id(),
        "device": post.device_id,
        "seq": scan.seq,
        "refusal": credential.refusal or "",
        "token_bits": credential.token_bits,
        "code": credential.code,
    }
    if post.proof:
        values |= {"now": now, "has_capacity": post.has_capacity, **post.proof.values}
    try:
        found = rows(_statement_for(post, credential), values)
    except IntegrityError as broken:
        if constraint_name(broken) != "scan_seq_once":
            raise
        found = []
    if not found and post.proof:
        raise PostDoubtful
    if not found:
        return _repeated(post, scan.nonce, repeated=True)
    row = found[0]
    if row[1] == Verdict.ALREADY_IN and row[5] is None:
        # Another gate admitted the person while this statement waited: its snapshot could not see when and where.
        return _repeated(post, scan.nonce, repeated=False)
    return ScanResult(
        public_id=row[0],
        nonce=scan.nonce,
        verdict=row[1],
        direction=scan.direction,
        scanned_at=at,
        repeated=False,
        full_name=row[2] or "",
        company=row[3] or "",
        role=row[4] or "",
        first_entry_at=row[5],
        first_entry_gate=row[6] or "",
        ended_at=row[7],
        valid_from=row[8],
        note=row[9],
        vehicle_plate=row[10] or "",
    )


def _statement_for(post: Post, credential: Credential) -> str:
    match = _BY_TOKEN if credential.token_bits is not None else _BY_CODE
    return _statement(match, has_capacity=post.has_capacity, condition=post.proof.condition if post.proof else "")


def _repeated(post: Post, nonce: str, *, repeated: bool) -> ScanResult:
    """The scan as it was recorded; for a person let in by it, no earlier entry is told.

    Raises SequenceClash when it was not recorded: the device has given its number to another scan.
    """
    found = rows(_REPEATED, [post.fair_id, nonce])
    if not found:
        raise SequenceClash
    (row,) = found
    own_entry = row[12] == nonce
    return ScanResult(
        public_id=row[0],
        nonce=nonce,
        verdict=row[1],
        direction=row[2],
        scanned_at=row[3],
        repeated=repeated,
        full_name=row[4] or "",
        company=row[5] or "",
        role=row[6] or "",
        first_entry_at=None if own_entry else row[7],
        first_entry_gate="" if own_entry else row[8] or "",
        ended_at=row[9],
        valid_from=row[10],
        note=row[11],
        vehicle_plate=row[13] or "",
    )


def scan_batch(post: Post, scans: list[ScanRequest], *, now: dt.datetime) -> list[ScanResult]:
    """Each scan on its own, in the order of their device times, so that the earliest of the batch is let in.

    Answers in the order given. A batch cut short by a crash is sent again with the same nonces.
    """
    order = sorted(range(len(scans)), key=lambda place: (scans[place].scanned_at or now, place))
    results: dict[int, ScanResult] = {place: scan_badge(post, scans[place], now=now) for place in order}
    return [results[place] for place in range(len(scans))]
