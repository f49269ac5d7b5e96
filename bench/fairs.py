"""Made-up fairs in the scheduler's format: three sizes, three regimes, the same for a seed on every machine."""

import random
from typing import Any

PRESETS = {
    "S": (100, 60, 24, 600),
    "M": (300, 150, 48, 4000),
    "L": (920, 400, 48, 15000),
}  # exhibitors, buyers, slots, requests
REGIMES = ("loose", "tight", "narrow")
TABLES = {"loose": 1.25, "tight": 0.80, "narrow": 0.45}  # per request and slot
SKEW = {"loose": 0.35, "tight": 0.7, "narrow": 0.5}  # how much more the first are asked for than the last
SLOTS_A_DAY = 24


def fair_problem(exhibitors: int, buyers: int, slots: int, requests: int, *, seed: int, regime: str) -> dict[str, Any]:
    """Wishes of either side or both, ranked 1 to 3; `narrow`: each buyer is there for one short window only."""
    rnd = random.Random(f"{seed}/{exhibitors}/{buyers}/{slots}/{requests}/{regime}")
    days = max(1, slots // SLOTS_A_DAY)
    per_day = -(-slots // days)
    grid = [{"id": t, "day": t // per_day, "index": t % per_day} for t in range(slots)]
    people = []
    for kind, letter, count in (("exhibitor", "E", exhibitors), ("buyer", "B", buyers)):
        for i in range(count):
            there = _availability(rnd, grid, kind, regime, days)
            people.append({"id": f"{letter}{i}", "kind": kind, "availability": there, "max_meetings": slots})
    for person in people:
        if rnd.random() < 0.15:
            person["max_meetings"] = max(2, int(slots * rnd.choice([0.25, 0.5, 0.75])))
    return {
        "name": f"{exhibitors}x{buyers}x{slots}x{requests}-{regime}-s{seed}",
        "slots": grid,
        "tables": max(1, round(requests / slots * TABLES[regime])),
        "participants": people,
        "requests": _requests(rnd, exhibitors, buyers, requests, SKEW[regime]),
        "pinned": [],
    }


def _availability(rnd: random.Random, grid: list[dict[str, int]], kind: str, regime: str, days: int) -> list[int]:
    slots, mode = len(grid), rnd.random()
    if regime == "narrow":
        if kind == "buyer":
            length = max(3, int(slots * rnd.choice([0.15, 0.2, 0.3, 0.4])))
            first = rnd.randrange(slots - length + 1)
            return [t for t in range(first, first + length) if rnd.random() > 0.1] or [first]
        return [t for t in range(slots) if rnd.random() > 0.3] or [0]
    there: list[int] = []
    for day in range(days):
        ids = [slot["id"] for slot in grid if slot["day"] == day]
        half = len(ids) // 2
        if kind == "buyer" and mode < 0.20:
            ids = ids[:half] if rnd.random() < 0.5 else ids[half:]
        if kind == "buyer" and days > 1 and mode > 0.85 and day == rnd.randrange(days):
            ids = []
        if kind == "exhibitor" and mode < 0.05:
            ids = ids[half:]
        away = 0.12 if kind == "buyer" else 0.05
        there += [t for t in ids if rnd.random() > away]
    return there or [rnd.randrange(slots)]


def _requests(rnd: random.Random, exhibitors: int, buyers: int, count: int, skew: float) -> list[dict[str, Any]]:
    asked = [1 / (i + 1) ** skew for i in range(exhibitors)]
    rnd.shuffle(asked)
    asking = [1 / (i + 1) ** (skew * 0.6) for i in range(buyers)]
    rnd.shuffle(asking)
    seen: set[tuple[int, int]] = set()
    requests: list[dict[str, Any]] = []
    while len(requests) < count:
        draws = min(4096, 2 * (count - len(requests)) + 8)
        firsts, seconds = rnd.choices(range(exhibitors), asked, k=draws), rnd.choices(range(buyers), asking, k=draws)
        for a, b in zip(firsts, seconds, strict=True):
            if (a, b) in seen or len(requests) >= count:
                continue
            seen.add((a, b))
            side = rnd.random()
            rank_a = rnd.choice([1, 1, 2, 2, 3]) if side < 0.65 else 0
            rank_b = rnd.choice([1, 1, 2, 2, 3]) if side > 0.35 else 0
            weight = rank_a + rank_b + (2 if rank_a and rank_b else 0)
            pair = {"id": len(requests), "a": f"E{a}", "b": f"B{b}"}
            requests.append(pair | {"rank_a": rank_a, "rank_b": rank_b, "weight": weight})
    return requests


def rerun_of(
    problem: dict[str, Any], plan: dict[str, Any], *, seed: int
) -> tuple[dict[str, Any], dict[Any, tuple[Any, int]]]:
    """The fair an hour later: ten participants have left, 5 % of the meetings are cancelled, 2 % of wishes are new;

    and where each meeting that is still confirmed stands: they are all pinned.
    """
    rnd = random.Random(f"rerun {seed}")
    gone = set(rnd.sample([person["id"] for person in problem["participants"]], 10))
    cancelled = {m["request"] for m in rnd.sample(plan["meetings"], len(plan["meetings"]) // 20)}
    requests = [
        request
        for request in problem["requests"]
        if request["id"] not in cancelled and not gone & {request["a"], request["b"]}
    ]
    left = {request["id"] for request in requests}
    ids = {
        kind: [p["id"] for p in problem["participants"] if p["kind"] == kind and p["id"] not in gone]
        for kind in ("exhibitor", "buyer")
    }
    for i in range(len(problem["requests"]) // 50):
        pair = {"id": f"late {i}", "a": rnd.choice(ids["exhibitor"]), "b": rnd.choice(ids["buyer"])}
        requests.append(pair | {"weight": rnd.randint(1, 8)})
    confirmed = {m["request"]: (m["slot"], m["table"]) for m in plan["meetings"] if m["request"] in left}
    pinned = [{"request": r, "slot": slot, "table": table} for r, (slot, table) in confirmed.items()]
    people = [person for person in problem["participants"] if person["id"] not in gone]
    return problem | {"participants": people, "requests": requests, "pinned": pinned}, confirmed
