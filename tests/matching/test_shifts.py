"""Shifts along one person's days: what they say they cost, what they may not touch, and how far idle time falls."""

import random
from itertools import combinations

from bench.fairs import fair_problem
from matching.bounds import upper_bound
from matching.idle import idle_slots, total_idle_slots
from matching.improve import _swap_about, improve
from matching.judge import judge
from matching.model import bits, compile_model
from matching.pace import by_steps
from matching.placement import order_of, place_in_order, place_pins
from matching.plan import plan_as_json
from matching.problem import parse_problem
from matching.shift_search import finder
from matching.shifts import _take, least_idle
from matching.solver import solve
from matching.spans import Spans
from matching.state import State
from tests.matching.instances import full_problem


def scheduled(seed: int, *size: int) -> State:
    model = compile_model(parse_problem(fair_problem(*(size or (60, 30, 24, 600)), seed=seed, regime="tight")))
    state = place_pins(model)
    place_in_order(state, order_of(model, upper_bound(model)))
    return state


def test_a_shift_costs_what_it_may_and_keeps_the_meetings() -> None:
    state, rng = scheduled(1), random.Random(1)
    placed = {r for r, t in enumerate(state.slot) if t >= 0}
    spans = Spans(state)
    find = finder(state, spans, rng)
    taken = long = 0
    for _ in range(3000):
        r = rng.choice(sorted(placed))
        limit = rng.choice([-2, -1, 0, 1])
        before = total_idle_slots(state)
        p = rng.choice([state.model.side_a[r], state.model.side_b[r]])
        shift = find(p, state.slot[r], limit)
        if shift is None:
            continue
        _take(state, spans, p, shift, limit)
        if all(state.slot[q] == u for q, u in shift):
            taken += 1
            long += len(shift) > 1
            assert total_idle_slots(state) - before <= limit
        assert {r for r, t in enumerate(state.slot) if t >= 0} == placed
        assert all(len(here) <= state.model.tables for here in state.inside)
        assert [mask.bit_count() for mask in spans.idle] == [idle_slots(state, q) for q in state.model.people]
    assert taken > 300
    assert long > 100


def test_the_least_idle_slots_of_one_person() -> None:
    model = compile_model(parse_problem(fair_problem(5, 3, 10, 8, seed=1, regime="tight")))
    model.day_masks = [0b11111, 0b1111100000]
    rng = random.Random(3)
    for _ in range(60):
        there = rng.getrandbits(10) | 1
        for count in range(there.bit_count() + 1):
            true = min(
                sum(max(mine) - min(mine) + 1 - len(mine) for mine in days_of(chosen) if mine)
                for chosen in combinations(bits(there), count)
            )
            assert least_idle(model, there, count) == true


def days_of(slots: tuple[int, ...]) -> list[list[int]]:
    return [[t for t in slots if t < 5], [t for t in slots if t >= 5]]


def test_shifts_leave_less_idle_time_than_swaps() -> None:
    tries, after = 15_000, []
    for about in (improve, _swap_about):
        state = scheduled(2, 120, 60, 48, 1500)
        about(state, pace=by_steps(tries), rng=random.Random(1))
        model = state.model
        least = sum(least_idle(model, model.available[p], state.count[p]) for p in model.people)
        after.append(total_idle_slots(state) - least)
    assert 0 <= after[0] < 0.8 * after[1], after


def test_what_is_pinned_stays_and_every_rule_is_kept() -> None:
    for seed in range(10):
        problem = full_problem(seed, people=12, slots=8, requests=40, tables=3)
        problem["objective"] = {"idle": "slots", "fairness": None}
        first = solve(parse_problem(problem), seconds=0)
        problem["pinned"] = [{"request": m.request, "slot": m.slot, "table": m.table} for m in first.meetings[:5]]
        plan = solve(parse_problem(problem), seconds=0.1)
        assert judge(problem, plan_as_json(plan)) == [], seed
