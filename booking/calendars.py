"""Calendar files (RFC 5545): invitations that update in place and the feed of a person's agenda. Pure: values in, bytes out.

The same UID and a higher SEQUENCE move or cancel the entry in the calendar it was put into.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, Timezone, vCalAddress, vText

PRODUCT = "-//Phien//Trade fair//EN"
REMIND_BEFORE = dt.timedelta(minutes=30)


class Method(StrEnum):
    """What a mailed calendar file asks of the calendar (RFC 5546)."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    PUBLISH = "PUBLISH"


@dataclass(frozen=True, slots=True)
class Attendee:
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One calendar entry; `[starts_at, ends_at)` aware, shown in the IANA zone of the calendar it stands in."""

    uid: str
    sequence: int
    starts_at: dt.datetime
    ends_at: dt.datetime
    summary: str
    location: str = ""
    description: str = ""
    url: str = ""
    is_cancelled: bool = False
    attendees: tuple[Attendee, ...] = field(default=())


def uid_of(public_id: str, domain: str) -> str:
    """The name under which an entry is known for ever."""
    return f"{public_id}@{domain}"


def invitation(entry: Entry, *, method: Method, organizer: Attendee, zone: str, stamped_at: dt.datetime) -> bytes:
    """One entry to be mailed: METHOD, organizer and attendees are what makes a mail program offer to accept it."""
    calendar = _calendar([entry], zone=zone)
    calendar.add("method", method.value)
    event = _event(entry, zone=zone, stamped_at=stamped_at)
    event.add("organizer", _address(organizer))
    for attendee in entry.attendees:
        address = _address(attendee)
        address.params["ROLE"] = vText("REQ-PARTICIPANT")
        address.params["PARTSTAT"] = vText("ACCEPTED")
        event.add("attendee", address)
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def feed(entries: Iterable[Entry], *, name: str, zone: str, stamped_at: dt.datetime) -> bytes:
    """A calendar to subscribe to: all entries, refreshed every quarter of an hour by those who honour the hint."""
    entries = list(entries)
    calendar = _calendar(entries, zone=zone)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", zone)
    calendar.add("refresh-interval", dt.timedelta(minutes=15), parameters={"VALUE": "DURATION"})
    for entry in entries:
        calendar.add_component(_event(entry, zone=zone, stamped_at=stamped_at))
    return bytes(calendar.to_ical())


def _calendar(entries: list[Entry], *, zone: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    if entries:
        first, last = min(entry.starts_at for entry in entries), max(entry.ends_at for entry in entries)
        calendar.add_component(_rules_of(zone, first.year - 1, last.year + 1))
    return calendar


@lru_cache(maxsize=64)
def _rules_of(zone: str, first_year: int, last_year: int) -> Timezone:
    """VTIMEZONE of whole years; kept, because finding the changes of a zone costs 12 ms."""
    return Timezone.from_tzid(zone, first_date=dt.date(first_year, 1, 1), last_date=dt.date(last_year + 1, 1, 1))


def _event(entry: Entry, *, zone: str, stamped_at: dt.datetime) -> Event:
    local = ZoneInfo(zone)
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", stamped_at.astimezone(dt.UTC))
    event.add("dtstart", entry.starts_at.astimezone(local))
    event.add("dtend", entry.ends_at.astimezone(local))
    event.add("summary", entry.summary)
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if entry.is_cancelled else "OPAQUE")
    for name, value in (("location", entry.location), ("description", entry.description), ("url", entry.url)):
        if value:
            event.add(name, value)
    if not entry.is_cancelled:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", entry.summary)
        alarm.add("trigger", -REMIND_BEFORE)
        event.add_component(alarm)
    return event


def _address(attendee: Attendee) -> vCalAddress:
    """A double quote in a name becomes a single one: not every program knows how RFC 6868 writes it."""
    address = vCalAddress(f"mailto:{attendee.email}")
    address.params["CN"] = vText(attendee.name.replace('"', "'"))
    return address
