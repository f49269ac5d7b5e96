"""A small calendar program, as RFC 5546 describes one: it takes invitations in whatever order they come.

It reads with `vobject`, a library the house does not write with.
"""

import datetime as dt
from dataclasses import dataclass, field

import vobject


@dataclass(frozen=True)
class Kept:
    starts_at: dt.datetime
    ends_at: dt.datetime
    summary: str
    location: str


@dataclass
class CalendarClient:
    """What one person's calendar shows: `entries` by UID. `known` keeps the newest revision of each UID, gone ones too."""

    address: str
    entries: dict[str, Kept] = field(default_factory=dict)
    known: dict[str, tuple[int, dt.datetime]] = field(default_factory=dict)

    def receive(self, file: str) -> bool:
        """Applies one mailed file; False when it is older than what is known, or meant for somebody else."""
        calendar = vobject.readOne(file)
        event = calendar.vevent
        if self.address not in [attendee.value.removeprefix("mailto:") for attendee in event.attendee_list]:
            return False
        uid, revision = event.uid.value, (int(event.sequence.value), event.dtstamp.value)
        if uid in self.known and revision <= self.known[uid]:
            return False
        self.known[uid] = revision
        if calendar.method.value == "CANCEL":
            self.entries.pop(uid, None)
        else:
            assert calendar.method.value == "REQUEST"
            self.entries[uid] = kept(event)
        return True


def kept(event) -> Kept:
    return Kept(
        event.dtstart.value.astimezone(dt.UTC),
        event.dtend.value.astimezone(dt.UTC),
        event.summary.value,
        event.location.value,
    )
