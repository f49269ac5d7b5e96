"""The hard limit on how far two participants' numbers of breaks may lie apart."""

from matching.idle import breaks
from matching.kempe import chain, fits
from matching.model import bits
from matching.state import State


def spread(state: State) -> int:
    """How far the participants' breaks lie apart now."""
    counts = [breaks(state, p) for p in state.model.people]
    return max(counts) - min(counts) if counts else 0


def is_fair(state: State) -> bool:
    limit = state.model.fairness
    return limit is None or spread(state) <= limit


def restore_fairness(state: State) -> bool:
    """Moves, then drops, meetings of those with the most breaks until the limit holds.

    False where pins or `must` forbid it.
    """
    limit = state.model.fairness
    if limit is None:
        return True
    while True:
        counts = [breaks(state, p) for p in state.model.people]
        worst = max(counts, default=0)
        most = min(counts, default=0) + limit
        if worst <= most:
            return True
        over = [p for p in state.model.people if counts[p] > most]
        if not any(_move_one(state, p, most) for p in over) and not any(_drop_one(state, p) for p in over):
            return False


def _excess(state: State, people: set[int], most: int) -> int:
    return sum(max(0, breaks(state, p) - most) for p in people)


def _move_one(state: State, p: int, most: int) -> bool:
    """One Kempe swap of p's meetings that lowers the excess over `most` of all it touches."""
    model = state.model
    for s in bits(state.busy[p]):
        for t in bits(model.available[p] & ~state.busy[p]):
            links = chain(state, state.at[p][s], s, t)
            if links is None or not fits(state, links, s, t):
                continue
            touched = {x for r in links for x in (model.side_a[r], model.side_b[r])}
            before = _excess(state, touched, most)
            lowest = min(breaks(state, x) for x in touched)
            mark = state.mark()
            if state.swap(links, s, t):
                if _excess(state, touched, most) < before and min(breaks(state, x) for x in touched) >= lowest:
                    return True
                state.undo(mark)
    return False


def _drop_one(state: State, p: int) -> bool:
    """Drops the lightest of p's meetings that may go, first one at an edge of a break."""
    model = state.model
    loose = [r for r in state.at[p] if r >= 0 and not state.fixed[r] and not model.must[r]]
    if not loose:
        return False
    now = breaks(state, p)

    def cost(r: int) -> tuple[bool, bool, int, int]:
        busy = state.busy[p] & ~(1 << state.slot[r])
        day = [busy & mask for mask in model.day_masks]
        after = sum((m & ~(m << 1)).bit_count() - 1 for m in day if m)
        return after >= now, state.kept[r], model.weight[r], r

    state.remove(min(loose, key=cost))
    return True
