"""Small random problems for the tests, built from a seed alone; what they hold is written out, not taken from elsewhere."""

import random
from itertools import pairwise
from typing import Any

LANGUAGES = ["vi-ja", "vi-ko"]
ZONES = ["hall-a", "hall-b"]


def plain_problem(seed: int, *, people: int = 6, slots: int = 4, requests: int = 8, tables: int = 2) -> dict[str, Any]:
    """Two sides, one or two days, wishes with weights 1 to 8."""
    rnd = random.Random(seed)
    half = max(1, people // 2)
    days = rnd.choice([1, 2])
    per_day = -(-slots // days)
    problem: dict[str, Any] = {
        "version": 1,
        "slots": [{"id": f"s{t}", "day": t // per_day, "index": t % per_day} for t in range(slots)],
        "tables": tables,
        "participants": [
            {
                "id": f"{'E' if p < half else 'B'}{p}",
                "kind": "exhibitor" if p < half else "buyer",
                "availability": [f"s{t}" for t in range(slots) if rnd.random() < 0.8],
                "max_meetings": rnd.choice([1, 2, slots, slots]),
            }
            for p in range(people)
        ],
        "requests": [],
    }
    left, right = problem["participants"][:half], problem["participants"][half:]
    for r in range(requests):
        problem["requests"].append(
            {"id": r, "a": rnd.choice(left)["id"], "b": rnd.choice(right)["id"], "weight": rnd.randint(1, 8)}
        )
    return problem


def full_problem(seed: int, **sizes: int) -> dict[str, Any]:
    """A plain problem with some of every further rule in it: any pairs, languages, zones, order, slots, minimum, fairness."""
    problem = plain_problem(seed, **sizes)
    rnd = random.Random(f"full {seed}")
    slot_ids = [slot["id"] for slot in problem["slots"]]
    ids = [person["id"] for person in problem["participants"]]
    for person in problem["participants"]:
        if rnd.random() < 0.5:
            person["zone"] = rnd.choice(ZONES)
        person["min_meetings"] = rnd.randint(0, min(1, person["max_meetings"]))
    for request in problem["requests"]:
        if rnd.random() < 0.3:
            request["a"], request["b"] = rnd.sample(ids, 2)
        if rnd.random() < 0.3:
            request["language"] = rnd.choice(LANGUAGES)
        if rnd.random() < 0.3:
            request["slots"] = rnd.sample(slot_ids, rnd.randint(1, len(slot_ids)))
    problem["interpreters"] = [
        {
            "id": f"I{i}",
            "languages": rnd.sample(LANGUAGES, rnd.randint(1, 2)),
            "availability": [t for t in slot_ids if rnd.random() < 0.8],
        }
        for i in range(rnd.randint(0, 2))
    ]
    problem["walking"] = [["hall-a", "hall-b", rnd.randint(0, 2)]]
    chosen = rnd.sample([request["id"] for request in problem["requests"]], min(3, len(problem["requests"])))
    problem["before"] = [list(pair) for pair in pairwise(chosen)]
    problem["objective"] = {"idle": rnd.choice(["slots", "breaks"]), "fairness": rnd.choice([None, 0, 1, 2])}
    return problem


def with_pins(problem: dict[str, Any], plan: dict[str, Any], count: int) -> dict[str, Any]:
    """The problem with `count` meetings of a plan pinned where they are."""
    pins = [{key: meeting[key] for key in ("request", "slot", "table")} for meeting in plan["meetings"][:count]]
    return {**problem, "pinned": pins}
