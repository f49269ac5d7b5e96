"""Outside ids: unguessable, short enough to read aloud, safe in a URL."""

import secrets

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
LENGTH = 16


def new_public_id() -> str:
    """16 characters of 31, about 79 random bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
