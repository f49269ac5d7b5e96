"""What is written on the thing held up to the camera: a signed token, a printed code, or nothing of ours."""

import datetime as dt
from dataclasses import dataclass

from badges import codes, tokens
from badges.keys import KeyRing

LONGEST = 400


@dataclass(frozen=True, slots=True)
class Credential:
    """Exactly one of `token_bits` (with the token's last moment) and `code`, or a `refusal` (a verdict's word)."""

    token_bits: bytes | None = None
    code: str | None = None
    refusal: str | None = None
    not_after: dt.datetime | None = None


def read_credential(text: str, ring: KeyRing, *, fair: int, now: dt.datetime) -> Credential:
    """Never raises. A forged, truncated or foreign text is `unknown`; a true token of another fair is `wrong_fair`.

    An expired token still names its badge, so that the database can say why (replaced, revoked, expired).
    """
    text = text.strip("\r\n")  # a space may belong to a token: it is a base45 character
    if not text.strip() or len(text) > LONGEST:
        return Credential(refusal="unknown")
    code = codes.normalise(text)
    if code is not None:
        return Credential(code=code)
    try:
        payload = tokens.verify(text, ring, fair=fair, now=now)
    except tokens.WrongFair:
        return Credential(refusal="wrong_fair")
    except tokens.Expired as expired:
        return Credential(token_bits=expired.payload.badge, not_after=expired.payload.not_after)
    except tokens.TokenRefused:
        return Credential(refusal="unknown")
    return Credential(token_bits=payload.badge, not_after=payload.not_after)
