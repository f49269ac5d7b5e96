"""The one rule by which scans of devices that did not know of each other come together. Pure.

A device that cannot ask decides by itself and tells later. What it told the guard happened, and is never rewritten; what
follows from it is a function of the *set* of scans and annulments, so that order and repetition of their arrival do not
matter (docs/adr/0020): of all entries of one registration to one list that stand, the earliest is the admission (at the
same moment the smaller nonce); the others are doubles.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

UNDO_WITHIN = dt.timedelta(seconds=60)
UNDO_ALLOWED = UNDO_WITHIN + dt.timedelta(seconds=10)
"""What the device offers, and what the server takes: a slow hand is not told "too late" after it was told "done"."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody was told to come in. `at` is aware, corrected by the device's offset."""

    checkin_list: int
    registration: int
    at: dt.datetime
    nonce: str


@dataclass(frozen=True, slots=True)
class Double:
    """An entry that was one too many: `first` had let the same person in on the same list."""

    first: Entry
    second: Entry

    @property
    def seconds_apart(self) -> float:
        return (self.second.at - self.first.at).total_seconds()


def is_before(one: Entry, other: Entry) -> bool:
    return (one.at, one.nonce) < (other.at, other.nonce)


def admissions(entries: Iterable[Entry]) -> dict[tuple[int, int], Entry]:
    """(list, registration) -> the entry that counts. `entries` stand (none annulled), in any order, any number of times."""
    first: dict[tuple[int, int], Entry] = {}
    for entry in entries:
        key = entry.checkin_list, entry.registration
        if key not in first or is_before(entry, first[key]):
            first[key] = entry
    return first


def doubles(entries: Iterable[Entry]) -> list[Double]:
    """Every entry that is not the admission of its list and registration, by time."""
    all_of_them = set(entries)
    first = admissions(all_of_them)
    late = [entry for entry in all_of_them if first[entry.checkin_list, entry.registration] != entry]
    late.sort(key=lambda entry: (entry.at, entry.nonce))
    return [Double(first[entry.checkin_list, entry.registration], entry) for entry in late]


def gaps(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """The stretches (first, last) that are missing from a device's sequence 1, 2, 3, … up to the highest number known."""
    missing, expected = [], 1
    for number in sorted(set(numbers)):
        if number > expected:
            missing.append((expected, number - 1))
        expected = number + 1
    return missing


@dataclass(frozen=True, slots=True)
class Corrected:
    at: dt.datetime
    is_doubtful: bool


def corrected(device_time: dt.datetime, offset_ms: int, *, enrolled_at: dt.datetime, now: dt.datetime) -> Corrected:
    """The true time of a scan: the device's clock plus its offset, as last measured against the server.

    Nothing was scanned before the device was enrolled or after now; such a time is drawn to that edge and doubted.
    """
    try:
        at = device_time + dt.timedelta(milliseconds=offset_ms)
    except OverflowError:
        return Corrected(enrolled_at, is_doubtful=True)
    bounded = min(max(at, enrolled_at), now)
    return Corrected(bounded, is_doubtful=abs(bounded - at) > dt.timedelta(seconds=30))
