"""Deliveries: written once, claimed by one process, ended in a final state, swept when somebody died over them.

READY --claim--> SENDING --settle--> SENT | FAILED | UNKNOWN | READY again. Each arrow is one guarded UPDATE that is
committed before the next step begins; the network is only touched between arrows.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import orjson
from django.db import connection, transaction

from kernel.clock import now as clock_now
from kernel.delivery_rules import Outcome, Step, next_step
from kernel.ids import new_public_id
from kernel.models import Message, MessageState

Attachment = dict[str, Any]
FINAL_STATES = (MessageState.SENT, MessageState.FAILED, MessageState.UNKNOWN, MessageState.SUPPRESSED)


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter to one person about one revision of one thing. `attachments` name makers, not bytes."""

    subject_type: str
    subject_id: int
    kind: str
    recipient: str
    title: str
    text: str
    html: str = ""
    revision: int = 0
    recipient_name: str = ""
    language: str = "vi"
    tenant: str = ""
    scope: str = ""
    attachments: list[Attachment] = field(default_factory=list)
    may_repeat_unknown: bool = True


_POST = """
INSERT INTO kernel_message (public_id, tenant, scope, subject_type, subject_id, kind, revision, recipient,
    recipient_name, language, title, text, html, attachments, state, attempts, repeats, may_repeat_unknown,
    last_error, nudged_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 'ready', 0, 0, %s, '', now())
ON CONFLICT ON CONSTRAINT message_once_per_revision DO NOTHING
RETURNING id
"""


def post(drafts: Iterable[Draft]) -> list[int]:
    """Write them in the caller's transaction; the ids of those that were not there yet. Who calls nudges the sender."""
    posted: list[int] = []
    with connection.cursor() as cursor:
        for draft in drafts:
            cursor.execute(
                _POST,
                [
                    new_public_id(),
                    draft.tenant,
                    draft.scope,
                    draft.subject_type,
                    draft.subject_id,
                    draft.kind,
                    draft.revision,
                    draft.recipient,
                    draft.recipient_name,
                    draft.language,
                    draft.title[:300],
                    draft.text,
                    draft.html,
                    orjson.dumps(draft.attachments).decode(),
                    draft.may_repeat_unknown,
                ],
            )
            posted += (row[0] for row in cursor.fetchall())
    return posted


_CLAIM = """
UPDATE kernel_message
SET state = 'sending', attempts = attempts + 1, claimed_until = clock_timestamp() + make_interval(secs => %s),
    transmitting_since = NULL
WHERE id = %s AND state = 'ready' AND next_try_at <= clock_timestamp()
RETURNING *
"""


def claim(message_id: int, *, seconds: float) -> Message | None:
    """READY -> SENDING for `seconds`, committed at once; None when it is not to be sent now or somebody else has it."""
    return next(iter(Message.objects.raw(_CLAIM, [seconds, message_id])), None)


def begin_transmission(claimed: Message) -> bool:
    """Commit that the letter is about to leave. False when the claim is lost: then it must not leave."""
    return bool(_mine(claimed).update(transmitting_since=clock_now()) == 1)


def settle(claimed: Message, outcome: Outcome, *, error: str = "") -> Step | None:
    """Write what became of the try; None when the claim was lost meanwhile (its new holder decides)."""
    age = (clock_now() - claimed.created_at).total_seconds()
    step = next_step(
        outcome,
        attempts=claimed.attempts,
        repeats=claimed.repeats,
        may_repeat=claimed.may_repeat_unknown,
        age=age,
    )
    return step if _write(claimed, step, error) else None


def settle_sent(claimed: Message) -> bool:
    """The short way for a good answer: every millisecond between answer and commit could become a second letter."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE kernel_message SET state = 'sent', sent_at = clock_timestamp(), claimed_until = NULL, last_error = ''"
            " WHERE id = %s AND state = 'sending' AND claimed_until = %s",
            [claimed.pk, claimed.claimed_until],
        )
        return bool(cursor.rowcount == 1)


def sweep_stuck(*, limit: int = 500) -> list[Step]:
    """Take back what is SENDING past its lease, because its process died: surely unsent, or of unknown outcome."""
    with transaction.atomic(durable=True):
        stuck = (
            Message.objects.select_for_update(skip_locked=True)
            .filter(state=MessageState.SENDING, claimed_until__lt=clock_now())
            .order_by("claimed_until")[:limit]
        )
        return [
            step
            for message in stuck
            if (
                step := settle(message, Outcome.UNANSWERED, error="The sender died while the letter was leaving.")
                if message.transmitting_since
                else settle(message, Outcome.ABANDONED, error="The sender died before the letter left.")
            )
        ]


_TO_NUDGE = """
UPDATE kernel_message SET nudged_at = clock_timestamp()
WHERE id IN (
    SELECT id FROM kernel_message
    WHERE state = 'ready' AND next_try_at <= clock_timestamp()
      AND (nudged_at IS NULL OR nudged_at < next_try_at OR nudged_at < clock_timestamp() - make_interval(secs => %s))
    ORDER BY next_try_at LIMIT %s FOR UPDATE SKIP LOCKED)
RETURNING id
"""


def take_left_behind(*, quiet_seconds: float, limit: int = 500) -> list[int]:
    """READY rows whose nudge was lost (none for `quiet_seconds`) or whose wait is over; they count as nudged now."""
    with connection.cursor() as cursor:
        cursor.execute(_TO_NUDGE, [quiet_seconds, limit])
        return sorted(row[0] for row in cursor.fetchall())


def make_ready_again(message: Message) -> bool:
    """For a person's wish to send it once more: final -> READY with fresh counts; False when it is not final or was emptied."""
    rows = Message.objects.filter(pk=message.pk, state__in=FINAL_STATES).exclude(text="")
    return (
        rows.update(
            state=MessageState.READY,
            attempts=0,
            repeats=0,
            next_try_at=clock_now(),
            nudged_at=None,
            claimed_until=None,
            transmitting_since=None,
            last_error="",
            sent_at=None,
        )
        == 1
    )


def _mine(claimed: Message) -> Any:
    return Message.objects.filter(pk=claimed.pk, state=MessageState.SENDING, claimed_until=claimed.claimed_until)


def _write(claimed: Message, step: Step, error: str) -> bool:
    moment = clock_now()
    fields: dict[str, Any] = {
        "state": step.state,
        "attempts": step.attempts,
        "repeats": step.repeats,
        "claimed_until": None,
        "last_error": error[:300],
    }
    if step.state == MessageState.READY:
        fields |= {"next_try_at": moment + dt.timedelta(seconds=step.wait), "transmitting_since": None}
    if step.state == MessageState.SENT:
        fields |= {"sent_at": moment, "last_error": ""}
    return bool(_mine(claimed).update(**fields) == 1)
