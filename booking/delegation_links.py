"""The two keys of a delegation: one for whoever joins it, one for its contact. Signed, never kept; a new one ends the old.

A key names the delegation and the number of the key; until when it is good stands in the row, so that a printed QR stays
the same when the time is moved.
"""

from enum import StrEnum

from django.core.signing import BadSignature, Signer

from booking.models import Delegation
from kernel.errors import NotFound

SEPARATOR = "."
MOST_CHARACTERS = 120


class Purpose(StrEnum):
    """Part of the signature: a key of one purpose opens nothing else."""

    JOIN = "join"
    DESK = "desk"


def join_key(delegation: Delegation) -> str:
    """For the people: it stands in the QR."""
    return _signer(Purpose.JOIN).sign(f"{delegation.public_id}-{delegation.link_number}")


def desk_key(delegation: Delegation) -> str:
    """For the contact: it stands in the letter."""
    return _signer(Purpose.DESK).sign(f"{delegation.public_id}-{delegation.desk_number}")


def read_key(purpose: Purpose, key: str) -> tuple[str, int]:
    """The delegation's public id and the number of the key. Raises NotFound for a key that is not ours or of another purpose."""
    if len(key) > MOST_CHARACTERS:
        raise NotFound
    try:
        public_id, _, number = _signer(purpose).unsign(key).rpartition("-")
    except BadSignature as exc:
        raise NotFound from exc
    return public_id, int(number)


def _signer(purpose: Purpose) -> Signer:
    return Signer(sep=SEPARATOR, salt=f"phien.booking.delegation.{purpose}")
