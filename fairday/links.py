"""Keys of pages that open without a log-in: signed, each for one purpose and one thing, and only for a time.

`subject` is the public id of the thing (and which side, where it has two). The key says nothing about a person.
"""

import datetime as dt
from enum import StrEnum

from django.core.signing import BadSignature, Signer

from booking.models import Meeting
from fairday.errors import LinkExpired
from fairday.models import FollowUpStep
from kernel.errors import NotFound

_SEPARATOR = "."
MOST_CHARACTERS = 160
LOW, HIGH = "low", "high"


class Purpose(StrEnum):
    """Part of the signature: a key of one purpose opens nothing else."""

    OUTCOME = "outcome"
    FOLLOW_UP = "follow-up"


def make_key(purpose: Purpose, subject: str, *, expires_at: dt.datetime) -> str:
    return _signer(purpose).sign(f"{subject}~{int(expires_at.timestamp())}")


def read_key(purpose: Purpose, key: str, *, now: dt.datetime) -> str:
    """The subject. Raises NotFound for a key that is not ours or of another purpose, LinkExpired after its time."""
    if len(key) > MOST_CHARACTERS:
        raise NotFound
    try:
        subject, _, until = _signer(purpose).unsign(key).rpartition("~")
    except BadSignature as exc:
        raise NotFound from exc
    if now.timestamp() >= int(until):
        raise LinkExpired
    return subject


def _signer(purpose: Purpose) -> Signer:
    return Signer(sep=_SEPARATOR, salt=f"phien.fairday.{purpose}")


def outcome_key(meeting: Meeting, company_id: int, *, expires_at: dt.datetime) -> str:
    """For the end card of that side."""
    side = LOW if company_id == meeting.company_low_id else HIGH
    return make_key(Purpose.OUTCOME, f"{meeting.public_id}-{side}", expires_at=expires_at)


def follow_up_key(step: FollowUpStep) -> str:
    """For the answer to that question, until it runs out."""
    return make_key(Purpose.FOLLOW_UP, step.public_id, expires_at=step.expires_at)
