"""The signed token of a badge: proof of entry that a gate can check with no network and no list.

Layout, version 1, 86 bytes, numbers big-endian:

    offset  length  field
    0       1       version, always 1
    1       1       id of the signing key
    2       4       fair, unsigned
    6       12      badge, 96 random bits
    18      4       not after, unsigned seconds since 1970-01-01T00:00:00Z
    22      64      Ed25519 signature over `DOMAIN` followed by bytes 0..21

The text is base45 of these bytes: 129 characters, QR version 6 at level M in alphanumeric mode. No personal
data. Packing and signing are deterministic, and only the text that `sign` writes is accepted. Whether a
badge was revoked or replaced is not in the token: the door looks that up.

What can be wrong, one exception each:

    TokenRefused
    |- NotAToken         not base45, or longer than a token
    |  `- Truncated      the beginning of a token, cut off
    |- WrongVersion      of a layout this code does not know
    |- UnknownKey        signed under an id that is not in the ring
    |- Forged            the signature does not fit
    |- WrongFair         true, but of another fair
    `- Expired           true and of this fair, but past its time
"""

import secrets
import struct
from dataclasses import dataclass
from datetime import UTC, datetime

from badges import base45
from badges.keys import KeyRing, SigningKey, VerifyKey

__all__ = [
    "TOKEN_CHARACTERS",
    "Expired",
    "Forged",
    "KeyRing",
    "NotAToken",
    "SigningKey",
    "TokenPayload",
    "TokenRefused",
    "Truncated",
    "UnknownKey",
    "VerifyKey",
    "WrongFair",
    "WrongVersion",
    "new_badge_id",
    "sign",
    "verify",
]

VERSION = 1
DOMAIN = b"phien badge v1\x00"
BADGE_BYTES = 12
_LAYOUT = struct.Struct(f">BBI{BADGE_BYTES}sI")
_SIGNATURE_BYTES = 64
TOKEN_BYTES = _LAYOUT.size + _SIGNATURE_BYTES
TOKEN_CHARACTERS = TOKEN_BYTES // 2 * 3
MOST_CHARACTERS = 4296  # of the largest QR code in alphanumeric mode; longer texts are not even decoded


class TokenRefused(Exception):
    """The text proves nothing. `code` is a stable English word for logs and answers."""

    code = "refused"


class NotAToken(TokenRefused):
    code = "not_a_token"


class Truncated(NotAToken):
    code = "truncated"


class WrongVersion(TokenRefused):
    code = "wrong_version"

    def __init__(self, version: int) -> None:
        super().__init__(f"layout {version} is not known here")
        self.version = version


class UnknownKey(TokenRefused):
    code = "unknown_key"

    def __init__(self, key_id: int) -> None:
        super().__init__(f"key {key_id} is not in the ring")
        self.key_id = key_id


class Forged(TokenRefused):
    code = "forged"


class WrongFair(TokenRefused):
    """The token is genuine; `payload` says for which fair."""

    code = "wrong_fair"

    def __init__(self, payload: "TokenPayload") -> None:
        super().__init__(f"a badge of fair {payload.fair}")
        self.payload = payload


class Expired(TokenRefused):
    """The token is genuine and of this fair; `payload` says until when it was good."""

    code = "expired"

    def __init__(self, payload: "TokenPayload") -> None:
        super().__init__(f"good until {payload.not_after.isoformat()}")
        self.payload = payload


@dataclass(frozen=True, slots=True)
class TokenPayload:
    """What a token says. `not_after` is aware and is kept in UTC, cut to whole seconds."""

    fair: int
    badge: bytes
    not_after: datetime

    def __post_init__(self) -> None:
        """Raises ValueError for what the layout cannot hold."""
        if not 0 <= self.fair <= 0xFFFFFFFF:
            raise ValueError("a fair is a number of 32 bits")
        if len(self.badge) != BADGE_BYTES:
            raise ValueError(f"a badge is {BADGE_BYTES} bytes")
        if self.not_after.utcoffset() is None:
            raise ValueError("not_after needs a time zone")
        seconds = int(self.not_after.timestamp() // 1)
        if not 0 <= seconds <= 0xFFFFFFFF:
            raise ValueError("not_after lies outside 1970 to 2106")
        object.__setattr__(self, "badge", bytes(self.badge))
        object.__setattr__(self, "not_after", datetime.fromtimestamp(seconds, UTC))


def new_badge_id() -> bytes:
    """96 bits from the system's secure source."""
    return secrets.token_bytes(BADGE_BYTES)


def sign(payload: TokenPayload, key: SigningKey) -> str:
    """The token's text: 129 characters, the same for the same payload and key."""
    body = _LAYOUT.pack(VERSION, key.key_id, payload.fair, payload.badge, int(payload.not_after.timestamp()))
    return base45.encode(body + key.sign(DOMAIN + body))


def verify(text: str, ring: KeyRing, *, fair: int, now: datetime) -> TokenPayload:
    """The payload, if the token is genuine, of this fair, and `now` is not after its last second.

    Raises a TokenRefused for every other text, and nothing else. Of several faults the first in this order
    is told: not a token, version, length, key, signature, fair, time. A naive `now` is the caller's mistake
    and a ValueError.
    """
    if now.utcoffset() is None:
        raise ValueError("now needs a time zone")
    data = _bytes_of(text)
    body, signature = data[: _LAYOUT.size], data[_LAYOUT.size :]
    _, key_id, its_fair, badge, seconds = _LAYOUT.unpack(body)
    key = ring.get(key_id)
    if key is None:
        raise UnknownKey(key_id)
    if not key.is_signed(DOMAIN + body, signature):
        raise Forged("the signature does not fit")
    payload = TokenPayload(its_fair, badge, datetime.fromtimestamp(seconds, UTC))
    if payload.fair != fair:
        raise WrongFair(payload)
    if now > payload.not_after:
        raise Expired(payload)
    return payload


def _bytes_of(text: str) -> bytes:
    """The 86 bytes of a version 1 token. Raises NotAToken, Truncated or WrongVersion."""
    if len(text) > MOST_CHARACTERS:
        raise NotAToken("longer than any QR code")
    try:
        data = base45.decode(text)
    except base45.NotBase45 as exc:
        if _is_beginning(text):
            raise Truncated(f"{len(text)} of {TOKEN_CHARACTERS} characters") from exc
        raise NotAToken(str(exc)) from exc
    if data and data[0] != VERSION:
        raise WrongVersion(data[0])
    if len(data) < TOKEN_BYTES:
        raise Truncated(f"{len(text)} of {TOKEN_CHARACTERS} characters")
    if len(data) > TOKEN_BYTES:
        raise NotAToken("longer than a token")
    return data


def _is_beginning(text: str) -> bool:
    """Whether `text` could go on to be a version 1 token, though cut inside a group of three characters."""
    whole = len(text) // 3 * 3
    if len(text) >= TOKEN_CHARACTERS or not set(text[whole:]) <= set(base45.ALPHABET):
        return False
    try:
        data = base45.decode(text[:whole])
    except base45.NotBase45:
        return False
    return not data or data[0] == VERSION
