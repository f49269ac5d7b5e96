"""Outside ids: unguessable, short enough to read aloud, safe in a URL."""

import secrets

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
LENGTH = 16


_FAIR = 256 - 256 % len(ALPHABET)
"""A random byte from here on would favour the alphabet's first letters: it is thrown away."""


def new_public_id() -> str:
    """16 characters of 31, about 79 random bits."""
    found = ""
    while len(found) < LENGTH:
        found += "".join(ALPHABET[byte % len(ALPHABET)] for byte in secrets.token_bytes(LENGTH + 4) if byte < _FAIR)
    return found[:LENGTH]
