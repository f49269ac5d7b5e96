"""The problem as values:

what a problem file says, read strictly. What contradicts itself is refused in `consistency`.
"""

from dataclasses import dataclass, field
from types import NoneType
from typing import Any, Literal, NamedTuple

from matching import reader
from matching.collector import collector_paused
from matching.reader import BadInput, Id

Idle = Literal["slots", "breaks"]


@dataclass(frozen=True, slots=True)
class Slot:
    id: Id
    day: int
    index: int


@dataclass(frozen=True, slots=True)
class Participant:
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
        participants=reader.a_list("participants", raw["participants"], _participant),
        requests=reader.a_list("requests", raw["requests"], _request),
        pinned=reader.a_list("pinned", raw.get("pinned", []), _pin),
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


_NAME, _NUMBER, _TEXT_OR_NONE = (int, str), (int,), (str, NoneType)
_REQUEST = reader.Kinds(
    {
        "id": _NAME,
        "a": _NAME,
        "b": _NAME,
        "weight": _NUMBER,
        "must": (bool,),
        "slots": (NoneType,),
        "language": _TEXT_OR_NONE,
        "rank_a": _NUMBER,
        "rank_b": _NUMBER,
    },
    needed=("id", "a", "b", "weight"),
)
_PIN = reader.Kinds({"request": _NAME, "slot": _NAME, "table": (int, NoneType)}, needed=("request", "slot"))


def _request(where: str, value: Any) -> Request:
    needed = ("id", "a", "b", "weight")
    if _REQUEST.fit(value) and value["a"] != value["b"]:
        return Request(**value)
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


def _pin(where: str, value: Any) -> Pin:
    if _PIN.fit(value):
        return Pin(**value)
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


def _ids(where: str, value: Any) -> tuple[Id, ...]:
    if reader.are_plain_ids(value):
        return tuple(value)
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
        seen: set[Id] = set()
        for i, value in enumerate(ids):
            if value in seen:
                raise BadInput(f"{name}[{i}].id", f"the id {reader.show(value)} is given twice")
            seen.add(value)
    reader.distinct("slots", [(slot.day, slot.index) for slot in problem.slots], "the day and index")
    slots = set(ids_of["slots"])
    people = set(ids_of["participants"])
    requests = set(ids_of["requests"])
    for i, person in enumerate(problem.participants):
        _known_slots(f"participants[{i}].availability", person.availability, slots)
    for i, interpreter in enumerate(problem.interpreters):
        _known_slots(f"interpreters[{i}].availability", interpreter.availability, slots)
    for i, request in enumerate(problem.requests):
        if request.a not in people or request.b not in people:
            reader.known(f"requests[{i}].a", request.a, people, "participant")
            reader.known(f"requests[{i}].b", request.b, people, "participant")
        if request.slots:
            _known_slots(f"requests[{i}].slots", request.slots, slots)
    for i, pin in enumerate(problem.pinned):
        if pin.request not in requests or pin.slot not in slots:
            reader.known(f"pinned[{i}].request", pin.request, requests, "request")
            reader.known(f"pinned[{i}].slot", pin.slot, slots, "slot")
    for i, pair in enumerate(problem.before):
        for j in (0, 1):
            reader.known(f"before[{i}][{j}]", pair[j], requests, "request")
    reader.distinct("before", problem.before, "the pair")
    for i, pair in enumerate(problem.never):
        for j in (0, 1):
            reader.known(f"never[{i}][{j}]", pair[j], people, "participant")
    reader.distinct("never", [frozenset(pair) for pair in problem.never], "the pair")
    walks = [tuple(sorted((walk.one, walk.other))) for walk in problem.walking]
    reader.distinct("walking", walks, "the pair of zones")


def _known_slots(where: str, ids: tuple[Id, ...], slots: set[Id]) -> None:
    if slots.issuperset(ids):
        return
    for j, slot in enumerate(ids):
        if slot not in slots:
            raise BadInput(f"{where}[{j}]", f"there is no slot {reader.show(slot)}")
