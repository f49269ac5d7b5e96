"""A preview as it stands, in the solver's words: what a what-if is counted on after changes by hand."""

from collections import Counter
from typing import Any

from booking.queries.schedule_diff import Kind, Line
from booking.queries.schedule_problem import Built

Json = dict[str, Any]


def as_it_stands(built: Built, lines: list[Line]) -> tuple[Json, Json]:
    """The problem as it is, and the preview as the plan of before: kept where the problem allows it."""
    number = {table: n for n, table in enumerate(built.tables)}
    meetings = []
    for line in _standing(built, lines):
        meeting: Json = {"request": line.key, "slot": line.slot, "table": number.get(line.table, 0)}
        meetings.append(meeting | ({"interpreter": line.interpreter} if line.interpreter is not None else {}))
    plan = {
        "meetings": meetings, "unmet": [], "weight": 0, "upper_bound": 0, "gap": 0.0, "idle_slots": 0, "breaks": 0,
        "proved_optimal": False, "seconds": 0.0, "moved": 0,
    }  # fmt: skip
    return built.problem, plan


def as_edited(built: Built, lines: list[Line]) -> tuple[Json, Json]:
    """The same, what was placed by hand fixed where it is: also outside its wished times, also beyond a person's limit."""
    problem, plan = as_it_stands(built, lines)
    by_hand = {line.key: line for line in _standing(built, lines) if line.is_by_hand and line.changes}
    if not by_hand:
        return problem, plan
    held = Counter(person for line in _standing(built, lines) for person in line.people)
    number = {table: n for n, table in enumerate(built.tables)}
    pins = []
    for line in by_hand.values():
        pin: Json = {"request": line.key, "slot": line.slot}
        pins.append(
            pin
            | ({"table": number[line.table]} if number.get(line.table, problem["tables"]) < problem["tables"] else {})
        )
    edited = problem | {
        "requests": [
            request | ({"slots": [by_hand[request["id"]].slot]} if request["id"] in by_hand else {})
            for request in problem["requests"]
        ],
        "pinned": [pin for pin in problem["pinned"] if pin["request"] not in by_hand] + pins,
        "participants": [
            person | {"max_meetings": max(person["max_meetings"], held[person["id"]])}
            for person in problem["participants"]
        ],
    }
    return edited, plan


def _standing(built: Built, lines: list[Line]) -> list[Line]:
    known = {request["id"] for request in built.problem["requests"]}
    return [line for line in lines if line.key in known and (line.kind is not Kind.CLASH or line.meeting is not None)]
