"""What a server at the venue has to tell its fair's server: every row of its own that changed since it last told all.

Found by the transaction that wrote it, as the other way (ADR 0028); so nothing need be marked when somebody scans, and
nothing is forgotten when the power goes.
"""

import json
from dataclasses import dataclass
from typing import Any

from checkin.models import Upstream
from checkin.replica import FIRST_OWN_ID
from kernel.statements import planned

MOST = 500


@dataclass(frozen=True, slots=True)
class Bundle:
    """At most `MOST` words of one kind, as the fair's server reads them; how far the round has come after it, or None at its end."""

    words: dict[str, list[dict[str, Any]]]
    place: dict[str, Any] | None
    upto: int

    @property
    def is_empty(self) -> bool:
        return not self.words


_CODES = """
SELECT w.id, d.public_id AS device, w.code_digest, w.code_expires_at, w.key_digest, w.at
FROM checkin_hallenrolment w JOIN checkin_device d ON d.id = w.device_id
WHERE w.id > %(after)s AND age(w.xmin) <= age(%(since)s::xid) ORDER BY w.id LIMIT %(most)s
"""
_ANNULMENTS = """
SELECT a.id, d.public_id AS device, a.nonce, a.cause, a.at
FROM checkin_annulment a JOIN checkin_device d ON d.id = a.device_id
WHERE a.id > %(after)s AND age(a.xmin) <= age(%(since)s::xid) ORDER BY a.id LIMIT %(most)s
"""
_SCANS = """
SELECT s.id, s.public_id, d.public_id AS device, s.device_seq AS seq, s.nonce, g.public_id AS gate,
       l.public_id AS checkin_list, encode(b.token_bits, 'hex') AS badge, s.direction, s.verdict, s.offline, s.scanned_at,
       s.clock_doubtful, s.first_entry_at
FROM checkin_scan s
JOIN checkin_device d ON d.id = s.device_id
JOIN checkin_gate g ON g.id = s.gate_id
JOIN checkin_checkinlist l ON l.id = s.checkin_list_id
LEFT JOIN booking_badge b ON b.id = s.badge_id
WHERE s.id > %(after)s AND age(s.xmin) <= age(%(since)s::xid) ORDER BY s.id LIMIT %(most)s
"""
_KINDS = {"codes": _CODES, "annulments": _ANNULMENTS, "scans": _SCANS}
_AS_JSON = "SELECT coalesce(json_agg(x), '[]')::text FROM ({statement}) x"
_CURSOR = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint"


def next_bundle(upstream: Upstream, *, most: int = MOST) -> Bundle:
    """The next words of the round under way, or of a new one. Words go before the scans they speak of."""
    ((cursor,),) = planned(_CURSOR, {})
    round_: Any = upstream.pushing or {}
    kinds = list(_KINDS)
    upto, kind, after = int(round_.get("upto", cursor)), round_.get("kind", kinds[0]), round_.get("after", 0)
    for each in kinds[kinds.index(kind) :]:
        found = json.loads(
            planned(_AS_JSON.format(statement=_KINDS[each]), _values(upstream, cursor, after, most))[0][0]
        )
        if found:
            place = {"upto": upto, "kind": each, "after": found[-1].pop("id")}
            for word in found[:-1]:
                del word["id"]
            return Bundle({each: found}, place, upto)
        after = 0
    return Bundle({}, None, upto)


def unsent(upstream: Upstream) -> int:
    """Scans that the fair's server has not answered for."""
    ((cursor,),) = planned(_CURSOR, {})
    round_ = upstream.pushing or {}
    after = round_.get("after", 0) if round_.get("kind") == "scans" else 0
    counted = f"SELECT count(*) FROM ({_SCANS}) x"  # noqa: S608 -- our own statement
    return int(planned(counted, _values(upstream, cursor, after, 2**31 - 1))[0][0])


def health_of_devices() -> list[dict[str, Any]]:
    """What devices told of themselves here, for the organiser's board."""
    return json.loads(planned(_HEALTH, {})[0][0])  # type: ignore[no-any-return]


_HEALTH = """
SELECT coalesce(json_agg(x), '[]')::text FROM (
    SELECT public_id AS device, seen_at, unsent, battery, snapshot_at, clock_offset_ms FROM checkin_device
    WHERE seen_at IS NOT NULL AND key_digest IS NOT NULL ORDER BY seen_at DESC LIMIT 200
) x
"""


def _values(upstream: Upstream, cursor: int, after: int, most: int) -> dict[str, Any]:
    since = upstream.pushed_cursor or 0
    if not cursor - 2**31 < since <= cursor:
        since = 0
    return {"after": max(after, FIRST_OWN_ID - 1), "most": most, "since": str(since % 2**32)}
