"""The problem as values:

what a problem file says, read strictly. What contradicts itself is refused in `consistency`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Literal, NamedTuple

from matching import columns, reader
from matching.collector import collector_paused
from matching.reader import BadInput, Id

Idle = Literal["slots", "breaks"]


@dataclass(frozen=True, slots=True)
class Slot:
    id: Id
    day: int
    index: int


class Participant(NamedTuple):
    id: Id
    kind: str
    availability: tuple[Id, ...]
    max_meetings: int
    min_meetings: int = 0
    zone: str | None = None


class Request(NamedTuple):
    id: Id
    a: Id
    b: Id
    weight: int
    must: bool = False
    slots: tuple[Id, ...] | None = None
    language: str | None = None
    rank_a: int = 0
    rank_b: int = 0


class Pin(NamedTuple):
    request: Id
    slot: Id
    table: int | None = None


@dataclass(frozen=True, slots=True)
class Interpreter:
    id: Id
    languages: tuple[str, ...]
    availability: tuple[Id, ...]


@dataclass(frozen=True, slots=True)
class Walk:
    """`slots` must stay free between a person's meetings in the two zones, in either order."""

    one: str
    other: str
    slots: int


@dataclass(frozen=True, slots=True)
class Objective:
    idle: Idle = "slots"
    fairness: int | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    slots: tuple[Slot, ...]
    tables: int
    participants: tuple[Participant, ...]
    requests: tuple[Request, ...]
    pinned: tuple[Pin, ...] = ()
    before: tuple[tuple[Id, Id], ...] = ()
    never: tuple[tuple[Id, Id], ...] = ()  # participants who must not meet
    interpreters: tuple[Interpreter, ...] = ()
    walking: tuple[Walk, ...] = ()
    objective: Objective = field(default_factory=Objective)


@collector_paused()
def parse_problem(raw: dict[str, Any]) -> Problem:
    """The problem in `raw`. Refuses unknown keys, wrong types, ids given twice and ids of nothing."""
    reader.keys(
        "",
        raw,
        needed=("slots", "tables", "participants", "requests"),
        optional=("version", "name", "pinned", "before", "never", "interpreters", "walking", "objective"),
    )
    if reader.integer("version", raw.get("version", 1)) != 1:
        raise BadInput("version", f"only version 1 is known, not {raw['version']}")
    if "name" in raw:
        reader.text("name", raw["name"])
    problem = Problem(
        slots=reader.a_list("slots", raw["slots"], _slot),
        tables=reader.integer("tables", raw["tables"], least=1),
        participants=_participants(raw["participants"]),
        requests=_requests(raw["requests"]),
        pinned=_pins(raw.get("pinned", [])),
        before=reader.a_list("before", raw.get("before", []), _pair),
        never=reader.a_list("never", raw.get("never", []), _pair_of_people),
        interpreters=reader.a_list("interpreters", raw.get("interpreters", []), _interpreter),
        walking=reader.a_list("walking", raw.get("walking", []), _walk),
        objective=_objective(raw.get("objective", {})),
    )
    _check_references(problem)
    return problem


def _slot(where: str, value: object) -> Slot:
    raw = reader.keys(where, value, needed=("id", "day", "index"))
    return Slot(
        id=reader.an_id(f"{where}.id", raw["id"]),
        day=reader.integer(f"{where}.day", raw["day"]),
        index=reader.integer(f"{where}.index", raw["index"]),
    )


_PARTICIPANTS = columns.Rows(
    Participant,
    {
        "id": columns.names,
        "kind": columns.texts,
        "availability": columns.lists_of_names,
        "max_meetings": columns.numbers,
        "min_meetings": columns.numbers,
        "zone": columns.texts_or_none,
    },
    absent=Participant._field_defaults,
)
_REQUESTS = columns.Rows(
    Request,
    {
        "id": columns.names,
        "a": columns.names,
        "b": columns.names,
        "weight": columns.numbers,
        "must": columns.flags,
        "slots": columns.lists_of_names_or_none,
        "language": columns.texts_or_none,
        "rank_a": columns.numbers,
        "rank_b": columns.numbers,
    },
    absent=Request._field_defaults,
)
_PINS = columns.Rows(
    Pin,
    {"request": columns.names, "slot": columns.names, "table": columns.numbers_or_none},
    absent=Pin._field_defaults,
)


def _participants(value: object) -> tuple[Participant, ...]:
    people = _PARTICIPANTS.read(value)
    if people is None or any(person.min_meetings > person.max_meetings for person in people):
        return reader.a_list("participants", value, _participant)
    return people


def _requests(value: object) -> tuple[Request, ...]:
    requests = _REQUESTS.read(value)
    if requests is None or any(request.a == request.b for request in requests):
        return reader.a_list("requests", value, _request)
    return requests


def _pins(value: object) -> tuple[Pin, ...]:
    pins = _PINS.read(value)
    return reader.a_list("pinned", value, _pin) if pins is None else pins


def _participant(where: str, value: object) -> Participant:
    needed = ("id", "kind", "availability", "max_meetings")
    raw = reader.keys(where, value, needed=needed, optional=("min_meetings", "zone"))
    most = reader.integer(f"{where}.max_meetings", raw["max_meetings"])
    least = reader.integer(f"{where}.min_meetings", raw.get("min_meetings", 0))
    if least > most:
        raise BadInput(f"{where}.min_meetings", f"must not be above max_meetings {most}, but is {least}")
    return Participant(
        id=reader.an_id(f"{where}.id", raw["id"]),
        kind=reader.text(f"{where}.kind", raw["kind"]),
        availability=_ids(f"{where}.availability", raw["availability"]),
        max_meetings=most,
        min_meetings=least,
        zone=_text_or_none(f"{where}.zone", raw.get("zone")),
    )


def _request(where: str, value: object) -> Request:
    needed = ("id", "a", "b", "weight")
    raw = reader.keys(where, value, needed=needed, optional=("rank_a", "rank_b", "must", "slots", "language"))
    request = Request(
        id=reader.an_id(f"{where}.id", raw["id"]),
        a=reader.an_id(f"{where}.a", raw["a"]),
        b=reader.an_id(f"{where}.b", raw["b"]),
        weight=reader.integer(f"{where}.weight", raw["weight"]),
        must=reader.boolean(f"{where}.must", raw.get("must", False)),
        slots=None if raw.get("slots") is None else _ids(f"{where}.slots", raw["slots"]),
        language=_text_or_none(f"{where}.language", raw.get("language")),
        rank_a=reader.integer(f"{where}.rank_a", raw.get("rank_a", 0)),
        rank_b=reader.integer(f"{where}.rank_b", raw.get("rank_b", 0)),
    )
    if request.a == request.b:
        raise BadInput(f"{where}.b", f"{reader.show(request.b)} cannot meet itself")
    return request


def _pin(where: str, value: object) -> Pin:
    raw = reader.keys(where, value, needed=("request", "slot"), optional=("table",))
    table = raw.get("table")
    return Pin(
        request=reader.an_id(f"{where}.request", raw["request"]),
        slot=reader.an_id(f"{where}.slot", raw["slot"]),
        table=None if table is None else reader.integer(f"{where}.table", table),
    )


def _pair(where: str, value: object) -> tuple[Id, Id]:
    pair = reader.a_list(where, value, reader.an_id)
    if len(pair) != 2:
        raise BadInput(where, f"must name two requests, not {len(pair)}")
    return pair[0], pair[1]


def _pair_of_people(where: str, value: object) -> tuple[Id, Id]:
    pair = reader.a_list(where, value, reader.an_id)
    if len(pair) != 2:
        raise BadInput(where, f"must name two participants, not {len(pair)}")
    if pair[0] == pair[1]:
        raise BadInput(where, f"{reader.show(pair[0])} cannot meet itself anyway")
    return pair[0], pair[1]


def _interpreter(where: str, value: object) -> Interpreter:
    raw = reader.keys(where, value, needed=("id", "languages", "availability"))
    languages = reader.a_list(f"{where}.languages", raw["languages"], reader.text)
    reader.distinct(f"{where}.languages", languages, "the language")
    return Interpreter(
        id=reader.an_id(f"{where}.id", raw["id"]),
        languages=languages,
        availability=_ids(f"{where}.availability", raw["availability"]),
    )


def _walk(where: str, value: object) -> Walk:
    if not isinstance(value, list) or len(value) != 3:
        raise BadInput(where, "must be a list of two zones and a number of slots")
    return Walk(
        reader.text(f"{where}[0]", value[0]),
        reader.text(f"{where}[1]", value[1]),
        reader.integer(f"{where}[2]", value[2]),
    )


def _objective(value: object) -> Objective:
    raw = reader.keys("objective", value, needed=(), optional=("idle", "fairness"))
    idle, fairness = raw.get("idle", "slots"), raw.get("fairness")
    if idle not in ("slots", "breaks"):
        raise BadInput("objective.idle", f'must be "slots" or "breaks", not {reader.show(idle)}')
    limit = None if fairness is None else reader.integer("objective.fairness", fairness)
    return Objective("slots" if idle == "slots" else "breaks", limit)


def _ids(where: str, value: object) -> tuple[Id, ...]:
    ids = reader.a_list(where, value, reader.an_id)
    reader.distinct(where, ids, "the slot")
    return ids


def _text_or_none(where: str, value: object) -> str | None:
    return None if value is None else reader.text(where, value)


def _check_references(problem: Problem) -> None:
    ids_of: dict[str, list[Id]] = {
        "slots": [slot.id for slot in problem.slots],
        "participants": [person.id for person in problem.participants],
        "requests": [request.id for request in problem.requests],
        "interpreters": [interpreter.id for interpreter in problem.interpreters],
    }
    for name, ids in ids_of.items():
        reader.distinct(name, ids, "the id", key=".id")
    reader.distinct("slots", [(slot.day, slot.index) for slot in problem.slots], "the day and index")
    slots = set(ids_of["slots"])
    people = set(ids_of["participants"])
    requests = set(ids_of["requests"])
    _all_known("participants", ".availability", [person.availability for person in problem.participants], slots, "slot")
    _all_known("interpreters", ".availability", [each.availability for each in problem.interpreters], slots, "slot")
    sides = [request.a for request in problem.requests], [request.b for request in problem.requests]
    if not (people.issuperset(sides[0]) and people.issuperset(sides[1])):
        for i, (a, b) in enumerate(zip(*sides, strict=True)):
            reader.known(f"requests[{i}].a", a, people, "participant")
            reader.known(f"requests[{i}].b", b, people, "participant")
    _all_known("requests", ".slots", [request.slots or () for request in problem.requests], slots, "slot")
    if not (
        requests.issuperset([pin.request for pin in problem.pinned])
        and slots.issuperset([pin.slot for pin in problem.pinned])
    ):
        for i, pin in enumerate(problem.pinned):
            reader.known(f"pinned[{i}].request", pin.request, requests, "request")
            reader.known(f"pinned[{i}].slot", pin.slot, slots, "slot")
    _all_known("before", "", problem.before, requests, "request")
    reader.distinct("before", problem.before, "the pair")
    _all_known("never", "", problem.never, people, "participant")
    reader.distinct("never", [frozenset(pair) for pair in problem.never], "the pair")
    walks = [tuple(sorted((walk.one, walk.other))) for walk in problem.walking]
    reader.distinct("walking", walks, "the pair of zones")


def _all_known(name: str, key: str, rows: Sequence[tuple[Id, ...]], among: set[Id], what: str) -> None:
    if among.issuperset(chain.from_iterable(rows)):
        return
    for i, row in enumerate(rows):
        for j, value in enumerate(row):
            reader.known(f"{name}[{i}]{key}[{j}]", value, among, what)
