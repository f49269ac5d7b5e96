"""Whether an invitation still counts, and how a code is read. Pure."""

import datetime as dt
from enum import StrEnum

ALPHABET = "23456789CDFGHJKMNPQRTVWX"  # nothing that is mistaken for something else
LENGTH = 8


class Standing(StrEnum):
    OPEN = "open"
    USED_UP = "used_up"
    OVER = "over"  # its time has passed, or the firm ended it


def read_code(typed: str) -> str:
    """As it stands in the table, whatever people put between the letters."""
    return "".join(letter for letter in typed.upper() if letter.isalnum())[: LENGTH + 1]


def grouped(code: str) -> str:
    return f"{code[:4]}-{code[4:]}"


def standing_of(
    *, uses: int, most: int, expires_at: dt.datetime | None, closed_at: dt.datetime | None, now: dt.datetime
) -> Standing:
    if closed_at is not None or (expires_at is not None and expires_at <= now):
        return Standing.OVER
    return Standing.USED_UP if uses >= most else Standing.OPEN
