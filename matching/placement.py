"""The first schedule:

pins, what stood before, then requests in the order of their worth, each in its best free slot.

No clock and no randomness: the same problem gives the same placement.
"""

from collections.abc import Callable

from matching.bounds import Bound
from matching.idle import day_idle
from matching.kempe import place_by_room, place_by_swap
from matching.model import Model
from matching.plan import Plan
from matching.state import State


class PinsDoNotFit(Exception):
    """The pinned meetings cannot all stand: interpreters who must walk between them leave no choice."""


def place_pins(model: Model) -> State:
    state = State(model)
    for r, (t, _) in sorted(model.pins.items(), key=lambda item: (item[1][0], item[0])):
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


def keep_previous(state: State, previous: dict[int, int]) -> None:
    """Puts each request of the plan before back into its slot where that is still possible."""
    for r in sorted(previous, key=lambda r: (not state.model.must[r], previous[r], r)):
        t = previous[r]
        if state.slot[r] < 0 and state.candidates(r) >> t & 1 and state.place(r, t):
            state.kept[r] = True
    for r in previous:
        if state.slot[r] < 0 and place_directly(state, r):
            state.kept[r] = True


def order_of(model: Model, bound: Bound) -> list[int]:
    """Must before wish, the relaxed optimum before the rest, then by worth;

    among equals the one with fewer slots.
    """
    return sorted(
        model.requests,
        key=lambda r: (
            not model.must[r],
            not bound.chosen[r],
            -bound.worth[r],
            -model.weight[r],
            model.allowed[r].bit_count(),
            r,
        ),
    )


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
    """Takes the free slot that adds least idle time, the emptiest of those."""
    spots = state.candidates(r)
    if not spots:
        return False
    model = state.model
    sides = (state.busy[model.side_a[r]], state.busy[model.side_b[r]])
    choices = []
    while spots:
        low = spots & -spots
        spots ^= low
        t = low.bit_length() - 1
        day = model.day_masks[model.day_of[t]]
        idle = 0
        for busy in sides:
            today = busy & day
            if today:
                idle += day_idle(today | low, by_breaks=model.by_breaks) - day_idle(today, by_breaks=model.by_breaks)
        choices.append((idle, len(state.inside[t]), t))
    if model.ruled[r]:
        return any(state.place(r, t) for _, _, t in sorted(choices))
    return state.place(r, min(choices)[2])


def place_with_moves(state: State, r: int) -> bool:
    """Places r by moving others without dropping any: a Kempe swap, or a table made free."""
    return place_by_swap(state, r) or place_by_room(state, r)
