"""What a device needs to decide without the server, packed: no names, no codes that could be printed again.

Layout, version 1, numbers big-endian (docs/door.md has the reader's side):

    4   magic `PHD1`          1   0 whole, 1 changes only        3   zero        8   cursor        8   salt
    1   gates, each: length, code        1   lists, each: length, outside id
    4   badges        4   entries
    21 a badge: 8 first bytes of its 12 random ones | 6 first bytes of SHA-256(salt, printed code) | registration, 4
                | status, 1: role in the low 3 bits, state in the high 5 | fair days it is good for, 2 (0: every day)
    11 an entry: registration, 4 | list, 1 | gate, 1 (255: unknown) | seconds since 1970, 4 | 1 stands, 0 taken back

PostgreSQL does the packing. The cursor is the oldest transaction that was still open when the snapshot was taken: all that
a later one changed is sent again, so nothing falls between two reads, however long a transaction runs.
"""

import struct
from dataclasses import dataclass

from booking.models import RegistrationRole
from checkin.access.posts import DevicePost
from kernel.statements import rows

MAGIC = b"PHD1"
ROLES = (
    RegistrationRole.VISITOR,
    RegistrationRole.BUYER,
    RegistrationRole.EXHIBITOR,
    RegistrationRole.ORGANISER,
    RegistrationRole.DOOR,
    RegistrationRole.CREW,
)
STATES = ("good", "replaced", "revoked", "cancelled", "blocked", "unpaid", "stock")
BADGE_BYTES, ENTRY_BYTES = 21, 11
UNKNOWN_GATE = 255


@dataclass(frozen=True, slots=True)
class Snapshot:
    cursor: int
    is_whole: bool
    content: bytes


_HEAD = """
SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
       substr(sha256(convert_to('phien door ' || f.public_id, 'UTF8')), 1, 8), f.starts_on,
       ARRAY(SELECT g.id FROM checkin_gate g WHERE g.fair_id = f.id ORDER BY g.id),
       ARRAY(SELECT g.code FROM checkin_gate g WHERE g.fair_id = f.id ORDER BY g.id)
FROM fairs_fair f WHERE f.id = %s
"""
# A row's xmin is the transaction that wrote it. Locks do not change it; frozen rows are older than any cursor.
_BADGES = """
SELECT coalesce(string_agg(record, ''::bytea ORDER BY id), ''::bytea), count(*) FROM (
    SELECT b.id, substr(b.token_bits, 1, 8) || substr(sha256(%(salt)s::bytea || convert_to(b.code, 'UTF8')), 1, 6)
        || substr(int8send(r.id), 5)
        || substr(int4send(array_position(%(roles)s::text[], r.role::text) - 1 + 8 * CASE
            WHEN b.state = 'replaced' THEN 1 WHEN b.state = 'revoked' THEN 2
            WHEN r.state IN ('withdrawn', 'erased') THEN 3 WHEN r.state = 'rejected' THEN 4 WHEN r.state = 'pending' THEN 5
            ELSE 0 END), 4)
        || substr(int4send(coalesce((SELECT bit_or(1 << (d - %(starts_on)s::date)) FROM unnest(r.days) d
                                     WHERE d - %(starts_on)s::date BETWEEN 0 AND 15), 0)), 3) AS record
    FROM booking_badge b JOIN booking_registration r ON r.id = b.registration_id
    WHERE b.fair_id = %(fair)s AND ({changed})
    UNION ALL
    SELECT 0, substr(k.token_bits, 1, 8) || substr(sha256(%(salt)s::bytea || convert_to(k.code, 'UTF8')), 1, 6)
        || substr(int8send(0), 5) || substr(int4send(8 * 6), 4) || substr(int4send(0), 3)
    FROM booking_stockbadge k WHERE k.fair_id = %(fair)s AND k.badge_id IS NULL AND ({changed_stock})
) AS packed
"""
_ENTRIES = """
SELECT coalesce(string_agg(record, ''::bytea), ''::bytea), count(*) FROM (
    SELECT substr(int8send(a.registration_id), 5)
        || substr(int4send(array_position(%(lists)s::bigint[], a.checkin_list_id) - 1), 4)
        || substr(int4send(coalesce(array_position(%(gates)s::bigint[], a.gate_id) - 1, 255)), 4)
        || substr(int8send(floor(extract(epoch FROM a.at))::bigint), 5) || '\\x01'::bytea AS record
    FROM checkin_admission a WHERE a.checkin_list_id = ANY (%(lists)s) AND ({changed})
    {gone}
) AS packed
"""
_GONE = """
    UNION ALL
    SELECT DISTINCT substr(int8send(b.registration_id), 5)
        || substr(int4send(array_position(%(lists)s::bigint[], s.checkin_list_id) - 1), 4)
        || '\\xff'::bytea || substr(int8send(0), 5) || '\\x00'::bytea
    FROM checkin_scan s JOIN booking_badge b ON b.id = s.badge_id
    WHERE s.checkin_list_id = ANY (%(lists)s) AND s.annulled_at IS NOT NULL AND age(s.xmin) <= age(%(since)s::xid)
      AND NOT EXISTS (SELECT 1 FROM checkin_admission a WHERE a.checkin_list_id = s.checkin_list_id
                      AND a.registration_id = b.registration_id)
"""
_ALL_BADGES = _BADGES.format(changed="true", changed_stock="true")
_CHANGED_BADGES = _BADGES.format(
    changed="age(b.xmin) <= age(%(since)s::xid) OR age(r.xmin) <= age(%(since)s::xid)",
    changed_stock="age(k.xmin) <= age(%(since)s::xid)",
)
_ALL_ENTRIES = _ENTRIES.format(changed="true", gone="")
_CHANGED_ENTRIES = _ENTRIES.format(changed="age(a.xmin) <= age(%(since)s::xid)", gone=_GONE)


def snapshot(post: DevicePost, *, since: int | None = None) -> Snapshot:
    """What stands now, or what changed after the snapshot with that cursor. Three statements.

    A cursor this database cannot have given (of another one, or from before a restore) is answered with a whole one.
    """
    ((cursor, salt, starts_on, gate_ids, gate_codes),) = rows(_HEAD, [post.fair_id])
    is_whole = since is None or not cursor - 2**31 < since <= cursor
    values = {
        "salt": bytes(salt),
        "roles": [str(role) for role in ROLES],
        "starts_on": starts_on,
        "fair": post.fair_id,
        "lists": list(post.lists.values()),
        "gates": gate_ids,
        "since": "0" if since is None else str(since % 2**32),
    }
    ((badges, badge_count),) = rows(_ALL_BADGES if is_whole else _CHANGED_BADGES, values)
    ((entries, entry_count),) = rows(_ALL_ENTRIES if is_whole else _CHANGED_ENTRIES, values)
    content = [
        MAGIC,
        struct.pack(">B3xQ", 0 if is_whole else 1, cursor),
        bytes(salt),
        _names([code.encode() for code in gate_codes[:UNKNOWN_GATE]]),
        _names([outside.encode() for outside in post.lists]),
        struct.pack(">II", badge_count, entry_count),
        bytes(badges),
        bytes(entries),
    ]
    return Snapshot(cursor=cursor, is_whole=is_whole, content=b"".join(content))


def _names(names: list[bytes]) -> bytes:
    return bytes([len(names)]) + b"".join(bytes([len(name)]) + name for name in names)
