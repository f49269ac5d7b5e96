"""What a well-formed problem may still contradict:

precedence cycles, pins that clash, a `must` that can never be placed.
"""

from collections import Counter

from matching.matchings import most_matched
from matching.model import Model, bits
from matching.reader import BadInput, show


def check_consistency(model: Model) -> None:
    """Refuses what no plan can satisfy, as far as it shows without a search.

    Silence is no promise of a plan.
    """
    _check_never(model)
    _check_cycles(model)
    if not _pins_surely_stand(model):
        _check_pins(model)
    _check_must(model)


def _request(model: Model, r: int) -> str:
    return show(model.problem.requests[r].id)


def _person(model: Model, p: int) -> str:
    return show(model.problem.participants[p].id)


def _slot(model: Model, t: int) -> str:
    return show(model.slot_ids[t])


def _check_never(model: Model) -> None:
    problem = model.problem
    where = {frozenset(pair): i for i, pair in enumerate(problem.never)}
    for r in model.requests if where else ():
        if model.never[r] and (model.must[r] or r in model.pins):
            request = problem.requests[r]
            what = "must be met" if model.must[r] else "is pinned"
            raise BadInput(
                f"never[{where[frozenset((request.a, request.b))]}]",
                f"{show(request.a)} and {show(request.b)} must not meet, but request {_request(model, r)} {what}",
            )


def in_precedence_order(model: Model) -> tuple[list[int], list[int]]:
    """Requests ordered so that each comes after its predecessors, and those left over because they stand in a
    cycle.
    """
    waiting = [len(first) for first in model.earlier]
    ready = [r for r in model.requests if not waiting[r]]
    for r in ready:
        for second in model.later[r]:
            waiting[second] -= 1
            if not waiting[second]:
                ready.append(second)
    return ready, [r for r in model.requests if waiting[r]]


def _check_cycles(model: Model) -> None:
    stuck = in_precedence_order(model)[1] if model.problem.before else []
    if not stuck:
        return
    left = set(stuck)
    trail = [stuck[0]]
    while True:  # every request left has a predecessor that is left too, so the walk comes back to itself
        previous = next(first for first in model.earlier[trail[-1]] if first in left)
        if previous in trail:
            ring = [*trail[trail.index(previous) :], previous][::-1]
            names = " before ".join(_request(model, r) for r in ring)
            pair = (model.problem.requests[ring[0]].id, model.problem.requests[ring[1]].id)
            i = model.problem.before.index(pair)
            raise BadInput(f"before[{i}]", f"closes a cycle, {names}")
        trail.append(previous)


def _pins_surely_stand(model: Model) -> bool:
    """Looks at all of them at once; where it says no, `_check_pins` finds out what is wrong, if anything is."""
    pins = model.pins
    if len(pins) < len(model.problem.pinned) or True in model.ruled:
        return False
    people = zip(model.pinned, model.cap, strict=True)
    load = Counter([t for t, _ in pins.values()])
    seats = [(t, table) for t, table in pins.values() if table is not None]
    return (
        all(model.allowed[r] for r in pins)
        and sum([mask.bit_count() for mask in model.pinned]) == 2 * len(pins)
        and all(mask.bit_count() <= cap for mask, cap in people)
        and max(load.values(), default=0) <= model.tables
        and max([table for _, table in seats], default=0) < model.tables
        and len(set(seats)) == len(seats)
    )


def _check_pins(model: Model) -> None:
    number = {request.id: r for r, request in enumerate(model.problem.requests)}
    busy, count = [0] * len(model.cap), [0] * len(model.cap)
    taken, load = [0] * len(model.slot_ids), [0] * len(model.slot_ids)
    spoken: list[list[int]] = [[] for _ in model.slot_ids]  # what needs an interpreter there
    seen: set[int] = set()
    for i, pin in enumerate(model.problem.pinned):
        r = number[pin.request]
        if r in seen:
            raise BadInput(f"pinned[{i}].request", f"request {_request(model, r)} is pinned twice")
        t, table = model.pins[r]
        a, b, bit = model.side_a[r], model.side_b[r], 1 << t
        if not model.common[r] & bit:
            raise BadInput(
                f"pinned[{i}].slot",
                f"slot {_slot(model, t)} is not open to both sides of request {_request(model, r)}",
            )
        if (busy[a] | busy[b]) & bit:
            p = a if busy[a] & bit else b
            clash = next(q for q in seen if model.pins[q][0] == t and p in (model.side_a[q], model.side_b[q]))
            raise BadInput(
                f"pinned[{i}].slot",
                f"participant {_person(model, p)} is already pinned to request {_request(model, clash)} "
                f"in slot {_slot(model, t)}",
            )
        for p in (a, b):
            busy[p] |= bit
            count[p] += 1
            if count[p] > model.cap[p]:
                raise BadInput(
                    f"pinned[{i}].request",
                    f"participant {_person(model, p)} is pinned to more than its max_meetings {model.cap[p]}",
                )
        if table is not None:
            if table >= model.tables:
                raise BadInput(f"pinned[{i}].table", f"must be below tables {model.tables}, not {table}")
            if taken[t] >> table & 1:
                clash = next(q for q in seen if model.pins[q] == (t, table))
                raise BadInput(
                    f"pinned[{i}].table",
                    f"table {table} in slot {_slot(model, t)} is pinned to request {_request(model, clash)} too",
                )
            taken[t] |= 1 << table
        seen.add(r)
        load[t] += 1
        if load[t] > model.tables:
            raise BadInput(f"pinned[{i}].slot", f"slot {_slot(model, t)} has more pins than tables ({model.tables})")
        if model.language[r] >= 0:
            spoken[t].append(r)
        if model.ruled[r]:
            _check_pin_rules(model, f"pinned[{i}]", r, seen, spoken[t])


def _check_pin_rules(model: Model, where: str, r: int, seen: set[int], spoken: list[int]) -> None:
    """The rules that tie the pin of r to those seen before it, and to what is spoken in its slot."""
    t = model.pins[r][0]
    for first, second in [*((r, s) for s in model.later[r]), *((f, r) for f in model.earlier[r])]:
        if first in model.pins and second in model.pins and model.pins[first][0] >= model.pins[second][0]:
            raise BadInput(
                f"{where}.slot",
                f"request {_request(model, first)} must come before request {_request(model, second)}",
            )
    for p in (model.side_a[r], model.side_b[r]) if model.reach >= 0 else ():
        for q in model.requests_of[p]:
            if q == r or q not in seen:
                continue
            u = model.pins[q][0]
            if model.too_near(model.zone[r], t, model.zone[q], u):
                raise BadInput(
                    f"{where}.slot",
                    f"participant {_person(model, p)} cannot walk between requests {_request(model, q)} and "
                    f"{_request(model, r)} in time",
                )
    if model.language[r] >= 0 and most_matched([_interpreters(model, q, t) for q in spoken]) < len(spoken):
        raise BadInput(
            f"{where}.slot",
            f"there are too few interpreters in slot {_slot(model, t)} for what is pinned there",
        )


def _interpreters(model: Model, r: int, t: int) -> int:
    return sum(1 << i for i in model.speakers[model.language[r]] if model.interpreter_available[i] >> t & 1)


def _check_must(model: Model) -> None:
    if not any(model.must):
        return
    pinned_load = [0] * len(model.slot_ids)
    for t, _ in model.pins.values():
        pinned_load[t] += 1
    full = sum(1 << t for t, load in enumerate(pinned_load) if load >= model.tables)
    windows: dict[int, int] = {}
    for r in model.requests:
        if r in model.pins:
            windows[r] = 1 << model.pins[r][0]
        elif model.must[r]:
            taken = model.pinned[model.side_a[r]] | model.pinned[model.side_b[r]] | full
            windows[r] = model.allowed[r] & ~taken
            if model.language[r] >= 0:
                windows[r] &= sum(1 << t for t in bits(windows[r]) if _interpreters(model, r, t))
            if not windows[r]:
                raise BadInput(
                    f"requests[{r}].must",
                    f"request {_request(model, r)} must be met but no slot is open to it",
                )
    _check_chains(model, windows)
    for p in model.people:
        mine = [r for r in model.requests_of[p] if r in windows]
        if len(mine) > model.cap[p]:
            raise BadInput(
                f"participants[{p}].max_meetings",
                f"participant {_person(model, p)} must meet {len(mine)} times but may only {model.cap[p]}",
            )
        if most_matched([windows[r] for r in mine]) < len(mine):
            raise BadInput(
                f"participants[{p}].availability",
                f"participant {_person(model, p)} has too few slots for its {len(mine)} meetings that must be",
            )
    if len(windows) > model.tables * len(model.slot_ids):
        raise BadInput("tables", f"{model.tables} tables are too few for {len(windows)} meetings that must be")


def _check_chains(model: Model, windows: dict[int, int]) -> None:
    """Narrows the windows of forced requests by their forced predecessors and successors."""
    order, _ = in_precedence_order(model)
    for r in order:
        if r in windows:
            for first in model.earlier[r]:
                if first in windows:
                    earliest = (windows[first] & -windows[first]).bit_length()
                    windows[r] &= -1 << earliest
            _refuse_empty(model, windows, r)
    for r in reversed(order):
        if r in windows:
            for second in model.later[r]:
                if second in windows:
                    windows[r] &= (1 << (windows[second].bit_length() - 1)) - 1
            _refuse_empty(model, windows, r)


def _refuse_empty(model: Model, windows: dict[int, int], r: int) -> None:
    if not windows[r]:
        raise BadInput(
            f"requests[{r}].must",
            f"request {_request(model, r)} has no slot left that keeps its order with the others that must be",
        )
