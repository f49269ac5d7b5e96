"""The problem in small integers and bit masks, the shape every step of the solver works on.

Slot t is bit t, in time order.
"""

from dataclasses import dataclass

from matching.problem import Problem
from matching.reader import Id


@dataclass(slots=True)
class Model:
    problem: Problem
    slot_ids: list[Id]
    day_of: list[int]  # number of the day of each slot, counted from 0
    time_of: list[int]  # index inside the day, as the file gives it
    day_masks: list[int]
    tables: int
    available: list[int]  # per participant
    cap: list[int]
    side_a: list[int]  # per request
    side_b: list[int]
    weight: list[int]
    must: list[bool]
    common: list[int]  # slots both sides and the request itself allow
    allowed: list[int]  # the same, less what pinned neighbours in `before` rule out, and none for `never`
    never: list[bool]  # its two sides must not meet
    zone: list[int]  # -1 for none
    language: list[int]  # -1 for none
    earlier: list[list[int]]  # requests that come strictly before
    later: list[list[int]]
    pins: dict[int, tuple[int, int | None]]  # request -> slot, table
    pinned: list[int]  # per participant: the slots of its pinned meetings
    walk: list[list[int]]  # slots to leave free between two zones; -1 where nothing is said
    reach: int  # the longest walk, -1 without any
    speakers: list[list[int]]  # per language: the interpreters
    interpreter_available: list[int]
    requests_of: list[list[int]]  # per participant
    ruled: list[bool]  # precedence, walking or an interpreter touches this request
    by_breaks: bool
    fairness: int | None

    @property
    def requests(self) -> range:
        return range(len(self.weight))

    @property
    def people(self) -> range:
        return range(len(self.cap))

    def other(self, request: int, person: int) -> int:
        a = self.side_a[request]
        return self.side_b[request] if a == person else a

    def too_near(self, zone: int, t: int, other_zone: int, u: int) -> bool:
        """Whether a person cannot walk between a meeting in `zone` at t and one in `other_zone` at u."""
        if zone < 0 or other_zone < 0 or self.day_of[t] != self.day_of[u]:
            return False
        return abs(self.time_of[t] - self.time_of[u]) <= self.walk[zone][other_zone]


def bits(mask: int) -> list[int]:
    """The set bits of a mask, lowest first."""
    found = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return found


def compile_model(problem: Problem) -> Model:
    """A meeting stands in the zone of side a, or of side b where a has none (ADR 0010)."""
    slots = sorted(problem.slots, key=lambda slot: (slot.day, slot.index))
    number = {slot.id: t for t, slot in enumerate(slots)}
    days = {day: i for i, day in enumerate(sorted({slot.day for slot in slots}))}
    day_masks = [0] * len(days)
    for t, slot in enumerate(slots):
        day_masks[days[slot.day]] |= 1 << t
    everything = (1 << len(slots)) - 1
    bit = {slot: 1 << t for slot, t in number.items()}

    def mask_of(ids: tuple[Id, ...] | None) -> int:
        return everything if ids is None else sum([bit[slot] for slot in ids])

    person = {participant.id: p for p, participant in enumerate(problem.participants)}
    side_a = [person[request.a] for request in problem.requests]
    side_b = [person[request.b] for request in problem.requests]
    available = [mask_of(participant.availability) for participant in problem.participants]
    request_number = {request.id: r for r, request in enumerate(problem.requests)}
    zones: dict[str, int] = {}
    for walk in problem.walking:
        for name in (walk.one, walk.other):
            zones.setdefault(name, len(zones))
    table = [[-1] * len(zones) for _ in zones]
    for walk in problem.walking:
        one, other = zones[walk.one], zones[walk.other]
        # Zero slots to leave free says nothing: two slots are never the same.
        table[one][other] = table[other][one] = walk.slots or -1
    spoken = [request.language for request in problem.requests]
    languages = {name: i for i, name in enumerate(name for name in dict.fromkeys(spoken) if name is not None)}
    common = [available[a] & available[b] for a, b in zip(side_a, side_b, strict=True)]
    for r, request in enumerate(problem.requests):
        if request.slots is not None:
            common[r] &= mask_of(request.slots)
    never = [False] * len(side_a)
    if problem.never:
        apart = {frozenset((person[one], person[other])) for one, other in problem.never}
        never = [frozenset(pair) in apart for pair in zip(side_a, side_b, strict=True)]
    earlier: list[list[int]] = [[] for _ in side_a] if problem.before else [[]] * len(side_a)
    later: list[list[int]] = [[] for _ in side_a] if problem.before else [[]] * len(side_a)
    for first, second in problem.before:
        later[request_number[first]].append(request_number[second])
        earlier[request_number[second]].append(request_number[first])
    requests_of: list[list[int]] = [[] for _ in available]
    for r, (a, b) in enumerate(zip(side_a, side_b, strict=True)):
        requests_of[a].append(r)
        requests_of[b].append(r)
    zone, language, ruled = [-1] * len(side_a), [-1] * len(side_a), [False] * len(side_a)
    if zones:
        places = [zones.get(who.zone or "", -1) for who in problem.participants]
        named = [bool(who.zone) for who in problem.participants]
        zone = [places[a] if named[a] else places[b] for a, b in zip(side_a, side_b, strict=True)]
    if languages:
        language = [languages[name] if name is not None else -1 for name in spoken]
    if zones or languages or problem.before:
        ruled = [bool(earlier[r] or later[r] or language[r] >= 0 or zone[r] >= 0) for r in range(len(side_a))]
    model = Model(
        problem=problem,
        slot_ids=[slot.id for slot in slots],
        day_of=[days[slot.day] for slot in slots],
        time_of=[slot.index for slot in slots],
        day_masks=day_masks,
        tables=problem.tables,
        available=available,
        cap=[participant.max_meetings for participant in problem.participants],
        side_a=side_a,
        side_b=side_b,
        weight=[request.weight for request in problem.requests],
        must=[request.must for request in problem.requests],
        common=common,
        allowed=[0 if barred else mask for mask, barred in zip(common, never, strict=True)]
        if any(never)
        else list(common),
        never=never,
        zone=zone,
        language=language,
        earlier=earlier,
        later=later,
        pins={request_number[pin.request]: (number[pin.slot], pin.table) for pin in problem.pinned},
        pinned=[0] * len(available),
        walk=table,
        reach=max((max(row) for row in table), default=-1),
        speakers=[
            [i for i, interpreter in enumerate(problem.interpreters) if name in interpreter.languages]
            for name in languages
        ],
        interpreter_available=[mask_of(interpreter.availability) for interpreter in problem.interpreters],
        requests_of=requests_of,
        ruled=ruled,
        by_breaks=problem.objective.idle == "breaks",
        fairness=problem.objective.fairness,
    )
    _note_pins(model)
    return model


def _note_pins(model: Model) -> None:
    allowed, pinned, ruled, side_a, side_b = model.allowed, model.pinned, model.ruled, model.side_a, model.side_b
    for r, (t, _) in model.pins.items():
        bit = 1 << t
        allowed[r] &= bit
        pinned[side_a[r]] |= bit
        pinned[side_b[r]] |= bit
        if ruled[r]:
            for second in model.later[r]:
                allowed[second] &= -1 << (t + 1)
            for first in model.earlier[r]:
                allowed[first] &= (1 << t) - 1
