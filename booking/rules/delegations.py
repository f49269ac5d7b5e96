"""Who is who on a delegation's list, and until when its keys are good."""

import datetime as dt
from dataclasses import dataclass

from kernel.text import fold

TELL_AFTER = dt.timedelta(minutes=2)
TELL_EVERY = dt.timedelta(minutes=30)
DESK_OPEN_AFTER = dt.timedelta(days=30)
"""So long after the fair's end the contact's key still opens the list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """Somebody for the list: `phone` is E.164. `consented_at` is when the person, or the contact for him, agreed."""

    full_name: str
    email: str = ""
    phone: str = ""
    language: str = "vi"
    consented_at: dt.datetime | None


def same_as(guest: Guest) -> str:
    """The same text for the same person: an address is one person's, a phone may be shared by people of other names."""
    if guest.email:
        return guest.email.strip().lower()
    return f"{guest.phone} {fold(guest.full_name)}"


def next_telling(told_at: dt.datetime | None, *, now: dt.datetime) -> dt.datetime | None:
    """When the contact is told who waits: soon, but once in half an hour at most. None: it is arranged already."""
    if told_at is not None and told_at > now:
        return None
    soon = now + TELL_AFTER
    return max(soon, told_at + TELL_EVERY) if told_at else soon
