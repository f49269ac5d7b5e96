"""The same question asked of CP-SAT, for comparison: all requests placed, least breaks, the way a first model is written."""

from collections import defaultdict
from typing import Any


def least_breaks(raw: dict[str, Any], *, seconds: float) -> dict[str, Any]:
    """Breaks found (None for no plan) and whether proved, with one worker; precedence and fairness kept, one day only."""
    from ortools.sat.python import cp_model  # noqa: PLC0415 -- not a dependency of the house

    order = [slot["id"] for slot in sorted(raw["slots"], key=lambda slot: (slot["day"], slot["index"]))]
    there = {person["id"]: set(person["availability"]) for person in raw["participants"]}
    model = cp_model.CpModel()
    where: dict[Any, dict[int, Any]] = {}
    busy: dict[Any, list[list[Any]]] = {person: [[] for _ in order] for person in there}
    inside: dict[int, list[Any]] = defaultdict(list)
    for request in raw["requests"]:
        may = set(request.get("slots") or order) & there[request["a"]] & there[request["b"]]
        stands = {t: model.new_bool_var("") for t, slot in enumerate(order) if slot in may}
        model.add_exactly_one(stands.values())
        where[request["id"]] = stands
        for t, literal in stands.items():
            inside[t].append(literal)
            busy[request["a"]][t].append(literal)
            busy[request["b"]][t].append(literal)
    for literals in inside.values():
        model.add(sum(literals) <= raw["tables"])
    for pin in raw.get("pinned", []):
        model.add(where[pin["request"]][order.index(pin["slot"])] == 1)
    for first, second in raw.get("before", []):
        times = [sum(t * literal for t, literal in where[request].items()) for request in (first, second)]
        model.add(times[0] + 1 <= times[1])
    counts = [_breaks(model, row) for row in busy.values()]
    limit = raw.get("objective", {}).get("fairness")
    if limit is not None:
        low = model.new_int_var(0, len(order), "")
        for count in counts:
            model.add(count >= low)
            model.add(count <= low + limit)
    model.minimize(sum(counts))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.optimize_with_core = True
    solver.parameters.linearization_level = 0
    solver.parameters.max_time_in_seconds = seconds
    status = solver.solve(model)
    found = status in {cp_model.OPTIMAL, cp_model.FEASIBLE}
    return {"breaks": round(solver.objective_value) if found else None, "proved": status == cp_model.OPTIMAL}


def _breaks(model: Any, row: list[list[Any]]) -> Any:
    used = []
    for here in row:
        model.add_at_most_one(here)
        literal = model.new_bool_var("")
        model.add(sum(here) == literal)
        used.append(literal)
    so_far = [model.new_bool_var("") for _ in row]
    ends = []
    for t, literal in enumerate(used):
        model.add_bool_or([literal, so_far[t - 1]] if t else [literal]).only_enforce_if(so_far[t])
        model.add_implication(literal, so_far[t])
        if t:
            model.add_implication(so_far[t - 1], so_far[t])
        if t >= 2:
            end = model.new_bool_var("")
            model.add_bool_or([end, ~literal, used[t - 1], ~so_far[t - 2]])
            model.add_implication(end, literal)
            model.add_implication(end, ~used[t - 1])
            model.add_implication(end, so_far[t - 2])
            ends.append(end)
    return sum(ends)
