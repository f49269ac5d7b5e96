"""The greatest weight of a small problem by an integer programme, where placement and bound have not met.

One variable for each request and slot. HiGHS solves it when `highspy` is installed; without it the gap stays as it is.
What it says about weight is checked before it is believed: its prices are rounded to whole thousandths and summed in
whole numbers, which bounds every plan whatever rounding happened inside; only where its tree of cases proved more than
its prices do, its own bound is taken.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import combinations
from threading import Thread
from typing import TYPE_CHECKING

from matching.model import Model, bits
from matching.state import State

if TYPE_CHECKING:
    from highspy import Highs

AT_ONCE = 6_000  # variables up to which it is asked even without a time limit: a fraction of a second
LARGEST = 60_000  # beyond, it costs more time and memory than it is worth
NODES = 2_000  # of the tree without a time limit, so that the answer does not hang on the machine
SCALE = 1_000


@dataclass(frozen=True, slots=True)
class Programme:
    """Greatest `profit` over 0-1 variables under rows `sum(variables) <= most` (at least `least`)."""

    variables: list[tuple[int, int]]  # request, slot
    rows: list[tuple[list[int], int, int]]  # the variables in it, least, most


def suits(state: State, *, timed: bool) -> bool:
    """Whether the problem is small, and nothing in it lies outside the programme (walks, fairness, a plan to keep)."""
    model = state.model
    return (
        find_spec("highspy") is not None
        and model.fairness is None
        and model.reach < 0
        and not any(state.kept)
        and all(len(languages) <= 4 for languages in _spoken_by_slot(model))
        and 0 < sum(mask.bit_count() for mask in model.allowed) <= (LARGEST if timed else AT_ONCE)
    )


def place_exactly(state: State, upper: int, *, seconds: float | None, going: Callable[[], bool]) -> int:
    """Puts the heaviest placement it finds into `state`, if that is better; an upper bound, at best below `upper`.

    `going` is asked every tenth of a second; False ends the search. Without `seconds` the result is the same each time.
    """
    model = state.model
    programme = write(model)
    solved = _solve(model, programme, seconds, going)
    if solved is None:
        return upper
    slots, bound = solved
    _take_over(state, slots)
    return min(upper, bound)


def write(model: Model) -> Programme:
    variables = [(r, t) for r in model.requests for t in bits(model.allowed[r])]
    number = {variable: i for i, variable in enumerate(variables)}
    places: list[list[int]] = [[] for _ in model.weight]
    at_slot: list[list[int]] = [[] for _ in model.slot_ids]
    at_person: dict[tuple[int, int], list[int]] = {}
    of_person: list[list[int]] = [[] for _ in model.cap]
    for i, (r, t) in enumerate(variables):
        places[r].append(i)
        at_slot[t].append(i)
        for p in (model.side_a[r], model.side_b[r]):
            at_person.setdefault((p, t), []).append(i)
            of_person[p].append(i)
    rows = [(mine, 1 if model.must[r] or r in model.pins else 0, 1) for r, mine in enumerate(places) if mine]
    rows += [(there, 0, 1) for there in at_person.values() if len(there) > 1]
    rows += [(there, 0, model.tables) for there in at_slot if len(there) > model.tables]
    rows += [(mine, 0, cap) for mine, cap in zip(of_person, model.cap, strict=True) if len(mine) > cap]
    for second, firsts in enumerate(model.earlier):
        for first in firsts:
            for t in range(len(model.slot_ids)):
                late = [i for i in places[first] if variables[i][1] >= t]
                early = [i for i in places[second] if variables[i][1] <= t]
                if late and early:
                    rows.append((late + early, 0, 1))
    for t, languages in enumerate(_spoken_by_slot(model)):
        for size in range(1, len(languages) + 1):
            for group in combinations(sorted(languages), size):  # Hall: these languages share their speakers
                there = [number[r, t] for name in group for r in languages[name]]
                speakers = {
                    i for name in group for i in model.speakers[name] if model.interpreter_available[i] >> t & 1
                }
                if len(there) > len(speakers):
                    rows.append((there, 0, len(speakers)))
    return Programme(variables, rows)


def _spoken_by_slot(model: Model) -> list[dict[int, list[int]]]:
    found: list[dict[int, list[int]]] = [{} for _ in model.slot_ids]
    for r, name in enumerate(model.language):
        if name >= 0:
            for t in bits(model.allowed[r]):
                found[t].setdefault(name, []).append(r)
    return found


def _solve(
    model: Model, programme: Programme, seconds: float | None, going: Callable[[], bool]
) -> tuple[list[int], int] | None:
    """The slot of each request (-1: none) and a bound; None where it found nothing in time."""
    profit = [model.weight[r] for r, _ in programme.variables]
    relaxed = _highs(programme, profit, whole=False, seconds=seconds)
    if not _run(relaxed, going):
        return None
    bound = _proved(programme, profit, relaxed.getSolution().row_dual)
    whole = _highs(programme, profit, whole=True, seconds=seconds)
    finished = _run(whole, going)
    values = list(whole.getSolution().col_value)
    if not values or whole.getInfo().primal_solution_status != _FEASIBLE:
        return None
    slots = [-1] * len(model.weight)
    for (r, t), value in zip(programme.variables, values, strict=True):
        if value > 0.5:
            slots[r] = t
    weight = sum(w for w, t in zip(model.weight, slots, strict=True) if t >= 0)
    if finished and weight < bound:
        bound = max(weight, min(bound, int(-whole.getInfo().mip_dual_bound + 1e-4)))
    return slots, bound


_FEASIBLE = 2


def _highs(programme: Programme, profit: list[int], *, whole: bool, seconds: float | None) -> "Highs":
    import highspy  # noqa: PLC0415 -- optional, and slow to import
    import numpy as np  # noqa: PLC0415 -- comes with it

    columns, rows = len(programme.variables), programme.rows
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = columns, len(rows)
    lp.col_cost_ = np.array([-gain for gain in profit], dtype=float)
    lp.col_lower_, lp.col_upper_ = np.zeros(columns), np.ones(columns)
    lp.row_lower_ = np.array([least for _, least, _ in rows], dtype=float)
    lp.row_upper_ = np.array([most for _, _, most in rows], dtype=float)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.cumsum([0] + [len(row) for row, _, _ in rows])
    lp.a_matrix_.index_ = np.array([i for row, _, _ in rows for i in row])
    lp.a_matrix_.value_ = np.ones(len(lp.a_matrix_.index_))
    if whole:
        lp.integrality_ = [highspy.HighsVarType.kInteger] * columns

    class Quiet(highspy.Highs):  # which would say its name on standard output, where the plan goes
        def enableCallbacks(self) -> None:  # noqa: N802 -- its name for it
            self.setOptionValue("output_flag", False)
            super().enableCallbacks()  # type: ignore[no-untyped-call]

    solver = Quiet()  # type: ignore[no-untyped-call]
    for name, value in (
        ("log_to_console", False),
        ("output_flag", False),
        ("threads", 1),
        ("random_seed", 1),
        ("mip_rel_gap", 0.0),
    ):
        solver.setOptionValue(name, value)
    if seconds is None:
        solver.setOptionValue("mip_max_nodes", NODES)
    else:
        solver.setOptionValue("time_limit", max(0.1, seconds))
    solver.passModel(lp)
    return solver


def _run(solver: "Highs", going: Callable[[], bool]) -> bool:
    """Whether it came to its end; it computes beside this thread, which goes on asking."""
    import highspy  # noqa: PLC0415 -- as above

    solver.HandleUserInterrupt = True
    worker = Thread(target=solver.run, daemon=True)
    worker.start()
    while worker.is_alive():
        worker.join(0.1)
        if not going():
            solver.cancelSolve()  # type: ignore[no-untyped-call]
            worker.join()
    return bool(solver.getModelStatus() == highspy.HighsModelStatus.kOptimal)


def _proved(programme: Programme, profit: list[int], duals: list[float]) -> int:
    """The bound these prices prove, in whole numbers; prices of the wrong sign or a little off only make it larger."""
    left = [SCALE * gain for gain in profit]
    total = 0
    for (row, least, most), dual in zip(programme.rows, duals, strict=True):
        price = round(-dual * SCALE)  # the programme is solved as one of least cost
        if price < 0 and not least:
            price = 0
        if price:
            total += price * (most if price > 0 else least)
            for i in row:
                left[i] -= price
    return (total + sum(rest for rest in left if rest > 0)) // SCALE


def _take_over(state: State, slots: list[int]) -> bool:
    """Moves everything to its new slot if that is heavier and breaks no rule."""
    model = state.model
    now = [sum(w for w, t in zip(model.weight, each, strict=True) if t >= 0) for each in (state.slot, slots)]
    must = [sum(model.must[r] and each[r] >= 0 for r in model.requests) for each in (state.slot, slots)]
    if (must[1], now[1]) <= (must[0], now[0]):
        return False
    saved = state.snapshot()
    moved = [r for r in model.requests if state.slot[r] != slots[r]]
    for r in moved:
        if state.slot[r] >= 0:
            state.remove(r)
    arriving = [r for r in moved if slots[r] >= 0]
    if all(state.candidates(r) >> slots[r] & 1 and state.place(r, slots[r]) for r in arriving):
        return True
    state.restore(saved)
    return False
