"""One look at a badge: one indexed statement decides, admits and records, so that two gates cannot both say welcome.

Most looks are a plain welcome and cost the small statement of that; another one judges what it leaves (docs/adr/0036).
Each statement is its own transaction (docs/adr/0007, 0025): it needs no lock but the unique index
`admission_once_per_list`, at a list with a capacity the row that counts it as well, and no unit of work around it.
`nonce` makes a retry the same scan: it answers what was answered the first time.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db import IntegrityError

from checkin.access.posts import Post, PostDoubtful
from checkin.errors import SequenceClash
from checkin.models import Direction, Verdict
from checkin.queries.keys import believed_keys
from checkin.rules.credentials import read_credential
from checkin.services._scan_statements import BY_CODE, BY_TOKEN, REPEATED, statement, welcome_statement
from checkin.services._strangers import meet
from kernel.ids import new_public_id
from kernel.statements import Rows, rows
from kernel.unit_of_work import asked_again, constraint_name


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


def scan_badge(post: Post, scan: ScanRequest, *, now: dt.datetime) -> ScanResult:
    """Decide, admit and record one scan; the same nonce again answers the first answer. Three statements at the most.

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
    found = asked_again(lambda: _decided(post, values))
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


def _decided(post: Post, values: dict[str, Any]) -> Rows:
    """The row that the scan has now written and what is told of it; none where it is not the first, or the post not proved."""
    match = BY_TOKEN if values["token_bits"] is not None else BY_CODE
    condition = post.proof.condition if post.proof else ""
    found: Rows = []
    try:
        if values["direction"] == Direction.ENTRY and not post.has_capacity and not values["refusal"]:
            found = rows(welcome_statement(match, condition=condition), values)
        return found or rows(statement(match, has_capacity=post.has_capacity, condition=condition), values)
    except IntegrityError as broken:
        if constraint_name(broken) != "scan_seq_once":
            raise
        return []


def _repeated(post: Post, nonce: str, *, repeated: bool) -> ScanResult:
    """The scan as it was recorded; for a person let in by it, no earlier entry is told.

    Raises SequenceClash when it was not recorded: the device has given its number to another scan.
    """
    found = rows(REPEATED, {"fair": post.fair_id, "nonce": nonce})
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
