"""Idle time:

what lies between a person's first and last meeting of a day. A day is a bit mask of busy slots.
"""

from matching.state import State


def day_idle(busy: int, *, by_breaks: bool) -> int:
    """Idle slots of one day, or the runs of them."""
    if not busy:
        return 0
    if by_breaks:
        return (busy & ~(busy << 1)).bit_count() - 1
    return busy.bit_length() - (busy & -busy).bit_length() + 1 - busy.bit_count()


def idle_slots(state: State, p: int) -> int:
    return sum(day_idle(state.busy[p] & day, by_breaks=False) for day in state.model.day_masks)


def breaks(state: State, p: int) -> int:
    return sum(day_idle(state.busy[p] & day, by_breaks=True) for day in state.model.day_masks)


def total_idle_slots(state: State) -> int:
    return sum(idle_slots(state, p) for p in state.model.people)


def total_breaks(state: State) -> int:
    return sum(breaks(state, p) for p in state.model.people)
