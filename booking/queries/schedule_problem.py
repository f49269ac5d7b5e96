"""The scheduler's problem out of the fair: wishes as requests, people as participants, what stands as pins.

Ids in it are primary keys; wishes are called `w12`, meetings that stand `m12` (booking/rules/schedule.py).
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from booking.models import Booking
from booking.queries.schedule_facts import MOVABLE, Facts, Standing, Wish
from booking.rules.schedule import Options, meeting_key, weight_of, wish_key
from booking.states import LIVE_BOOKING_STATES
from fairs.interpreting import pair_of


class Excluded(StrEnum):
    """Why a wish is not even given to the solver."""

    NOT_ASKED = "not_asked"
    BLOCKED_PAIR = "blocked_pair"
    ALREADY_MET = "already_met"
    NOBODY_REGISTERED = "nobody_registered"


class Impossible(StrEnum):
    """Why there is nothing to compute at all."""

    NO_TABLES = "no_tables"
    NO_SLOTS = "no_slots"
    NO_WISHES = "no_wishes"


@dataclass(slots=True)
class Built:
    """`problem` in the solver's format; `seats` says who sits there for each request of it: (asker, asked)."""

    problem: dict[str, Any]
    previous: dict[str, Any]
    seats: dict[str, tuple[int, int]]
    excluded: dict[int, Excluded]
    tables: list[int]  # table number of the plan -> table
    movable: frozenset[str] = frozenset()  # meetings that stand and may move
    impossible: Impossible | None = None
    notes: list[str] = field(default_factory=list)


def schedule_problem(facts: Facts, options: Options) -> Built:
    """What the run has to solve; at most one query of its own. Deterministic for the same facts and options."""
    seats, excluded = _who_meets(facts, options)
    ahead = {meeting.id: meeting for meeting in facts.meetings.values() if facts.is_ahead(meeting.slot_id)}
    movable = {pk: each for pk, each in ahead.items() if options.move_unlocked and may_move(each)}
    pinned = {pk: each for pk, each in ahead.items() if pk not in movable}
    tables = _table_order(facts, options, pinned)
    usable = max(len(tables) - options.spare_tables, _most_at_once(pinned), 1)
    built = Built({}, {}, seats, excluded, tables, frozenset(meeting_key(pk) for pk in movable))
    if not tables:
        built.impossible = Impossible.NO_TABLES
    elif not facts.slots:
        built.impossible = Impossible.NO_SLOTS
    elif not seats and not movable:
        built.impossible = Impossible.NO_WISHES
    if built.impossible:
        return built
    number = {table: n for n, table in enumerate(tables)}
    requests = [_request(facts, options, facts.wishes[int(key[1:])], *seats[key]) for key in seats]
    for meeting in ahead.values():
        if len(meeting.people) == 2:
            requests.append(_standing(facts, options, meeting, is_pinned=meeting.id in pinned))
            built.seats[meeting_key(meeting.id)] = _two(meeting)
    zones, walking = _walking(facts, options)
    if walking and _walks_are_broken(facts, pinned, zones, walking):
        zones, walking = {}, []
        built.notes.append("walking_not_kept")
    built.problem = {
        "version": 1,
        "slots": _slots(facts),
        "tables": usable,
        "participants": _participants(facts, options, requests, ahead, zones),
        "requests": requests,
        "pinned": [
            {"request": meeting_key(m.id), "slot": m.slot_id}
            | ({"table": number[m.table_id]} if number[m.table_id] < usable else {})
            for m in pinned.values()
            if len(m.people) == 2
        ],
        "interpreters": _interpreters(facts, options, pinned),
        "walking": walking,
    }
    if movable:
        built.previous = _previous(ahead, number)
    return built


def may_move(meeting: Standing) -> bool:
    """Locked meetings, begun ones and those of more than two people stay where they are."""
    return not meeting.is_locked and meeting.state in MOVABLE and len(meeting.people) == 2


def _who_meets(facts: Facts, options: Options) -> tuple[dict[str, tuple[int, int]], dict[int, Excluded]]:
    """Who sits at the table for each wish; where nobody was named, the colleague with the fewest wishes so far."""
    load: Counter[int] = Counter()
    for wish in facts.wishes.values():
        load[wish.from_person] += 1
        if wish.to_person is not None:
            load[wish.to_person] += 1
    seats: dict[str, tuple[int, int]] = {}
    excluded: dict[int, Excluded] = {}
    for wish in facts.wishes.values():
        if wish.priority not in options.priorities and not wish.is_must:
            excluded[wish.id] = Excluded.NOT_ASKED
        elif wish.pair in facts.blocked:
            excluded[wish.id] = Excluded.BLOCKED_PAIR
        elif (wish.pair, wish.need_id) in facts.met:
            excluded[wish.id] = Excluded.ALREADY_MET
        else:
            asked = wish.to_person
            if asked is None:
                colleagues = facts.people_of.get(wish.to_company, [])
                asked = min(colleagues, key=lambda person: (load[person], person), default=None)
                if asked is not None:
                    load[asked] += 1
            if asked is None or not {asked, wish.from_person} <= facts.language_of.keys():
                excluded[wish.id] = Excluded.NOBODY_REGISTERED
            else:
                seats[wish_key(wish.id)] = (wish.from_person, asked)
    return seats, excluded


def language_needed(facts: Facts, options: Options, asker: int, asked: int, spoken: str) -> str | None:
    """The pair to interpret, None where both understand each other: the asker speaks his own and the wish's language."""
    if not options.with_interpreters or not facts.interpreters:
        return None
    theirs, own = facts.language_of.get(asked, spoken), facts.language_of.get(asker, spoken)
    if theirs in {own, spoken}:
        return None
    return pair_of(theirs, spoken) or pair_of(theirs, own)


def _request(facts: Facts, options: Options, wish: Wish, asker: int, asked: int) -> dict[str, Any]:
    ahead = [slot.pk for slot in facts.slots]
    slots = [pk for pk in ahead if pk in wish.slots] if options.only_wished_times else ahead
    line: dict[str, Any] = {
        "id": wish_key(wish.id),
        "a": asker,
        "b": asked,
        "weight": weight_of(wish.priority),
        "slots": slots,
    }
    if wish.is_must and any(_is_free(facts, asker, pk) and _is_free(facts, asked, pk) for pk in slots):
        line["must"] = True  # a must without any common time is reported, it does not stop all others
    language = language_needed(facts, options, asker, asked, wish.language)
    return line | ({"language": language} if language else {})


def _standing(facts: Facts, options: Options, meeting: Standing, *, is_pinned: bool) -> dict[str, Any]:
    """A meeting that stands: it may never be dropped. Its interpreter is kept apart where it is pinned."""
    asker, asked = _two(meeting)
    line: dict[str, Any] = {
        "id": meeting_key(meeting.id),
        "a": asker,
        "b": asked,
        "weight": weight_of(meeting.priority),
        "must": True,
    }
    if is_pinned:
        line["slots"] = [meeting.slot_id]
        return line
    if options.only_wished_times:
        allowed = meeting.wished_slots | {meeting.slot_id}
        line["slots"] = [slot.pk for slot in facts.slots if slot.pk in allowed]
    interpreter = next((each for each in facts.interpreters if each.pk == meeting.interpreter_id), None)
    if interpreter is not None:
        pair = language_needed(facts, options, asker, asked, facts.language_of.get(asker, "vi"))
        line["language"] = pair if pair in interpreter.languages else interpreter.languages[0]
    return line


def _participants(
    facts: Facts,
    options: Options,
    requests: list[dict[str, Any]],
    ahead: Mapping[int, Standing],
    zones: Mapping[int, str],
) -> list[dict[str, Any]]:
    """Everybody in a request. Where something stands a person counts as free, whatever else is said of the time."""
    company: dict[int, int] = {person: c for c, people in facts.people_of.items() for person in people}
    stands: dict[int, set[int]] = {}
    taken: dict[int, set[int]] = {}
    held: Counter[int] = Counter()
    for meeting in facts.meetings.values():
        for person, company_id in meeting.people.items():
            held[person] += 1
            company.setdefault(person, company_id)
            if meeting.id in ahead:
                crowd = taken if len(meeting.people) != 2 else stands
                crowd.setdefault(person, set()).add(meeting.slot_id)
    past = Counter(p for m in facts.meetings.values() if m.id not in ahead or len(m.people) != 2 for p in m.people)
    in_use = sorted({line[side] for line in requests for side in ("a", "b")})
    return [
        {
            "id": person,
            "kind": "buyer" if company.get(person) in facts.buyers else "exhibitor",
            "availability": [
                slot.pk
                for slot in facts.slots
                if slot.pk not in taken.get(person, ())
                and (slot.pk in stands.get(person, ()) or _is_free(facts, person, slot.pk))
            ],
            "max_meetings": max(_most(facts, options, company.get(person)), held[person]) - past[person],
        }
        | ({"zone": zones[company[person]]} if company.get(person) in zones else {})
        for person in in_use
    ]


def _most(facts: Facts, options: Options, company_id: int | None) -> int:
    """The most meetings a person may have at the fair; who shows and buys has the larger of both."""
    everything = len(facts.slot_of)
    limits = []
    if company_id in facts.exhibitors:
        limits.append(options.meetings_per_exhibitor or facts.fair.meetings_per_exhibitor or everything)
    if company_id in facts.buyers:
        limits.append(options.meetings_per_buyer or facts.fair.meetings_per_buyer or everything)
    return max(limits, default=everything)


def _slots(facts: Facts) -> list[dict[str, int]]:
    zone = ZoneInfo(facts.fair.timezone)
    return [
        {"id": slot.pk, "day": slot.starts_at.astimezone(zone).toordinal(), "index": slot.index} for slot in facts.slots
    ]


def _interpreters(facts: Facts, options: Options, pinned: Mapping[int, Standing]) -> list[dict[str, Any]]:
    if not options.with_interpreters:
        return []
    zone = ZoneInfo(facts.fair.timezone)
    taken = {(meeting.interpreter_id, meeting.slot_id) for meeting in pinned.values()}
    return [
        {
            "id": each.pk,
            "languages": list(each.languages),
            "availability": [
                slot.pk
                for slot in facts.slots
                if (not each.days or slot.starts_at.astimezone(zone).date() in each.days)
                and (each.pk, slot.pk) not in taken
            ],
        }
        for each in facts.interpreters
    ]


def _table_order(facts: Facts, options: Options, pinned: Mapping[int, Standing]) -> list[int]:
    """By number; with tables to spare those that are in use come first, so that no pin falls among the spare ones."""
    used = Counter(meeting.table_id for meeting in pinned.values()) if options.spare_tables else Counter()
    return [table.pk for table in sorted(facts.tables, key=lambda table: (not used[table.pk], table.number))]


def _most_at_once(pinned: Mapping[int, Standing]) -> int:
    return max(Counter(meeting.slot_id for meeting in pinned.values()).values(), default=0)


def _walking(facts: Facts, options: Options) -> tuple[dict[int, str], list[list[Any]]]:
    """Company -> hall of its booth, and the slots to leave free between halls. Nothing where all tables share a hall."""
    slots = facts.fair.walking_slots if options.walking_slots is None else options.walking_slots
    halls = sorted({table.hall.code for table in facts.tables if table.hall is not None})
    if not slots or len(halls) < 2:
        return {}, []
    live = Booking.objects.filter(fair=facts.fair, state__in=LIVE_BOOKING_STATES, booth__hall__code__in=halls)
    zones = dict(live.order_by("-pk").values_list("company_id", "booth__hall__code"))
    return zones, [[one, other, slots] for i, one in enumerate(halls) for other in halls[i + 1 :]]


def _walks_are_broken(
    facts: Facts, pinned: Mapping[int, Standing], zones: Mapping[int, str], walking: list[list[Any]]
) -> bool:
    """Whether what stands already asks somebody to walk too fast: then the rule cannot be kept at all."""
    zone = ZoneInfo(facts.fair.timezone)
    reach = walking[0][2]
    at: dict[int, list[tuple[int, int, str]]] = {}
    for meeting in pinned.values():
        asker, asked = _two(meeting) if len(meeting.people) == 2 else (0, 0)
        place = zones.get(meeting.people.get(asker, 0)) or zones.get(meeting.people.get(asked, 0))
        slot = facts.slot_of[meeting.slot_id]
        for person in meeting.people if place else ():
            at.setdefault(person, []).append((slot.starts_at.astimezone(zone).toordinal(), slot.index, place or ""))
    return any(
        one[0] == other[0] and one[2] != other[2] and abs(one[1] - other[1]) <= reach
        for places in at.values()
        for i, one in enumerate(places)
        for other in places[i + 1 :]
    )


def _previous(ahead: Mapping[int, Standing], number: Mapping[int, int]) -> dict[str, Any]:
    """What stands, as a plan: the solver keeps it where it can."""
    meetings = [
        {"request": meeting_key(m.id), "slot": m.slot_id, "table": number[m.table_id]}
        for m in ahead.values()
        if len(m.people) == 2
    ]
    return {
        "meetings": meetings, "unmet": [], "weight": 0, "upper_bound": 0, "gap": 0.0, "idle_slots": 0, "breaks": 0,
        "proved_optimal": False, "seconds": 0.0, "moved": 0,
    }  # fmt: skip


def _is_free(facts: Facts, person: int, slot_id: int) -> bool:
    return (person, slot_id) not in facts.hindered


def _two(meeting: Standing) -> tuple[int, int]:
    one, other = meeting.people
    return one, other
