"""What devices kept while they could not ask: taken in any order, any number of times, with the same end.

Every scan is written as it was told at the door; which of them counts follows from the set of all (`checkin.rules.merging`).
One request is one transaction. Transactions over the same lists come one after the other (`lock_lists`), online looks go
on beside them: they meet in the unique index `admission_once_per_list`.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.conf import settings

from checkin.access.posts import DevicePost
from checkin.locks import lock_lists
from checkin.models import AnnulmentCause, Direction
from checkin.queries.keys import believed_keys
from checkin.rules.credentials import read_credential
from checkin.rules.merging import corrected
from checkin.services._strangers import STAND_IN_LASTS, meet, meet_blanks
from checkin.services._together import admit, has_unsettled, settle_annulments
from kernel.ids import new_public_id
from kernel.statements import planned, run
from kernel.unit_of_work import unit_of_work


@dataclass(frozen=True, slots=True)
class KeptScan:
    """A scan the device decided by itself. `scanned_at` is its clock's; `verdict` what the guard was told.

    `instead_of` is the nonce of the question that was never answered: that one is annulled.
    """

    seq: int
    nonce: str
    text: str
    checkin_list: str
    scanned_at: dt.datetime
    clock_offset_ms: int
    verdict: str
    direction: str = Direction.ENTRY
    instead_of: str | None = None


@dataclass(frozen=True, slots=True)
class Undo:
    """The guard took the scan of that nonce back. `at` is the device's clock."""

    nonce: str
    at: dt.datetime
    clock_offset_ms: int


@dataclass(frozen=True, slots=True)
class Health:
    """What a device tells of itself: `unsent` scans, `battery` in percent, the time of its snapshot, its clock."""

    unsent: int | None = None
    battery: int | None = None
    snapshot_at: dt.datetime | None = None
    clock_offset_ms: int | None = None


class Outcome(StrEnum):
    COUNTED = "counted"
    REPEATED = "repeated"
    REFUSED = "refused"


class Finding(StrEnum):
    """What the organiser should know of a scan that was told "come in"."""

    NONE = ""
    DOUBLE = "double"  # somebody with that badge had come in before
    ENDED_BEFORE = "ended_before"  # revoked or replaced before the scan; the device could not know
    NOT_OURS = "not_ours"  # no badge of this fair


@dataclass(frozen=True, slots=True)
class Taken:
    nonce: str
    outcome: Outcome
    problem: str = ""
    finding: Finding = Finding.NONE


@dataclass(frozen=True, slots=True)
class Kept:
    """A request of a device. Scans that could not even be read are answered where they stood, and not here."""

    scans: Sequence[KeptScan] = ()
    undone: Sequence[Undo] = ()
    health: Health = field(default_factory=Health)


@unit_of_work
def take(post: DevicePost, kept: Kept, *, now: dt.datetime) -> list[Taken]:
    """One outcome a scan, in the order given. Undone scans are taken back whether or not they came before."""
    taken: list[Taken] = []
    if kept.scans or kept.undone or has_unsettled(post.device_id):
        lock_lists(post.lists.values())
        taken = _bring_in(post, kept, now=now)
    _note_health(post.device_id, kept.health, now=now)
    return taken


def _bring_in(post: DevicePost, kept: Kept, *, now: dt.datetime) -> list[Taken]:
    here = [scan for scan in kept.scans if scan.checkin_list in post.lists]
    _annul(post, here, kept.undone, now=now)
    there_already = {row[0] for row in planned(_THERE, {"fair": post.fair_id, "nonces": [scan.nonce for scan in here]})}
    written = _write(post, [scan for scan in here if scan.nonce not in there_already], now=now)
    touched = {(row["list_id"], row["registration_id"]) for row in written.values() if row["registration_id"]}
    touched |= settle_annulments([post.device_id])
    admit(touched)
    return _outcomes(post, kept.scans, written)


# --- scans ---------------------------------------------------------------------------------------------------------------
_THERE = "SELECT nonce FROM checkin_scan WHERE fair_id = %(fair)s AND nonce = ANY (%(nonces)s)"
_WRITE = """
WITH given AS (
    SELECT * FROM unnest(
        %(nonces)s::text[], %(seqs)s::int[], %(lists)s::bigint[], %(directions)s::text[], %(verdicts)s::text[],
        %(times)s::timestamptz[], %(doubts)s::bool[], %(bits)s::bytea[], %(codes)s::text[], %(ids)s::text[]
    ) AS g (nonce, seq, list_id, direction, verdict, at, is_doubtful, token_bits, code, public_id)
), looked_up AS (
    SELECT given.*, coalesce(t.id, c.id) AS badge_id, coalesce(t.registration_id, c.registration_id) AS registration_id
    FROM given
    LEFT JOIN booking_badge t ON t.token_bits = given.token_bits AND t.fair_id = %(fair)s
    LEFT JOIN booking_badge c ON c.code = given.code AND c.fair_id = %(fair)s
), written AS (
    INSERT INTO checkin_scan (public_id, fair_id, checkin_list_id, gate_id, badge_id, scanned_by_id, nonce, direction,
                              verdict, offline, scanned_at, device_id, device_seq, clock_doubtful)
    SELECT public_id, %(fair)s, list_id, %(gate)s, badge_id, %(user)s, nonce, direction, verdict, true, at, %(device)s, seq,
           is_doubtful
    FROM looked_up ORDER BY seq, nonce
    ON CONFLICT DO NOTHING
    RETURNING public_id
)
SELECT l.public_id, l.nonce, l.list_id, l.registration_id FROM looked_up l JOIN written USING (public_id)
"""


def _write(post: DevicePost, scans: Sequence[KeptScan], *, now: dt.datetime) -> dict[str, dict[str, Any]]:
    """nonce -> what was written for it now; what stood there already, or cannot stand, is not among them."""
    if not scans:
        return {}
    columns: dict[str, list[Any]] = {
        name: []
        for name in ("nonces", "seqs", "lists", "directions", "verdicts", "times", "doubts", "bits", "codes", "ids")
    }
    ring = believed_keys()
    tokens: dict[bytes, dt.datetime | None] = {}
    for scan in scans:
        time = corrected(scan.scanned_at, scan.clock_offset_ms, enrolled_at=post.enrolled_at, now=now)
        credential = read_credential(scan.text, ring, fair=post.token_number, now=time.at)
        if credential.token_bits is not None:
            tokens[credential.token_bits] = credential.not_after
        values = (
            scan.nonce,
            scan.seq,
            post.lists[scan.checkin_list],
            scan.direction,
            scan.verdict,
            time.at,
            time.is_doubtful,
            credential.token_bits,
            credential.code,
            new_public_id(),
        )
        for column, value in zip(columns.values(), values, strict=True):
            column.append(value)
    if settings.HALL_SERVER:
        meet(post.fair_id, tokens)
        meet_blanks(post.fair_id, [code for code in columns["codes"] if code], until=now + STAND_IN_LASTS)
    values_of_post = {"fair": post.fair_id, "gate": post.gate_id, "user": post.user_id, "device": post.device_id}
    return {
        nonce: {"list_id": list_id, "registration_id": registration_id}
        for _, nonce, list_id, registration_id in planned(_WRITE, columns | values_of_post)
    }


# --- annulments ----------------------------------------------------------------------------------------------------------
_ANNUL = """
INSERT INTO checkin_annulment (fair_id, device_id, nonce, cause, at)
SELECT %(fair)s, %(device)s, a.nonce, a.cause, a.at
FROM unnest(%(nonces)s::text[], %(causes)s::text[], %(times)s::timestamptz[]) AS a (nonce, cause, at)
ON CONFLICT ON CONSTRAINT annulment_once DO UPDATE SET at = excluded.at WHERE excluded.at < checkin_annulment.at
"""


def _annul(post: DevicePost, scans: Iterable[KeptScan], undone: Iterable[Undo], *, now: dt.datetime) -> None:
    """Write the device's words; the same twice is once, the earliest time stands."""

    def true_time(at: dt.datetime, offset_ms: int) -> dt.datetime:
        return corrected(at, offset_ms, enrolled_at=post.enrolled_at, now=now).at

    words: dict[tuple[str, str], dt.datetime] = {}
    for nonce, cause, at in [
        *(
            (s.instead_of, AnnulmentCause.UNHEARD, true_time(s.scanned_at, s.clock_offset_ms))
            for s in scans
            if s.instead_of
        ),
        *((u.nonce, AnnulmentCause.UNDO, true_time(u.at, u.clock_offset_ms)) for u in undone),
    ]:
        words[nonce, cause] = min(at, words.get((nonce, cause), at))
    if words:
        nonces, causes = zip(*words, strict=True)
        values = {"nonces": list(nonces), "causes": list(causes), "times": list(words.values())}
        run(_ANNUL, values | {"fair": post.fair_id, "device": post.device_id})


# --- what is answered ------------------------------------------------------------------------------------------------------
_FOUND = """
SELECT s.nonce, s.device_id = %(device)s, s.verdict = 'ok' AND s.annulled_at IS NULL AND s.direction = 'entry',
       s.badge_id IS NULL, b.ended_at <= s.scanned_at, NOT l.re_entry AND a.nonce <> s.nonce AND r.head_count = 1
FROM checkin_scan s
JOIN checkin_checkinlist l ON l.id = s.checkin_list_id
LEFT JOIN booking_badge b ON b.id = s.badge_id
LEFT JOIN booking_registration r ON r.id = b.registration_id
LEFT JOIN checkin_admission a ON a.checkin_list_id = s.checkin_list_id AND a.registration_id = b.registration_id
WHERE s.fair_id = %(fair)s AND s.nonce = ANY (%(nonces)s)
"""


def _outcomes(post: DevicePost, scans: Sequence[KeptScan], written: Mapping[str, Any]) -> list[Taken]:
    nonces = [scan.nonce for scan in scans]
    found = planned(_FOUND, {"fair": post.fair_id, "device": post.device_id, "nonces": nonces}) if nonces else []
    stands = {nonce: (is_own, _finding(*rest)) for nonce, is_own, *rest in found}
    taken, fresh = [], set(written)
    for scan in scans:
        is_own, finding = stands.get(scan.nonce, (False, Finding.NONE))
        if is_own:
            outcome = Outcome.COUNTED if scan.nonce in fresh else Outcome.REPEATED
            fresh.discard(scan.nonce)
            taken.append(Taken(scan.nonce, outcome, finding=finding))
        elif scan.checkin_list not in post.lists:
            taken.append(Taken(scan.nonce, Outcome.REFUSED, "no_such_list"))
        else:
            problem = "nonce_taken" if scan.nonce in stands else "sequence_clash"
            taken.append(Taken(scan.nonce, Outcome.REFUSED, problem))
    return taken


def _finding(is_entry: bool, is_nobodys: bool, has_ended: bool | None, is_late: bool | None) -> Finding:
    if not is_entry:
        return Finding.NONE
    if is_nobodys:
        return Finding.NOT_OURS
    if has_ended:
        return Finding.ENDED_BEFORE
    return Finding.DOUBLE if is_late else Finding.NONE


_HEALTH = """
UPDATE checkin_device SET seen_at = greatest(seen_at, %(now)s), unsent = %(unsent)s, battery = %(battery)s,
       snapshot_at = %(snapshot_at)s, clock_offset_ms = %(clock_offset_ms)s
WHERE id = %(device)s
"""


def _note_health(device_id: int, health: Health, *, now: dt.datetime) -> None:
    values = {
        "unsent": health.unsent,
        "battery": health.battery,
        "snapshot_at": health.snapshot_at,
        "clock_offset_ms": health.clock_offset_ms,
    }
    run(_HEALTH, values | {"device": device_id, "now": now})
