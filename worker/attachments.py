"""Makers of attachments, by name: rows keep `{"maker": …}`, the bytes are made when the mail goes out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from badges.render import pass_pdf
from booking.models import Registration
from booking.passes import fair_days_calendar, pass_sheet
from booking.queries.registrations import live_badge


@dataclass(frozen=True, slots=True)
class File:
    name: str
    media_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Calendar:
    """A calendar part that the reader's program offers to accept; `method` is REQUEST or CANCEL."""

    method: str
    body: str


Made = File | Calendar | None
Maker = Callable[..., Made]


def make(attachment: Mapping[str, Any]) -> Made:
    """None where its subject is gone. Raises KeyError for a maker that does not exist: the message then fails aloud."""
    wanted = dict(attachment)
    return MAKERS[wanted.pop("maker")](**wanted)


def pass_file(*, registration_id: int) -> Made:
    """The pass as it is now: the badge that opens the door when the mail leaves, not when it was written."""
    registration = Registration.objects.filter(pk=registration_id).first()
    badge = live_badge(registration) if registration else None
    return File("phien-pass.pdf", "application/pdf", pass_pdf(pass_sheet(badge))) if badge else None


def fair_days_file(*, registration_id: int) -> Made:
    rows = Registration.objects.select_related("fair", "person")
    registration = rows.filter(pk=registration_id).first()
    return File("phien.ics", "text/calendar", fair_days_calendar(registration)) if registration else None


def calendar_part(*, method: str, body: str) -> Made:
    """An invitation is kept whole in the row: what was true of that revision, however late it leaves."""
    return Calendar(method, body)


MAKERS: dict[str, Maker] = {"pass_pdf": pass_file, "fair_days": fair_days_file, "calendar": calendar_part}
