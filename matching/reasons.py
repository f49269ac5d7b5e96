"""Why a wish was not met:

one code, the requests that stand in its place, and a sentence for the log (pages translate the code).
"""

from itertools import compress

from matching.idle import breaks
from matching.model import Model, bits
from matching.plan import Unmet
from matching.reader import Id, show
from matching.state import State

OUTWEIGHED = "a side is in another meeting in every slot they share"
_CHOICE = bytes.maketrans(b"01", bytes((0, 1)))


class Held:
    """Who is in which meeting, by the requests' ids; and what was said of one person is kept for the next wish of it."""

    def __init__(self, state: State) -> None:
        model = state.model
        ids = self.ids = [request.id for request in model.problem.requests]
        named = [*ids, ""].__getitem__  # -1 is nobody
        self._backwards = [list(map(named, reversed(row))) for row in state.at]
        self._busy, self._slots, self._form = state.busy, len(model.slot_ids), f"0{2 * len(model.slot_ids)}b"
        self._worst: int | None = None
        self._full: dict[int, tuple[str, tuple[Id, ...]]] = {}
        self._people = len(model.cap)
        met = [(a, b) for a, b, t in zip(model.side_a, model.side_b, state.slot, strict=True) if t >= 0]
        self._met = {a * self._people + b for a, b in met} | {b * self._people + a for a, b in met}

    def of_both(self, a: int, b: int, slots: int) -> tuple[Id, ...]:
        """The meetings of either in these slots, each once, the last one first."""
        rows, busy = self._backwards, self._busy
        both = (busy[a] & slots) << self._slots | busy[b] & slots
        named = compress(rows[a] + rows[b], format(both, self._form).encode().translate(_CHOICE))
        return tuple(dict.fromkeys(named)) if a * self._people + b in self._met else tuple(named)

    def filling(self, state: State, p: int) -> tuple[str, tuple[Id, ...]]:
        """What is said of somebody who has its max_meetings, and which they are."""
        said = self._full.get(p)
        if said is None:
            detail = f"{show(state.model.problem.participants[p].id)} has its {state.model.cap[p]} meetings"
            said = self._full[p] = detail, tuple([self.ids[q] for q in reversed(state.at[p]) if q >= 0])
        return said

    def worst_breaks(self, state: State) -> int:
        if self._worst is None:
            self._worst = max(breaks(state, p) for p in state.model.people)
        return self._worst


def unmet_requests(state: State) -> tuple[Unmet, ...]:
    """Every request without a place, in the order of the file."""
    held = Held(state)
    model, busy, ids, of_both = state.model, state.busy, held.ids, held.of_both
    side_a, side_b, allowed, language = model.side_a, model.side_b, model.allowed, model.language
    full = [count >= cap for count, cap in zip(state.count, model.cap, strict=True)]
    found = []
    for r, t in enumerate(state.slot):
        if t >= 0:
            continue
        a, b, spots = side_a[r], side_b[r], allowed[r]
        taken = busy[a] | busy[b]
        if spots and spots | taken == taken and not full[a] and not full[b] and language[r] < 0:
            # What most are; no reason that comes before it holds.
            found.append(Unmet(ids[r], "outweighed", OUTWEIGHED, of_both(a, b, spots)))
        else:
            found.append(_reason(state, r, held))
    return tuple(found)


def _reason(state: State, r: int, held: Held) -> Unmet:
    """The first that holds, from what no plan can change to what this plan chose.

    `no_common_slot`: the two sides and the request itself share no slot. `blocked`: the two must not meet.
    `no_interpreter`: nobody who speaks the language is there in any slot they share, or everybody is taken
    wherever both are free. `participant_full`: a side has its max_meetings. `tables_full`: wherever both are free,
    every table is taken. `blocked`: a place is there, but the order of requests, walking, a pin or fairness
    forbids it. `outweighed`: in every slot they share, a side is in one of the meetings named.
    """
    model = state.model
    a, b = model.side_a[r], model.side_b[r]
    ids = model.problem.requests[r]
    if not model.common[r]:
        return Unmet(ids.id, "no_common_slot", f"{show(ids.a)} and {show(ids.b)} share no slot that is allowed")
    if model.never[r]:
        return Unmet(ids.id, "blocked", f"{show(ids.a)} and {show(ids.b)} must not meet")
    speakers = model.speakers[model.language[r]] if model.language[r] >= 0 else []
    if model.language[r] >= 0 and not any(model.interpreter_available[i] & model.common[r] for i in speakers):
        return Unmet(ids.id, "no_interpreter", f"nobody who speaks {ids.language} is there when both sides are")
    for p in (a, b):
        if state.count[p] >= model.cap[p]:
            return Unmet(ids.id, "participant_full", *held.filling(state, p))
    allowed = model.allowed[r]
    free = allowed & ~(state.busy[a] | state.busy[b])
    if not allowed:
        rivals = [q for q in (*model.earlier[r], *model.later[r]) if q in model.pins]
        return _unmet(model, r, "blocked", "pinned meetings leave no slot that keeps the order", rivals)
    if not free:
        return Unmet(ids.id, "outweighed", OUTWEIGHED, held.of_both(a, b, allowed))
    if not free & state.open:
        names = ", ".join(show(model.slot_ids[t]) for t in bits(free))
        return Unmet(ids.id, "tables_full", f"every table is taken in slot {names}, where both sides are free")
    return _held_back(state, r, free & state.open, held)


def _held_back(state: State, r: int, spots: int, held: Held) -> Unmet:
    """Both sides and a table are free in `spots`; says which rule is against it."""
    model = state.model
    lawful = [t for t in bits(spots) if state.obeys(r, t)]
    if not lawful:
        rivals = [q for q in (*model.earlier[r], *model.later[r]) if state.slot[q] >= 0]
        return _unmet(model, r, "blocked", "the order of requests or the walk between zones forbids every slot", rivals)
    if model.language[r] >= 0:
        taken = [
            state.seats.taken[t][i]
            for t in lawful
            for i in model.speakers[model.language[r]]
            if i in state.seats.taken[t]
        ]
        if not any(_can_be_seated(state, r, t) for t in lawful):
            language = model.problem.requests[r].language
            return _unmet(model, r, "no_interpreter", f"everybody who speaks {language} is taken or too far", taken)
    detail = f"it would make the breaks too unequal (most {held.worst_breaks(state)}, limit {model.fairness})"
    return _unmet(model, r, "blocked", detail)


def _can_be_seated(state: State, r: int, t: int) -> bool:
    mark = state.mark()
    placed = state.place(r, t)
    state.undo(mark)
    return placed


def _unmet(model: Model, r: int, reason: str, detail: str, rivals: list[int] | None = None) -> Unmet:
    by: list[Id] = [model.problem.requests[q].id for q in dict.fromkeys(rivals or [])]
    return Unmet(request=model.problem.requests[r].id, reason=reason, detail=detail, by=tuple(by))
