"""Table numbers (0 to tables - 1): each meeting gets one of its own in its slot, and people stay where they sat.

A meeting can hand its table on to the next one of either of its people, and take over that of either's last: as many
as possible do, which makes tracks of meetings for one table. The tracks are laid on the tables in the order of time,
cut where they do not fit; then meetings of one slot change tables as long as that spares somebody a move.
"""

import heapq
import itertools

from matching.state import State
from matching.tracks import Row, make_tracks

PASSES = 6  # over all slots; most of what there is to gain comes in the first two


def assign_tables(state: State, wanted: dict[int, int]) -> dict[int, int]:
    """The table of every placed request.

    Pinned tables are kept without fail, `wanted` ones (from the plan before) where they are free.
    """
    table = _held(state, wanted)
    held = set(table)
    loose = [r for r, t in enumerate(state.slot) if t >= 0 and r not in held]
    people = {p for r in loose for p in (state.model.side_a[r], state.model.side_b[r])}
    rows = [[r for r in state.at[p] if r >= 0] for p in sorted(people)]  # the meetings of each in time order
    _lay(state, table, held, make_tracks(rows, table, state.slot))
    _settle(state, table, held, rows)
    return table


def table_changes(state: State, table: dict[int, int]) -> list[int]:
    """For each participant, how often its next meeting is at another table than the last."""
    changes = []
    for row in state.at:
        seats = [table[r] for r in row if r >= 0]
        changes.append(sum(1 for one, two in itertools.pairwise(seats) if one != two))
    return changes


def _held(state: State, wanted: dict[int, int]) -> dict[int, int]:
    """The meetings that keep their table: pinned, or as in the plan before."""
    model = state.model
    table = {r: number for r, (_, number) in model.pins.items() if number is not None}
    taken = {(state.slot[r], number) for r, number in table.items()} if wanted else set()
    for r, number in sorted(wanted.items()):
        place = (state.slot[r], number)
        if r not in table and place[0] >= 0 and number < model.tables and place not in taken:
            table[r] = number
            taken.add(place)
    return table


def _lay(state: State, table: dict[int, int], held: set[int], tracks: list[Row]) -> None:
    """Gives every meeting a table: that of its track, where the whole track fits, or the most of it."""
    model, slot = state.model, state.slot
    taken = [0] * model.tables  # the slots in which each table has a meeting
    for r in held:
        taken[table[r]] |= 1 << slot[r]
    seat = [-1] * len(model.cap)  # where each participant sat last
    waiting = [(slot[track[0]], i, track) for i, track in enumerate(tracks)]
    count = len(waiting)
    heapq.heapify(waiting)
    while waiting:
        start, _, track = heapq.heappop(waiting)
        mask = 0
        for r in track:
            if r not in held:
                mask |= 1 << slot[r]
        fixed = [table[r] for r in track if r in held]
        near = fixed or [seat[p] for p in (model.side_a[track[0]], model.side_b[track[0]]) if seat[p] >= 0]
        number = next((k for k in near if not taken[k] & mask), -1)
        length = len(track)
        if number < 0 and not fixed:
            number = _free_table(taken, mask, start)
        if number < 0:
            number, length = _longest_fit(taken, fixed, [-1 if r in held else slot[r] for r in track])
            count += 1
            heapq.heappush(waiting, (slot[track[length]], count, track[length:]))
        for r in track[:length]:
            if r not in held:
                table[r] = number
                taken[number] |= 1 << slot[r]
            seat[model.side_a[r]] = seat[model.side_b[r]] = number


def _free_table(taken: list[int], mask: int, start: int) -> int:
    """A table free in all these slots, the one that was left last; -1 for none."""
    before = (1 << start) - 1
    best, latest = -1, -1
    for number, slots in enumerate(taken):
        if not slots & mask:
            left = (slots & before).bit_length()
            if left > latest:
                best, latest = number, left
    return best


def _longest_fit(taken: list[int], fixed: list[int], slots: list[int]) -> tuple[int, int]:
    """The table where the most of a track fits from its start on, and how much."""
    best, longest = -1, 0
    for number in fixed[:1] or range(len(taken)):
        length = 0
        while length < len(slots) and (slots[length] < 0 or not taken[number] >> slots[length] & 1):
            length += 1
        if length > longest:
            best, longest = number, length
    if not longest:  # its held table is taken at the start: there the first meeting goes by itself
        return _free_table(taken, 1 << slots[0], slots[0]), 1
    return best, longest


def _settle(state: State, table: dict[int, int], held: set[int], rows: list[Row]) -> None:
    """Meetings of one slot change tables, two at a time or into a free one, while that spares somebody a move."""
    beside: dict[int, list[int]] = {}  # what the two sides of each that is not held have before and after it
    for mine in rows:
        for one, two in itertools.pairwise(mine):
            if one not in held:
                beside.setdefault(one, []).append(two)
            if two not in held:
                beside.setdefault(two, []).append(one)
    at_table: list[dict[int, int]] = [{table[r]: r for r in here} for here in state.inside]
    loose = [sorted([r for r in here if r in beside]) for here in state.inside]
    for _ in range(PASSES):
        changed = False
        for there, here in zip(at_table, loose, strict=True):
            for r in here:
                changed |= _change(r, table, held, beside, there)
        if not changed:
            return


def _change(r: int, table: dict[int, int], held: set[int], beside: dict[int, list[int]], there: dict[int, int]) -> bool:
    """Whether r moved to a better table, which may take that of another meeting of its slot in exchange."""
    current, mine = table[r], [table[q] for q in beside[r]]
    staying = mine.count(current)
    if staying == len(mine):
        return False
    for number in sorted(set(mine)):
        if number == current:
            continue
        other = there.get(number, -1)
        gain = mine.count(number) - staying
        if gain < 0 or other in held:
            continue
        if other >= 0:
            theirs = [table[q] for q in beside.get(other, ())]
            gain += theirs.count(current) - theirs.count(number)
        if gain > 0:
            table[r] = number
            there[number] = r
            del there[current]
            if other >= 0:
                table[other] = current
                there[current] = other
            return True
    return False
