"""The true optimum of a tiny problem by trying everything, with rules of its own."""

from itertools import combinations
from typing import Any


def best_weight(problem: dict[str, Any]) -> int:
    """The greatest weight over every way to place the requests, fairness aside (it can only lower it)."""
    time = {slot["id"]: (slot["day"], slot["index"]) for slot in problem["slots"]}
    people = {person["id"]: person for person in problem["participants"]}
    requests = problem["requests"]
    best = 0

    def sides(request: dict[str, Any]) -> tuple[Any, Any]:
        return request["a"], request["b"]

    def zone(request: dict[str, Any]) -> Any:
        return people[request["a"]].get("zone") or people[request["b"]].get("zone")

    walk = {frozenset(pair[:2]): pair[2] for pair in problem.get("walking", [])}

    def fits(placed: list[tuple[dict[str, Any], str]], request: dict[str, Any], slot: str) -> bool:
        here = [other for other, where in placed if where == slot]
        if len(here) >= problem["tables"]:
            return False
        for side in sides(request):
            if slot not in people[side]["availability"]:
                return False
            mine = [(other, where) for other, where in placed if side in sides(other)]
            if len(mine) >= people[side]["max_meetings"]:
                return False
            for other, where in mine:
                (day, index), (other_day, other_index) = time[slot], time[where]
                free = walk.get(frozenset((zone(request), zone(other))), 0)
                if day == other_day and abs(index - other_index) <= free:
                    return False
        if slot not in request.get("slots", time):
            return False
        where = {other["id"]: time[at] for other, at in placed} | {request["id"]: time[slot]}
        if any(a in where and b in where and where[a] >= where[b] for a, b in problem.get("before", [])):
            return False
        return interpreted([*here, request], slot)

    def interpreted(here: list[dict[str, Any]], slot: str) -> bool:
        spoken = [request["language"] for request in here if request.get("language")]
        there = [person for person in problem.get("interpreters", []) if slot in person["availability"]]

        def seat(languages: list[str], free: list[dict[str, Any]]) -> bool:
            return not languages or any(
                languages[0] in person["languages"] and seat(languages[1:], [p for p in free if p is not person])
                for person in free
            )

        return seat(spoken, there)

    def go(i: int, placed: list[tuple[dict[str, Any], str]], weight: int) -> None:
        nonlocal best
        best = max(best, weight)
        if i == len(requests) or weight + sum(r["weight"] for r in requests[i:]) <= best:
            return
        for slot in time:
            if fits(placed, requests[i], slot):
                go(i + 1, [*placed, (requests[i], slot)], weight + requests[i]["weight"])
        go(i + 1, placed, weight)

    go(0, [], 0)
    return best


def pairs_in_common(problem: dict[str, Any]) -> int:
    """How many pairs of requests share a participant; tells a test that its instances are worth something."""
    return sum(bool({one["a"], one["b"]} & {two["a"], two["b"]}) for one, two in combinations(problem["requests"], 2))
