"""The first schedule:

pins, what stood before, then requests in the order of their worth, each in its best free slot.

No clock and no randomness: the same problem gives the same placement.
"""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from matching.bounds import Bound
from matching.idle import day_idle
from matching.kempe import place_by_room, place_by_swap
from matching.matchings import matched
from matching.model import Model
from matching.plan import Plan
from matching.state import State

FULL, MANY = 0.5, 5  # meetings: of one's slots, and in all, from which on a day is hard to fill


class PinsDoNotFit(Exception):
    """The pinned meetings cannot all stand: interpreters who must walk between them leave no choice."""


def place_pins(model: Model, interpreters: Mapping[int, int] = MappingProxyType({})) -> State:
    """`interpreters`: who sat where in the plan before; whoever can keeps his seat, so that walks fit as they did."""
    state = State(model)
    state.seats.stood.update(interpreters)
    if True not in model.ruled:
        state.stand_pins()
        return state
    for t, r in sorted([(t, r) for r, (t, _) in model.pins.items()]):
        if not state.place(r, t):
            raise PinsDoNotFit(model.problem.requests[r].id)
        state.fixed[r] = True
    return state


def standing(model: Model, previous: Plan | None) -> dict[int, tuple[int, int]]:
    """Slot and table of what the plan before holds and the problem still knows."""
    if previous is None:
        return {}
    requests = {request.id: r for r, request in enumerate(model.problem.requests)}
    slots = {slot: t for t, slot in enumerate(model.slot_ids)}
    return {
        requests[meeting.request]: (slots[meeting.slot], meeting.table)
        for meeting in previous.meetings
        if meeting.request in requests and meeting.slot in slots
    }


def interpreters_before(model: Model, previous: Plan | None) -> dict[int, int]:
    """request -> interpreter in the plan before, where the problem still knows both and they still fit."""
    if previous is None:
        return {}
    requests = {request.id: r for r, request in enumerate(model.problem.requests)}
    numbers = {interpreter.id: i for i, interpreter in enumerate(model.problem.interpreters)}
    pairs = (
        (requests[meeting.request], numbers[meeting.interpreter])
        for meeting in previous.meetings
        if meeting.interpreter in numbers and meeting.request in requests
    )
    return {r: i for r, i in pairs if model.language[r] >= 0 and i in model.speakers[model.language[r]]}


def keep_previous(state: State, previous: dict[int, int]) -> None:
    """Puts each request of the plan before back into its slot where that is still possible."""
    for r in sorted(previous, key=lambda r: (not state.model.must[r], previous[r], r)):
        t = previous[r]
        if state.slot[r] < 0 and state.candidates(r) >> t & 1 and state.place(r, t):
            state.kept[r] = True
    for r in previous:
        if state.slot[r] < 0 and place_directly(state, r):
            state.kept[r] = True


def order_of(model: Model, bound: Bound, among: Iterable[int] | None = None) -> list[int]:
    """What is possible (of these, where given): must before wish, the relaxed optimum before the rest, then by worth;

    among equals the one with fewer slots.
    """
    must, chosen, worth, weight, allowed = model.must, bound.chosen, bound.worth, model.weight, model.allowed
    return sorted(
        bound.possible if among is None else among,
        key=lambda r: (not must[r], not chosen[r], -worth[r], -weight[r], allowed[r].bit_count(), r),
    )


def place_fullest(state: State, bound: Bound) -> None:
    """Of those whose slots the bound did not look at, the fullest first: all meetings of one are matched to slots together.

    One by one they would find their last slots taken by people who could as well be elsewhere.
    """
    model = state.model
    wanted, held = [0] * len(model.cap), [0] * len(model.cap)
    for r in bound.possible:
        if bound.chosen[r]:
            for p in (model.side_a[r], model.side_b[r]):
                wanted[p] += 1
                held[p] += state.slot[r] >= 0
    space = [
        min(cap - count, (there & ~busy).bit_count()) + done
        for cap, count, there, busy, done in zip(model.cap, state.count, model.available, state.busy, held, strict=True)
    ]
    full = [p for p in model.people if bound.gives[p] and wanted[p] >= max(MANY, FULL * space[p])]
    for p in sorted(full, key=lambda p: (-wanted[p] / max(1, space[p]), p)):
        waiting = [r for r in model.requests_of[p] if state.slot[r] < 0 and (bound.chosen[r] or bound.worth[r] >= 0)]
        waiting.sort(key=lambda r: (not model.must[r], not bound.chosen[r], -bound.worth[r]))
        spots = matched([state.candidates(r) for r in waiting], most=wanted[p] - held[p])
        for i, t in sorted(spots.items()):
            if state.candidates(waiting[i]) >> t & 1:  # the other side may have had its last meeting just now
                state.place(waiting[i], t)


def place_in_order(
    state: State, order: list[int], *, swaps: bool = True, stop: Callable[[int], bool] = lambda _: False
) -> None:
    """`stop` is asked now and then, with how many of the order were looked at."""
    for i, r in enumerate(order):
        if i % 256 == 255 and stop(i):
            return
        if state.slot[r] < 0 and not place_directly(state, r) and swaps:
            place_with_moves(state, r)


def place_directly(state: State, r: int) -> bool:
    """Takes the free slot whose tables are wanted least, of those the one that adds least idle time, then the emptiest."""
    spots = state.candidates(r)
    if not spots:
        return False
    model = state.model
    if not spots & (spots - 1):
        return state.place(r, spots.bit_length() - 1)
    price, inside, day_of = state.slot_price, state.inside, model.day_of
    idle_of = _added_idle(model, state.busy[model.side_a[r]], state.busy[model.side_b[r]])
    choices = []
    while spots:
        low = spots & -spots
        spots ^= low
        t = low.bit_length() - 1
        choices.append((price[t], idle_of[day_of[t]](t), len(inside[t]), t))
    if model.ruled[r]:
        return any(state.place(r, choice[3]) for choice in sorted(choices))
    return state.place(r, min(choices)[3])


def _added_idle(model: Model, one: int, other: int) -> list[Callable[[int], int]]:
    """For each day: what a meeting more in slot t adds to the idle time of two people."""
    return [_added_on(one & day, other & day, by_breaks=model.by_breaks) for day in model.day_masks]


def _added_on(one: int, other: int, *, by_breaks: bool) -> Callable[[int], int]:
    if by_breaks:
        now = day_idle(one, by_breaks=True) + day_idle(other, by_breaks=True)
        return lambda t: day_idle(one | 1 << t, by_breaks=True) + day_idle(other | 1 << t, by_breaks=True) - now
    spans = [((busy & -busy).bit_length() - 1, busy.bit_length() - 1) for busy in (one, other) if busy]

    def added(t: int) -> int:
        total = 0
        for first, last in spans:
            total += first - t - 1 if t < first else t - last - 1 if t > last else -1
        return total

    return added


def place_with_moves(state: State, r: int) -> bool:
    """Places r by moving others without dropping any: a Kempe swap, or a table made free."""
    return place_by_swap(state, r) or place_by_room(state, r)
