"""The relaxation behind the bound: when slots may be left out of it, and whom its placement serves first."""

import random

from bench.fairs import PRESETS, fair_problem
from matching.bounds import _Flow, upper_bound
from matching.matchings import matched
from matching.model import compile_model
from matching.placement import order_of, place_fullest, place_in_order, place_pins
from matching.problem import parse_problem
from matching.relaxation import Relaxation
from tests.matching.instances import plain_problem


def test_slots_are_left_out_only_where_they_change_nothing() -> None:
    """With everybody seated the bound is that of the network with slots; with too few seats it would be above it."""
    same = above = 0
    for seed in range(300):
        rnd = random.Random(seed)
        problem = plain_problem(
            seed,
            people=rnd.randint(3, 10),
            slots=rnd.randint(2, 5),
            requests=rnd.randint(4, 25),
            tables=rnd.randint(1, 2),
        )
        relaxed = Relaxation(compile_model(parse_problem(problem)))
        without, within = (_Flow(relaxed, frozenset(), slots=slots) for slots in (False, True))
        seated = relaxed.can_be_seated(without.taken())
        assert relaxed.can_be_seated(within.taken())
        assert without.bound().upper >= within.bound().upper
        if seated:
            assert without.bound().upper == within.bound().upper, seed
        same += seated
        above += without.bound().upper > within.bound().upper
    assert same > 100
    assert above > 3


def test_a_matching_serves_the_first_rows_first_and_is_as_large_as_can_be() -> None:
    assert matched([0b01, 0b11, 0b10]) == {0: 0, 1: 1}
    assert matched([0b11, 0b01, 0b110]) == {0: 1, 1: 0, 2: 2}
    assert matched([0b11, 0b01, 0b110], most=2) == {0: 1, 1: 0}


def test_the_fullest_first_leave_less_unmet() -> None:
    """Buyers with short windows around a few exhibitors whom everybody wants."""
    model = compile_model(parse_problem(fair_problem(*PRESETS["L"], seed=10, regime="narrow")))
    bound = upper_bound(model)
    lost = {}
    for first in (True, False):
        state = place_pins(model)
        if first:
            place_fullest(state, bound)
        place_in_order(state, order_of(model, bound))
        lost[first] = bound.upper - sum(w for w, t in zip(model.weight, state.slot, strict=True) if t >= 0)
    assert lost[True] < 0.5 * lost[False], lost
    assert lost[True] < 0.0005 * bound.upper
