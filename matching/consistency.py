"""What a well-formed problem may still contradict:

precedence cycles, pins that clash, a `must` that can never be placed.
"""

from matching.matchings import most_matched
from matching.model import Model, bits
from matching.reader import BadInput, show


def check_consistency(model: Model) -> None:
    """Refuses what no plan can satisfy, as far as it shows without a search.

    Silence is no promise of a plan.
    """
    _check_never(model)
    _check_cycles(model)
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
    for r in model.requests:
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
    _, stuck = in_precedence_order(model)
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


def _check_pins(model: Model) -> None:
    busy: dict[tuple[int, int], int] = {}
    taken: dict[tuple[int, int], int] = {}
    load: dict[int, list[int]] = {}
    held: dict[int, list[int]] = {}
    number = {request.id: r for r, request in enumerate(model.problem.requests)}
    seen: set[int] = set()
    for i, pin in enumerate(model.problem.pinned):
        where, r = f"pinned[{i}]", number[pin.request]
        if r in seen:
            raise BadInput(f"{where}.request", f"request {_request(model, r)} is pinned twice")
        seen.add(r)
        t, table = model.pins[r]
        if not model.common[r] >> t & 1:
            raise BadInput(
                f"{where}.slot",
                f"slot {_slot(model, t)} is not open to both sides of request {_request(model, r)}",
            )
        for p in (model.side_a[r], model.side_b[r]):
            if (p, t) in busy:
                clash = _request(model, busy[p, t])
                raise BadInput(
                    f"{where}.slot",
                    f"participant {_person(model, p)} is already pinned to request {clash} in slot {_slot(model, t)}",
                )
            busy[p, t] = r
            held.setdefault(p, []).append(r)
            if len(held[p]) > model.cap[p]:
                raise BadInput(
                    f"{where}.request",
                    f"participant {_person(model, p)} is pinned to more than its max_meetings {model.cap[p]}",
                )
        if table is not None:
            if table >= model.tables:
                raise BadInput(f"{where}.table", f"must be below tables {model.tables}, not {table}")
            if (t, table) in taken:
                clash = _request(model, taken[t, table])
                raise BadInput(
                    f"{where}.table",
                    f"table {table} in slot {_slot(model, t)} is pinned to request {clash} too",
                )
            taken[t, table] = r
        load.setdefault(t, []).append(r)
        if len(load[t]) > model.tables:
            raise BadInput(f"{where}.slot", f"slot {_slot(model, t)} has more pins than tables ({model.tables})")
        _check_pin_rules(model, where, r, load[t], held)


def _check_pin_rules(model: Model, where: str, r: int, beside: list[int], held: dict[int, list[int]]) -> None:
    t = model.pins[r][0]
    for first, second in [*((r, s) for s in model.later[r]), *((f, r) for f in model.earlier[r])]:
        if first in model.pins and second in model.pins and model.pins[first][0] >= model.pins[second][0]:
            raise BadInput(
                f"{where}.slot",
                f"request {_request(model, first)} must come before request {_request(model, second)}",
            )
    for p in (model.side_a[r], model.side_b[r]) if model.reach >= 0 else ():
        for q in held[p]:
            u = model.pins[q][0]
            if q != r and model.too_near(model.zone[r], t, model.zone[q], u):
                raise BadInput(
                    f"{where}.slot",
                    f"participant {_person(model, p)} cannot walk between requests {_request(model, q)} and "
                    f"{_request(model, r)} in time",
                )
    spoken = [q for q in beside if model.language[q] >= 0] if model.language[r] >= 0 else []
    if most_matched([_interpreters(model, q, t) for q in spoken]) < len(spoken):
        raise BadInput(
            f"{where}.slot",
            f"there are too few interpreters in slot {_slot(model, t)} for what is pinned there",
        )


def _interpreters(model: Model, r: int, t: int) -> int:
    return sum(1 << i for i in model.speakers[model.language[r]] if model.interpreter_available[i] >> t & 1)


def _check_must(model: Model) -> None:
    pinned_busy = [0] * len(model.cap)
    pinned_load = [0] * len(model.slot_ids)
    for r, (t, _) in model.pins.items():
        pinned_load[t] += 1
        for p in (model.side_a[r], model.side_b[r]):
            pinned_busy[p] |= 1 << t
    full = sum(1 << t for t, load in enumerate(pinned_load) if load >= model.tables)
    windows: dict[int, int] = {}
    for r in model.requests:
        if r in model.pins:
            windows[r] = 1 << model.pins[r][0]
        elif model.must[r]:
            taken = pinned_busy[model.side_a[r]] | pinned_busy[model.side_b[r]] | full
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
