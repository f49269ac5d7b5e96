"""Table numbers (0 to tables - 1): each meeting gets one of its own in its slot, and people stay where they sat.

First slot by slot, each meeting at the table of one of its sides where that is free; then meetings of one slot change
tables as long as that spares somebody a move.
"""

import itertools

from matching.state import State

PASSES = 6  # over all slots; most of what there is to gain comes in the first two


def assign_tables(state: State, wanted: dict[int, int]) -> dict[int, int]:
    """The table of every placed request.

    Pinned tables are kept without fail, `wanted` ones (from the plan before) where they are free.
    """
    table, held = _first(state, wanted)
    _settle(state, table, held)
    return table


def table_changes(state: State, table: dict[int, int]) -> list[int]:
    """For each participant, how often its next meeting is at another table than the last."""
    changes = []
    for row in state.at:
        seats = [table[r] for r in row if r >= 0]
        changes.append(sum(1 for one, two in itertools.pairwise(seats) if one != two))
    return changes


def _first(state: State, wanted: dict[int, int]) -> tuple[dict[int, int], set[int]]:
    """A table for every meeting, and the meetings that keep theirs: pinned, or as in the plan before."""
    model = state.model
    table: dict[int, int] = {}
    held: set[int] = set()
    seat = [-1] * len(model.cap)
    stay = [0] * len(model.cap)
    for t in range(len(model.slot_ids)):
        here = sorted(state.inside[t])
        free = set(range(model.tables))
        for keep in (_pinned_tables(state, here), {r: wanted[r] for r in here if r in wanted}):
            for r, number in sorted(keep.items()):
                if r not in table and number in free:
                    table[r] = number
                    held.add(r)
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
    return table, held


def _settle(state: State, table: dict[int, int], held: set[int]) -> None:
    """Meetings of one slot change tables, two at a time or into a free one, while that spares somebody a move."""
    model = state.model
    beside: dict[int, list[int]] = {r: [] for r in table}  # what its two sides have before and after it
    for row in state.at:
        mine = [r for r in row if r >= 0]
        for one, two in itertools.pairwise(mine):
            beside[one].append(two)
            beside[two].append(one)
    at_table: list[dict[int, int]] = [{table[r]: r for r in here} for here in state.inside]

    def stays(r: int, number: int) -> int:
        return sum(1 for q in beside[r] if table[q] == number)

    for _ in range(PASSES):
        changed = False
        for t in range(len(model.slot_ids)):
            there = at_table[t]
            for r in sorted(state.inside[t]):
                current, wishes = table[r], {table[q] for q in beside[r]}
                if r in held or wishes <= {current}:
                    continue
                staying = stays(r, current)
                for number in sorted(wishes - {current}):
                    other = there.get(number, -1)
                    gain = stays(r, number) - staying
                    if gain < 0 or other in held:
                        continue
                    if other >= 0:
                        gain += stays(other, current) - stays(other, number)
                    if gain > 0:
                        table[r] = number
                        there[number] = r
                        del there[current]
                        if other >= 0:
                            table[other] = current
                            there[current] = other
                        changed = True
                        break
        if not changed:
            return


def _pinned_tables(state: State, here: list[int]) -> dict[int, int]:
    found = {}
    for r in here:
        if r in state.model.pins:
            number = state.model.pins[r][1]
            if number is not None:
                found[r] = number
    return found
