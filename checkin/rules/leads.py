"""What a lead is, out of what colleagues sent in any order and as often as they like; when it happened; who may read whom.

Everything a device sends is an entry with a nonce. A lead is the set of its entries: nothing here depends on the order
in which they came (docs/adr/0021).
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

CLOCK_MAY_DIFFER = dt.timedelta(minutes=2)
BEFORE_THE_FAIR = dt.timedelta(days=60)
GRADES, YES_NO = ("A", "B", "C"), ("yes", "no")


@dataclass(frozen=True, slots=True)
class Entry:
    """`author`, `qualifier` and `need` are primary keys."""

    nonce: str
    kind: str
    at: dt.datetime
    author: int | None = None
    text: str = ""
    qualifier: int | None = None
    need: int | None = None
    linked: bool = True
    offline: bool = False


@dataclass(frozen=True, slots=True)
class Merged:
    """Scans and notes in the order of their times; each qualifier's answers newest first; the wanted parts linked now."""

    first_at: dt.datetime
    last_at: dt.datetime
    scans: tuple[Entry, ...] = ()
    notes: tuple[Entry, ...] = ()
    answers: dict[int, tuple[Entry, ...]] = field(default_factory=dict)
    needs: tuple[int, ...] = ()


def merged(entries: Iterable[Entry]) -> Merged:
    """Raises ValueError for none. The device's times decide, equal ones by nonce: the same for every order and repetition."""
    found = sorted({entry.nonce: entry for entry in entries}.values(), key=lambda entry: (entry.at, entry.nonce))
    if not found:
        raise ValueError("a lead has at least one entry")
    answers: dict[int, tuple[Entry, ...]] = {}
    links: dict[int, bool] = {}
    for entry in found:
        if entry.qualifier is not None:
            answers[entry.qualifier] = (entry, *answers.get(entry.qualifier, ()))
        if entry.need is not None:
            links[entry.need] = entry.linked
    return Merged(
        first_at=found[0].at,
        last_at=found[-1].at,
        scans=tuple(entry for entry in found if entry.kind == "scan"),
        notes=tuple(entry for entry in found if entry.kind == "note"),
        answers=answers,
        needs=tuple(sorted(need for need, linked in links.items() if linked)),
    )


def accepted_time(
    said: dt.datetime | None, *, clock: dt.datetime | None, now: dt.datetime, not_before: dt.datetime
) -> dt.datetime:
    """When it happened. `clock` is what the device's clock shows while it sends: one that is wrong by more than two minutes
    is put right by the difference. Never in the future; a time before `not_before` is none, so that of arrival is taken."""
    if said is None:
        return now
    off = now - clock if clock is not None else dt.timedelta()
    try:
        at = said + off if abs(off) > CLOCK_MAY_DIFFER else said
    except OverflowError:
        return now
    return now if at < not_before else min(at, now)


class Standing(StrEnum):
    """What a firm may read of the visitor. GONE: withdrawn from the fair, turned away or erased."""

    SHARED = "shared"
    NOT_SHARED = "not_shared"
    WITHDRAWN = "withdrawn"
    GONE = "gone"


STANDINGS = [(one.value, one.value) for one in Standing]


def standing(*, is_registered: bool, shares: bool, is_shared: bool, is_withdrawn: bool) -> Standing:
    """`shares` is the registration's word to every firm, the last two are the visitor's word to this one."""
    if not is_registered:
        return Standing.GONE
    if is_withdrawn:
        return Standing.WITHDRAWN
    return Standing.SHARED if shares or is_shared else Standing.NOT_SHARED


def may_answer(value: str, *, kind: str, choices: Iterable[str]) -> bool:
    """An empty value takes an answer back."""
    known = {"yes_no": YES_NO, "grade": GRADES}.get(kind) or tuple(choices)
    return not value or value in known
