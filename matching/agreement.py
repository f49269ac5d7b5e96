"""Which shifts stand after a round in which several processes searched by themselves.

All of one process, and of the next those that touch nobody whom the first ones touched; who goes first takes turns. What
a shift costs and whether it may be depends on the people in it and on the tables, so what stands is as good as when it was taken.
That is not so where requests have an order or share interpreters: there one process searches alone.
"""

from collections.abc import Sequence

from matching.model import Model
from matching.spans import Spans
from matching.state import State

Move = Sequence[int]  # a request, the slot it leaves, the slot it goes to
Moves = list[Move]  # of one shift, the last step first


def may_be_shared(model: Model) -> bool:
    return not model.speakers and not any(model.earlier)


def agree(state: State, spans: Spans, took: dict[int, list[Moves]], *, me: int, turn: int) -> None:
    """Makes this process's schedule the one of all: its own shifts that fall are taken back, those of others that stand are made.

    `took`: the shifts of each process, in the order it took them.
    """
    numbers = sorted(took)
    first = turn % len(numbers)
    load = [len(here) for here in state.inside]
    for moves in took[me]:
        _count(load, moves, -1)
    touched: set[int] = set()
    fallen: list[Moves] = []
    come: list[Moves] = []
    for number in numbers[first:] + numbers[:first]:
        barred, mine = set(touched), number == me
        for moves in took[number]:
            people = people_of(state.model, moves)
            end = moves[0][2]
            if barred.isdisjoint(people) and (end == moves[-1][1] or load[end] < state.model.tables):
                touched |= people
                _count(load, moves, 1)
                if not mine:
                    come.append(moves)
            else:
                barred |= people
                if mine:
                    fallen.append(moves)
    for moves in reversed(fallen):
        state.reseat([(r, t) for r, t, _ in moves])
        spans.look(people_of(state.model, moves))
    for moves in come:
        state.reseat([(r, t) for r, _, t in moves])
        spans.look(people_of(state.model, moves))
    state.open = sum([1 << t for t, here in enumerate(state.inside) if len(here) < state.model.tables])


def people_of(model: Model, moves: Moves) -> set[int]:
    return {p for r, _, _ in moves for p in (model.side_a[r], model.side_b[r])}


def _count(load: list[int], moves: Moves, by: int) -> None:
    load[moves[0][2]] += by
    load[moves[-1][1]] -= by
