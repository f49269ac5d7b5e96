"""A wish accepted in one round trip: locked, decided, written, answered and committed (docs/adr/0030)."""

import datetime as dt
from typing import NamedTuple

from booking.errors.meetings import NoCommonSlot
from booking.locks.meetings import lock_party_of_wish, lock_times_of_wish
from booking.services._accept_statements import accept_statement
from kernel.clock import now as clock_now
from kernel.ids import new_public_id
from kernel.locks import Rank, step_to
from kernel.outbox import ring_when_committed
from kernel.statements import Gathered, Proof, Rows
from kernel.unit_of_work import one_trip


class Accepted(NamedTuple):
    """A meeting that was just made, with what is shown of it; of each side in person order, the person and the company."""

    meeting_id: int
    slot: str
    hindrance: str | None
    created_at: dt.datetime
    slot_index: int
    starts_at: dt.datetime
    ends_at: dt.datetime
    table: str
    number: int
    zone: str
    hall: str | None
    request: str
    agenda_line: str
    language: str
    need: tuple[str | None, ...]
    sides: tuple[tuple[str, ...], tuple[str, ...]]
    public_id: str


def accept_in_one_trip(
    fair_slug: str,
    wish_id: str,
    *,
    user_id: int,
    slot_id: str | None = None,
    table_id: str | None = None,
    revision: int | None = None,
    proof: Proof | None = None,
) -> Accepted | None:
    """The meeting of a wish by its outside ids, as `accept_request` makes it; None, and nothing written, wherever that must say why not.

    Order: the two people locked, then the wish's times, then the wish by the statement that decides it. `proof` is the
    condition under which the user may act. Raises NoCommonSlot (with every hindrance), AlreadyMet, Busy.
    """
    public_id = new_public_id()
    values = {
        "fair": fair_slug,
        "wish": wish_id,
        "user": user_id,
        "slot": slot_id,
        "table": table_id,
        "revision": revision,
        "now": clock_now(),
        "id": public_id,
    }
    condition = ""
    if proof is not None:
        values |= proof.values
        condition = proof.condition

    def ask(together: Gathered) -> Rows:
        lock_party_of_wish(together, values)
        lock_times_of_wish(together, values)
        step_to(Rank.CLAIM)
        return together.rows(accept_statement(condition), values)

    def tell(found: Rows) -> Accepted | None:
        if found and found[0][0] is not None:
            ring_when_committed()
            row = found[0]
            return Accepted._make([*row[:3], *row[4:15], row[15:20], (row[20:27], row[27:34]), public_id])
        if len(found) > 1 and table_id is None and all(row[2] for row in found):
            raise NoCommonSlot(hindrances={row[1]: row[2] for row in found})
        return None

    return one_trip(ask, tell)
