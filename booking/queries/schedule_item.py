"""One wish or meeting of a preview as its organiser handles it: what it is, where it is, when its two sides are free."""

from dataclasses import dataclass

from booking.queries.schedule_diff import Clash, Kind, Line, occupancy
from booking.queries.schedule_preview import Entry, Preview, Unmet, entries_of
from fairs.models import MeetingSlot


@dataclass(frozen=True, slots=True)
class Item:
    """`entry` where it has a place; else `unmet` says why it has none."""

    id: str
    is_wish: bool
    entry: Entry | None
    unmet: Unmet | None

    @property
    def is_in_plan(self) -> bool:
        """Whether the run gave it this place: only then can it be taken out again."""
        return self.entry is not None and self.entry.line.kind in {Kind.NEW, Kind.MOVED}


@dataclass(frozen=True, slots=True)
class Time:
    """A slot ahead; `clash` is what forbids the item there at any table, None where it may go."""

    slot: MeetingSlot
    clash: Clash | None
    is_wished: bool


def item_of(preview: Preview, public_id: str) -> Item | None:
    """None where the preview knows no such open wish and no such meeting ahead."""
    line = _line(preview, public_id)
    if line is not None:
        return Item(public_id, line.meeting is None, next(iter(entries_of(preview, [line])), None), None)
    found = [each for each in preview.unmet_wishes if each[0].public_id == public_id]
    if not found:
        return None
    [unmet] = preview.unmet_of(found)
    return Item(public_id, is_wish=True, entry=None, unmet=unmet)


def times_of(preview: Preview, item: Item) -> list[Time]:
    """Every slot ahead with what stands against the item there; no query."""
    facts = preview.facts
    key = item.entry.line.key if item.entry else ""
    taken = occupancy(
        [x for x in preview.diff.lines if x.key != key and (x.kind is not Kind.CLASH or x.meeting is not None)], facts
    )
    people, wished = _people(preview, item)
    return [Time(slot, _against(preview, people, slot.pk, taken), slot.pk in wished) for slot in facts.slots]


def people_told(preview: Preview) -> int:
    """How many get a message when this preview is published."""
    people = {person for line in preview.diff.of(Kind.NEW) for person in line.people}
    for line in preview.diff.of(Kind.MOVED):
        people |= set(preview.facts.meetings[line.meeting or 0].people)
    return len(people)


def _line(preview: Preview, public_id: str) -> Line | None:
    for line in preview.diff.lines:
        if line.meeting is not None:
            if preview.facts.meetings[line.meeting].public_id == public_id:
                return line
        elif line.kind is not Kind.CLASH:
            wish = preview.facts.wishes.get(line.wish or 0)
            if wish is not None and wish.public_id == public_id:
                return line
    return None


def _people(preview: Preview, item: Item) -> tuple[tuple[int, ...], frozenset[int]]:
    """Who sits there, and the slots they asked for."""
    facts = preview.facts
    if item.entry is not None:
        line = item.entry.line
        if line.meeting is not None:
            meeting = facts.meetings[line.meeting]
            return tuple(meeting.people), meeting.wished_slots
        return line.people, facts.wishes[line.wish or 0].slots
    assert item.unmet is not None
    wish = item.unmet.wish
    asked = wish.to_person or next(iter(facts.people_of.get(wish.to_company, [])), None)
    return (wish.from_person, *([asked] if asked is not None else [])), wish.slots


def _against(
    preview: Preview, people: tuple[int, ...], slot: int, taken: dict[tuple[str, int, int], str]
) -> Clash | None:
    if any((person, slot) in preview.facts.hindered for person in people):
        return Clash.PERSON_AWAY
    if any(("person", person, slot) in taken for person in people):
        return Clash.PERSON_BUSY
    if all(("table", table.pk, slot) in taken for table in preview.facts.tables):
        return Clash.TABLE_TAKEN
    return None
