"""Table numbers (0 to tables - 1):

each meeting gets one of its own in its slot, and people stay where they sat.
"""

from matching.state import State


def assign_tables(state: State, wanted: dict[int, int]) -> dict[int, int]:
    """The table of every placed request.

    Pinned tables are kept without fail, `wanted` ones (from the plan before) where they are free. Slot by
    slot, the pairs of a meeting and the table one of its sides sits at are honoured, longest stay first.
    """
    model = state.model
    table: dict[int, int] = {}
    seat = [-1] * len(model.cap)
    stay = [0] * len(model.cap)
    for t in range(len(model.slot_ids)):
        here = sorted(state.inside[t])
        free = set(range(model.tables))
        for keep in (_pinned_tables(state, here), {r: wanted[r] for r in here if r in wanted}):
            for r, number in sorted(keep.items()):
                if r not in table and number in free:
                    table[r] = number
                    free.discard(number)
        offers = []
        for r in here:
            if r in table:
                continue
            a, b = model.side_a[r], model.side_b[r]
            for p, q in ((a, b), (b, a)):
                if seat[p] >= 0:
                    both = seat[p] == seat[q]
                    offers.append((not both, -stay[p], r, seat[p]))
        for _, _, r, number in sorted(offers):
            if r not in table and number in free:
                table[r] = number
                free.discard(number)
        occupied = {seat[p] for p in model.people if state.busy[p] >> t and seat[p] >= 0}
        spare = sorted(free, key=lambda number: (number in occupied, number))
        for r in here:
            if r not in table:
                table[r] = spare.pop(0)
        for r in here:
            for p in (model.side_a[r], model.side_b[r]):
                stay[p] = stay[p] + 1 if seat[p] == table[r] else 1
                seat[p] = table[r]
    return table


def _pinned_tables(state: State, here: list[int]) -> dict[int, int]:
    found = {}
    for r in here:
        if r in state.model.pins:
            number = state.model.pins[r][1]
            if number is not None:
                found[r] = number
    return found
