"""One look at a badge: one indexed statement decides, admits and records, so that two gates cannot both say welcome.

The statement is its own transaction (docs/adr/0007): it needs no lock but the unique index `admission_once_per_list`,
and no unit of work around it. `nonce` makes a retry the same scan: it answers what was answered the first time.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError

from checkin.access.posts import Post
from checkin.errors import SequenceClash
from checkin.models import Direction, Verdict
from checkin.queries.keys import believed_keys
from checkin.rules.credentials import read_credential
from kernel.ids import new_public_id
from kernel.statements import rows
from kernel.unit_of_work import constraint_name


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


# Do not split this statement: the admission, the verdict and the scan row become true together or not at all.
_SCAN = """
WITH looked AS (
    SELECT given.*, b.id AS badge_id, b.ended_at, r.id AS registration_id, r.role, p.full_name,
           coalesce(nullif(c.short_name, ''), p.company_name, '') AS company,
           a.at AS entered_at, g.code AS entered_gate, l.re_entry, l.opens_at,
           CASE
               WHEN given.refusal <> '' THEN given.refusal
               WHEN b.id IS NULL THEN 'unknown'
               WHEN b.state = 'replaced' THEN 'replaced'
               WHEN b.state = 'revoked' THEN 'revoked'
               WHEN r.state IN ('withdrawn', 'erased') THEN 'cancelled'
               WHEN r.state = 'rejected' THEN 'blocked'
               WHEN r.state = 'pending' THEN 'unpaid'
               WHEN given.at > b.not_after OR given.at >= l.closes_at THEN 'expired'
               WHEN given.at < l.opens_at THEN 'not_yet_valid'
               WHEN cardinality(l.roles) > 0 AND NOT r.role = ANY (l.roles) THEN 'wrong_zone'
               WHEN cardinality(r.days) > 0 AND NOT given.day = ANY (r.days) THEN
                   CASE WHEN given.day < (SELECT min(d) FROM unnest(r.days) d) THEN 'not_yet_valid' ELSE 'expired' END
               ELSE 'ok' END AS rule
    FROM (
        SELECT %(fair)s::bigint AS fair_id, %(list)s::bigint AS list_id, %(gate)s::bigint AS gate_id,
               %(user)s::bigint AS user_id, %(device)s::bigint AS device_id, %(seq)s::int AS device_seq,
               %(public_id)s::text AS public_id, %(nonce)s::text AS nonce,
               %(direction)s::text AS direction, %(offline)s::boolean AS offline, %(refusal)s::text AS refusal,
               %(at)s::timestamptz AS at, %(day)s::date AS day
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
), admitted AS (
    INSERT INTO checkin_admission (checkin_list_id, registration_id, gate_id, nonce, at)
    SELECT list_id, registration_id, gate_id, nonce, at FROM looked
    WHERE rule = 'ok' AND direction = 'entry'
      AND NOT EXISTS (SELECT 1 FROM checkin_scan WHERE fair_id = %(fair)s::bigint AND nonce = %(nonce)s::text)
      AND NOT EXISTS (SELECT 1 FROM checkin_annulment a
                      WHERE a.device_id = %(device)s::bigint AND a.nonce = %(nonce)s::text AND a.cause = 'unheard')
    ON CONFLICT ON CONSTRAINT admission_once_per_list DO NOTHING
    RETURNING id
), written AS (
    INSERT INTO checkin_scan (public_id, fair_id, checkin_list_id, gate_id, badge_id, scanned_by_id, nonce, direction,
                              verdict, offline, scanned_at, first_entry_at, device_id, device_seq)
    SELECT public_id, fair_id, list_id, gate_id, badge_id, user_id, nonce, direction,
           CASE WHEN rule = 'ok' AND direction = 'entry' AND NOT re_entry AND NOT EXISTS (SELECT 1 FROM admitted)
                THEN 'already_in' ELSE rule END,
           offline, at, entered_at, device_id, device_seq FROM looked
    ON CONFLICT ON CONSTRAINT scan_nonce_once DO NOTHING
    RETURNING public_id, verdict
)
SELECT written.public_id, written.verdict, full_name, company, role, entered_at, entered_gate, ended_at, opens_at
FROM written, looked
"""
_BY_TOKEN = _SCAN.format(match="b.token_bits = %(token_bits)s")
_BY_CODE = _SCAN.format(match="b.code = %(code)s")

_REPEATED = """
SELECT s.public_id, s.verdict, s.direction, s.scanned_at, p.full_name,
       coalesce(nullif(c.short_name, ''), p.company_name, ''), r.role, a.at, g.code, b.ended_at, l.opens_at, a.nonce
FROM checkin_scan s
JOIN checkin_checkinlist l ON l.id = s.checkin_list_id
LEFT JOIN booking_badge b ON b.id = s.badge_id
LEFT JOIN booking_registration r ON r.id = b.registration_id
LEFT JOIN directory_person p ON p.id = r.person_id
LEFT JOIN directory_company c ON c.id = r.company_id
LEFT JOIN checkin_admission a ON a.registration_id = r.id AND a.checkin_list_id = s.checkin_list_id
LEFT JOIN checkin_gate g ON g.id = a.gate_id
WHERE s.fair_id = %s AND s.nonce = %s
"""


def scan_badge(post: Post, scan: ScanRequest, *, now: dt.datetime) -> ScanResult:
    """Decide, admit and record one scan; the same nonce again answers the first answer. Two statements at the most."""
    at = min(scan.scanned_at, now).astimezone(dt.UTC) if scan.offline and scan.scanned_at else now
    credential = read_credential(scan.text, believed_keys(), fair=post.token_number, now=at)
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
    try:
        found = rows(_BY_TOKEN if credential.token_bits is not None else _BY_CODE, values)
    except IntegrityError as broken:
        if constraint_name(broken) != "scan_seq_once":
            raise
        found = []
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
    )


def _repeated(post: Post, nonce: str, *, repeated: bool) -> ScanResult:
    """The scan as it was recorded; for a person let in by it, no earlier entry is told.

    Raises SequenceClash when it was not recorded: the device has given its number to another scan.
    """
    found = rows(_REPEATED, [post.fair_id, nonce])
    if not found:
        raise SequenceClash
    (row,) = found
    own_entry = row[11] == nonce
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
    )


def scan_batch(post: Post, scans: list[ScanRequest], *, now: dt.datetime) -> list[ScanResult]:
    """Each scan on its own, in the order of their device times, so that the earliest of the batch is let in.

    Answers in the order given. A batch cut short by a crash is sent again with the same nonces.
    """
    order = sorted(range(len(scans)), key=lambda place: (scans[place].scanned_at or now, place))
    results: dict[int, ScanResult] = {place: scan_badge(post, scans[place], now=now) for place in order}
    return [results[place] for place in range(len(scans))]
