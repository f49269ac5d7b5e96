"""The steps in which scans and words come together, whoever brought them: a device itself, or the server at the venue.

Inside the caller's unit of work, which holds the lists (`lock_lists`). What counts follows from the set of all
(`checkin.rules.merging`), so neither order nor repetition matters.
"""

from collections.abc import Collection, Iterable

from checkin.rules.merging import UNDO_ALLOWED
from kernel.statements import planned, run

# --- what is taken back ----------------------------------------------------------------------------------------------------
_WITH_WORDS = """
WITH word AS (
    SELECT s.id, min(a.at) AS at
    FROM checkin_annulment a
    JOIN checkin_scan s ON s.fair_id = a.fair_id AND s.nonce = a.nonce AND s.device_id = a.device_id
    WHERE a.device_id = ANY (%(devices)s) AND (a.cause = 'unheard' OR a.at <= s.scanned_at + %(allowed)s)
    GROUP BY s.id
)
{then}
"""
_UNSETTLED = _WITH_WORDS.format(
    then="SELECT 1 FROM word JOIN checkin_scan s USING (id) WHERE s.annulled_at IS DISTINCT FROM word.at LIMIT 1"
)
_SETTLE = _WITH_WORDS.format(
    then="""
UPDATE checkin_scan s SET annulled_at = word.at FROM word
WHERE s.id = word.id AND s.annulled_at IS DISTINCT FROM word.at
RETURNING s.nonce, s.checkin_list_id, (SELECT b.registration_id FROM booking_badge b WHERE b.id = s.badge_id)
"""
)
_UNADMIT = """
DELETE FROM checkin_admission a USING unnest(%(lists)s::bigint[], %(registrations)s::bigint[], %(nonces)s::text[])
    AS gone (list_id, registration_id, nonce)
WHERE a.checkin_list_id = gone.list_id AND a.registration_id = gone.registration_id AND a.nonce = gone.nonce
"""


def has_unsettled(device_id: int) -> bool:
    """Whether one of the device's words takes back a scan that still stands."""
    return bool(planned(_UNSETTLED, {"devices": [device_id], "allowed": UNDO_ALLOWED}))


def settle_annulments(device_ids: Collection[int]) -> set[tuple[int, int]]:
    """Mark every scan that a word of its own device takes back. (list, registration) of those that let somebody in."""
    if not device_ids:
        return set()
    gone = planned(_SETTLE, {"devices": list(device_ids), "allowed": UNDO_ALLOWED})
    return unadmit([row for row in gone if row[2] is not None])


def unadmit(entries: Collection[tuple[str, int, int]]) -> set[tuple[int, int]]:
    """Admissions that rest on these scans (nonce, list, registration) stand no more; the pairs, for `admit` to decide anew."""
    if entries:
        nonces, lists, registrations = map(list, zip(*entries, strict=True))
        planned(_UNADMIT, {"nonces": nonces, "lists": lists, "registrations": registrations})
    return {(list_id, registration) for _, list_id, registration in entries}


# --- who is in -------------------------------------------------------------------------------------------------------------
# What let `p` through and stands. From the person to the badges to what was read of each, and in no other order (OFFSET 0 keeps
# it): a log the database knows nothing of yet, as on the first morning, was read whole for each person, 500 scans in half a
# second instead of a hundredth.
_PASSAGES = """(SELECT id FROM booking_badge WHERE registration_id = p.registration_id OFFSET 0) AS badge
    CROSS JOIN LATERAL (
        SELECT gate_id, nonce, scanned_at, direction FROM checkin_scan
        WHERE badge_id = badge.id AND checkin_list_id = p.list_id AND verdict = 'ok' AND annulled_at IS NULL OFFSET 0
    ) AS s"""
_ADMIT = """
INSERT INTO checkin_admission (checkin_list_id, registration_id, gate_id, nonce, at)
SELECT p.list_id, p.registration_id, first.gate_id, first.nonce, first.scanned_at
FROM unnest(%(lists)s::bigint[], %(registrations)s::bigint[]) AS p (list_id, registration_id)
CROSS JOIN LATERAL (
    SELECT s.gate_id, s.nonce, s.scanned_at FROM PASSAGES WHERE s.direction = 'entry'
    ORDER BY s.scanned_at, s.nonce COLLATE "C" LIMIT 1
) AS first
ORDER BY p.list_id, p.registration_id
ON CONFLICT ON CONSTRAINT admission_once_per_list DO UPDATE SET gate_id = excluded.gate_id, nonce = excluded.nonce, at = excluded.at
WHERE excluded.at < checkin_admission.at
   OR excluded.at = checkin_admission.at AND excluded.nonce < checkin_admission.nonce COLLATE "C"
""".replace("PASSAGES", _PASSAGES)


_OPEN_ROOMS = """
UPDATE checkin_room SET ceiling = ceiling + %(more)s WHERE checkin_list_id = ANY (%(lists)s::bigint[])
RETURNING checkin_list_id
"""
_OCCUPY = """
INSERT INTO checkin_occupant AS o (checkin_list_id, registration_id, is_inside)
SELECT * FROM (
    SELECT p.list_id, p.registration_id, coalesce((
        SELECT s.direction = 'entry' FROM PASSAGES
        ORDER BY s.scanned_at DESC, s.nonce COLLATE "C" DESC LIMIT 1), false) AS is_inside
    FROM unnest(%(lists)s::bigint[], %(registrations)s::bigint[]) AS p (list_id, registration_id)
) AS newest WHERE is_inside = %(is_inside)s
ON CONFLICT ON CONSTRAINT occupant_once_per_list
DO UPDATE SET is_inside = excluded.is_inside WHERE o.is_inside <> excluded.is_inside
""".replace("PASSAGES", _PASSAGES)
_CLOSE_ROOMS = """
UPDATE checkin_room m SET ceiling = greatest(l.capacity, m.inside)
FROM checkin_checkinlist l WHERE l.id = m.checkin_list_id AND l.id = ANY (%(lists)s::bigint[])
"""


def admit(touched: Iterable[tuple[int, int]]) -> None:
    """The earliest standing entry of each (list, registration) becomes its admission, unless an earlier one is.

    And where the list has a capacity, the newest passage says who is inside: that may now be more than the capacity.
    """
    pairs = sorted(touched)
    if pairs:
        lists, registrations = map(list, zip(*pairs, strict=True))
        planned(_ADMIT, {"lists": lists, "registrations": registrations})
        _occupy(pairs)


def _occupy(pairs: list[tuple[int, int]]) -> None:
    rooms = {row[0] for row in planned(_OPEN_ROOMS, {"lists": sorted({pair[0] for pair in pairs}), "more": len(pairs)})}
    of_rooms = [pair for pair in pairs if pair[0] in rooms]
    if of_rooms:
        lists, registrations = map(list, zip(*of_rooms, strict=True))
        for is_inside in (True, False):
            planned(_OCCUPY, {"lists": lists, "registrations": registrations, "is_inside": is_inside})
        run(_CLOSE_ROOMS, {"lists": sorted(rooms)})
