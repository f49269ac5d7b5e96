"""The secrets of a device and of a hall server: the code that lets it in once, the key it shows from then on. Only their SHA-256 is kept.

Both are random (99 and at least 160 bits), so a plain digest is enough.
"""

import hashlib
import secrets

KEY_PREFIX = "phd_"
HALL_KEY_PREFIX = "phh_"
LONGEST_KEY = 80
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none is read for another
CODE_LENGTH = 20


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def new_key() -> str:
    return KEY_PREFIX + secrets.token_urlsafe(20)


def new_code() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(CODE_LENGTH))


def is_key(text: str) -> bool:
    """Whether it is worth looking up."""
    return text.startswith(KEY_PREFIX) and len(text) <= LONGEST_KEY


def new_hall_key() -> str:
    return HALL_KEY_PREFIX + secrets.token_urlsafe(30)


def is_hall_key(text: str) -> bool:
    return text.startswith(HALL_KEY_PREFIX) and len(text) <= LONGEST_KEY
