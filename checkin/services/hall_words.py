"""What a server at the venue tells: scans, words and codes of devices that spoke to it. As if they had told themselves.

Taken in any order, any number of times (ADR 0020, 0028). A device that speaks now there and now here is one device: its
scans are the same by their nonces. One request is one transaction.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from checkin.access.hall_servers import HallPost
from checkin.locks import lock_lists
from checkin.services._codes import settle_codes
from checkin.services._together import admit, settle_annulments
from checkin.services.sync import Outcome, Taken
from kernel.statements import planned, run
from kernel.unit_of_work import unit_of_work

BELIEVED_CLOCK_MS = 2_000
"""A clock that is wrong by less is not corrected: the round trip is not measured any better."""
TRIES = 3


@dataclass(frozen=True, slots=True)
class HallScan:
    """A scan as the hall server holds it. `device`, `gate` and `checkin_list` are outside ids, `badge` its random bytes."""

    public_id: str
    device: str
    seq: int
    nonce: str
    gate: str
    checkin_list: str
    badge: bytes | None
    direction: str
    verdict: str
    offline: bool
    scanned_at: dt.datetime
    clock_doubtful: bool
    first_entry_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class HallAnnulment:
    device: str
    nonce: str
    cause: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class HallCode:
    device: str
    code_digest: str
    code_expires_at: dt.datetime
    key_digest: str | None = None
    at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class DeviceHealth:
    device: str
    seen_at: dt.datetime
    unsent: int | None = None
    battery: int | None = None
    snapshot_at: dt.datetime | None = None
    clock_offset_ms: int | None = None


@dataclass(frozen=True, slots=True)
class HallHealth:
    """`clock_offset_ms`: this server minus the hall server, as it measured."""

    unsent: int | None = None
    pulled_at: dt.datetime | None = None
    clock_offset_ms: int = 0


@dataclass(frozen=True, slots=True)
class HallWords:
    scans: Sequence[HallScan] = ()
    annulments: Sequence[HallAnnulment] = ()
    codes: Sequence[HallCode] = ()
    devices: Sequence[DeviceHealth] = ()
    health: HallHealth = field(default_factory=HallHealth)


@unit_of_work
def take_from_hall(hall: HallPost, words: HallWords, *, now: dt.datetime) -> list[Taken]:
    """One outcome a scan, in the order given."""
    offset = _believed(words.health.clock_offset_ms)
    taken: list[Taken] = []
    if words.scans or words.annulments:
        lock_lists(_lists_of(hall))
        taken = _bring_in(hall, words, offset=offset, now=now)
    if words.codes:
        _note_codes(hall, words.codes, offset=offset)
    _note_health(hall, words, offset=offset, now=now)
    return taken


def _believed(offset_ms: int) -> dt.timedelta:
    return dt.timedelta(milliseconds=offset_ms if abs(offset_ms) >= BELIEVED_CLOCK_MS else 0)


def _lists_of(hall: HallPost) -> list[int]:
    return [
        row[0] for row in planned("SELECT id FROM checkin_checkinlist WHERE fair_id = %(fair)s", {"fair": hall.fair_id})
    ]


def _bring_in(hall: HallPost, words: HallWords, *, offset: dt.timedelta, now: dt.datetime) -> list[Taken]:
    if words.annulments:
        run(
            _ANNUL,
            _columns(words.annulments, ("device", "nonce", "cause"))
            | {"fair": hall.fair_id, "times": [min(one.at + offset, now) for one in words.annulments]},
        )
    written, known = _bring_scans(hall, words.scans, offset=offset, now=now)
    speaking = {scan.device for scan in words.scans} | {word.device for word in words.annulments}
    devices = planned(_DEVICES, {"fair": hall.fair_id, "devices": sorted(speaking)})
    touched = {(list_id, registration) for list_id, registration in written.values() if registration is not None}
    admit(touched | settle_annulments([row[0] for row in devices]))
    return [_outcome(scan, known, written) for scan in words.scans]


def _bring_scans(
    hall: HallPost, scans: Sequence[HallScan], *, offset: dt.timedelta, now: dt.datetime
) -> tuple[dict[str, tuple[int, int | None]], set[str]]:
    """What was written now, and the nonces that stood there. A gate that looks just now may take a number away: then again."""
    left = {scan.nonce: scan for scan in scans}
    written: dict[str, tuple[int, int | None]] = {}
    known: set[str] = set()
    for _ in range(TRIES):
        known |= {row[0] for row in planned(_KNOWN, {"fair": hall.fair_id, "nonces": list(left)})}
        written |= _write(hall, [scan for nonce, scan in left.items() if nonce not in known], offset=offset, now=now)
        left = {nonce: scan for nonce, scan in left.items() if nonce not in known and nonce not in written}
        if not left:
            break
    return written, known


def _outcome(scan: HallScan, known: set[str], written: dict[str, Any]) -> Taken:
    if scan.nonce in written:
        return Taken(scan.nonce, Outcome.COUNTED)
    if scan.nonce in known:
        return Taken(scan.nonce, Outcome.REPEATED)
    return Taken(scan.nonce, Outcome.REFUSED, "not_of_this_fair")


_KNOWN = "SELECT nonce FROM checkin_scan WHERE fair_id = %(fair)s AND nonce = ANY (%(nonces)s)"
_DEVICES = "SELECT id FROM checkin_device WHERE fair_id = %(fair)s AND public_id = ANY (%(devices)s)"
_ANNUL = """
INSERT INTO checkin_annulment (fair_id, device_id, nonce, cause, at)
SELECT %(fair)s, d.id, a.nonce, a.cause, min(a.at)
FROM unnest(%(devices)s::text[], %(nonces)s::text[], %(causes)s::text[], %(times)s::timestamptz[]) AS a (device, nonce, cause, at)
JOIN checkin_device d ON d.public_id = a.device AND d.fair_id = %(fair)s
GROUP BY d.id, a.nonce, a.cause ORDER BY d.id, a.nonce
ON CONFLICT ON CONSTRAINT annulment_once DO UPDATE SET at = excluded.at WHERE excluded.at < checkin_annulment.at
"""
# A number that the device has given to another scan is given anew: two telephones may bear one device's name.
_WRITE = """
WITH given AS (
    SELECT g.*, d.id AS device_id, d.made_by_id, p.id AS gate_id, l.id AS list_id, b.id AS badge_id, b.registration_id,
           EXISTS (SELECT 1 FROM checkin_scan s WHERE s.device_id = d.id AND s.device_seq = g.seq)
             OR row_number() OVER (PARTITION BY d.id, g.seq ORDER BY g.nonce) > 1 AS is_clash
    FROM unnest(%(public_ids)s::text[], %(devices)s::text[], %(seqs)s::int[], %(nonces)s::text[], %(gates)s::text[],
                %(checkin_lists)s::text[], %(badges)s::bytea[], %(directions)s::text[], %(verdicts)s::text[],
                %(offlines)s::bool[], %(times)s::timestamptz[], %(doubts)s::bool[], %(first_entry_ats)s::timestamptz[])
        AS g (public_id, device, seq, nonce, gate, checkin_list, badge, direction, verdict, offline, at, is_doubtful, first_entry_at)
    JOIN checkin_device d ON d.public_id = g.device AND d.fair_id = %(fair)s
    JOIN checkin_gate p ON p.public_id = g.gate AND p.fair_id = %(fair)s
    JOIN checkin_checkinlist l ON l.public_id = g.checkin_list AND l.fair_id = %(fair)s
    LEFT JOIN booking_badge b ON b.token_bits = g.badge AND b.fair_id = %(fair)s
), numbered AS (
    SELECT given.*, CASE WHEN is_clash THEN
        greatest((SELECT max(s.device_seq) FROM checkin_scan s WHERE s.device_id = given.device_id),
                 (SELECT max(o.seq) FROM given o WHERE o.device_id = given.device_id))
        + row_number() OVER (PARTITION BY device_id, is_clash ORDER BY seq, nonce) ELSE seq END AS number
    FROM given
), written AS (
    INSERT INTO checkin_scan (public_id, fair_id, checkin_list_id, gate_id, badge_id, scanned_by_id, nonce, direction,
                              verdict, offline, scanned_at, first_entry_at, device_id, device_seq, clock_doubtful)
    SELECT public_id, %(fair)s, list_id, gate_id, badge_id, made_by_id, nonce, direction, verdict, offline, at,
           first_entry_at, device_id, number, is_doubtful
    FROM numbered ORDER BY nonce
    ON CONFLICT DO NOTHING
    RETURNING nonce
)
SELECT g.nonce, g.list_id, g.registration_id FROM given g JOIN written USING (nonce)
"""


def _write(
    hall: HallPost, scans: Sequence[HallScan], *, offset: dt.timedelta, now: dt.datetime
) -> dict[str, tuple[int, int | None]]:
    """nonce -> list and registration of what was written now."""
    if not scans:
        return {}
    names = (
        "public_id",
        "device",
        "seq",
        "nonce",
        "gate",
        "checkin_list",
        "badge",
        "direction",
        "verdict",
        "offline",
        "first_entry_at",
    )
    times = [scan.scanned_at + offset for scan in scans]
    values = _columns(scans, names) | {
        "fair": hall.fair_id,
        "times": [min(time, now) for time in times],
        "doubts": [
            scan.clock_doubtful or time > now + dt.timedelta(seconds=30)
            for scan, time in zip(scans, times, strict=True)
        ],
    }
    return {nonce: (list_id, registration) for nonce, list_id, registration in planned(_WRITE, values)}


def _columns(rows: Sequence[Any], names: Sequence[str]) -> dict[str, list[Any]]:
    """`{"nonces": [...], …}`: a list for each field, under its name in the plural."""
    return {f"{name}s": [getattr(row, name) for row in rows] for name in names}


# --- codes of devices ------------------------------------------------------------------------------------------------------
_NOTE_CODES = """
INSERT INTO checkin_hallenrolment (device_id, code_digest, code_expires_at, key_digest, at)
SELECT d.id, c.code_digest, c.expires_at, c.key_digest, c.at
FROM unnest(%(devices)s::text[], %(code_digests)s::text[], %(expiries)s::timestamptz[], %(key_digests)s::text[],
            %(ats)s::timestamptz[]) AS c (device, code_digest, expires_at, key_digest, at)
JOIN checkin_device d ON d.public_id = c.device AND d.fair_id = %(fair)s
ORDER BY c.code_digest
ON CONFLICT (code_digest) DO UPDATE SET key_digest = excluded.key_digest, at = excluded.at
WHERE checkin_hallenrolment.key_digest IS NULL AND excluded.key_digest IS NOT NULL
"""


def _note_codes(hall: HallPost, codes: Sequence[HallCode], *, offset: dt.timedelta) -> None:
    latest = {one.code_digest: one for one in codes}.values()
    values = _columns(list(latest), ("device", "code_digest", "key_digest"))
    run(
        _NOTE_CODES,
        values
        | {
            "fair": hall.fair_id,
            "expiries": [one.code_expires_at + offset for one in latest],
            "ats": [one.at and one.at + offset for one in latest],
        },
    )
    settle_codes()


# --- how they are ----------------------------------------------------------------------------------------------------------
_DEVICE_HEALTH = """
UPDATE checkin_device d SET seen_at = h.seen_at, unsent = h.unsent, battery = h.battery, snapshot_at = h.snapshot_at,
       clock_offset_ms = h.offset_ms
FROM unnest(%(devices)s::text[], %(times)s::timestamptz[], %(unsents)s::bigint[], %(batterys)s::int[],
            %(snapshot_ats)s::timestamptz[], %(clock_offset_mss)s::bigint[]) AS h (device, seen_at, unsent, battery, snapshot_at, offset_ms)
WHERE d.public_id = h.device AND d.fair_id = %(fair)s AND (d.seen_at IS NULL OR d.seen_at < h.seen_at)
"""
_HALL_HEALTH = """
UPDATE checkin_hallserver SET seen_at = %(now)s, unsent = %(unsent)s, clock_offset_ms = %(offset)s,
       pulled_at = greatest(pulled_at, %(pulled_at)s), pushed_at = CASE WHEN %(told)s THEN %(now)s ELSE pushed_at END
WHERE id = %(hall)s
"""


def _note_health(hall: HallPost, words: HallWords, *, offset: dt.timedelta, now: dt.datetime) -> None:
    if words.devices:
        values = _columns(words.devices, ("device", "unsent", "battery", "snapshot_at", "clock_offset_ms"))
        run(
            _DEVICE_HEALTH,
            values | {"fair": hall.fair_id, "times": [min(one.seen_at + offset, now) for one in words.devices]},
        )
    health = words.health
    run(
        _HALL_HEALTH,
        {
            "hall": hall.hall_id,
            "now": now,
            "unsent": health.unsent,
            "offset": health.clock_offset_ms,
            "pulled_at": health.pulled_at and min(health.pulled_at + offset, now),
            "told": health.unsent == 0,
        },
    )
