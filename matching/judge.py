"""An independent judge of plans.

It reads the two files itself and shares no line with the solver, its parser or its model.

It works on the words of the files, person by person and slot by slot, slowly and plainly, so that a fault in
the solver's way of counting cannot hide here too.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, groupby, pairwise
from typing import Any

REASONS = {"no_common_slot", "participant_full", "tables_full", "no_interpreter", "blocked", "outweighed"}
FIGURES = ("weight", "upper_bound", "idle_slots", "breaks", "moved")


class Malformed(ValueError):
    """A file the judge cannot read; `str()` is one sentence that names the field."""


@dataclass(frozen=True, slots=True)
class Violation:
    code: str
    what: str

    def __str__(self) -> str:
        return f"{self.code}: {self.what}"


def judge_texts(problem_text: str, plan_text: str) -> list[Violation]:
    """Every violation in the plan, none for a good one.

    Raises `Malformed` where a file is not what the format says.
    """
    return judge(_load(problem_text, "problem"), _load(plan_text, "plan"))


def judge(problem: dict[str, Any], plan: dict[str, Any]) -> list[Violation]:
    """The same for what was read already."""
    _check_problem_form(problem)
    _check_plan_form(plan)
    return list(_Case(problem, plan).violations())


# -- form


def _load(text: str, name: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as exc:
        raise Malformed(f"{name}: not JSON, {exc}.") from exc
    if not isinstance(value, dict):
        raise Malformed(f"{name}: must be an object.")
    return value


def _need(condition: object, where: str, what: str) -> None:
    if not condition:
        raise Malformed(f"{where}: {what}.")


def _is_id(value: object) -> bool:
    return isinstance(value, (int, str)) and not isinstance(value, bool)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _list(holder: dict[str, Any], key: str, where: str = "", *, needed: bool = True) -> list[Any]:
    path = f"{where}.{key}" if where else key
    _need(key in holder or not needed, path, "is missing")
    value = holder.get(key, [])
    _need(isinstance(value, list), path, "must be a list")
    return list(value)


def _each(holder: dict[str, Any], name: str, ids: tuple[str, ...], counts: tuple[str, ...], *, needed: bool) -> None:
    for i, item in enumerate(_list(holder, name, needed=needed)):
        where = f"{name}[{i}]"
        _need(isinstance(item, dict), where, "must be an object")
        for key in ids:
            _need(_is_id(item.get(key)), f"{where}.{key}", "must be an integer or a text")
        for key in counts:
            _need(_is_count(item.get(key)), f"{where}.{key}", "must be an integer of at least 0")


def _id_list(item: dict[str, Any], key: str, where: str, *, needed: bool) -> None:
    if item.get(key) is not None or needed:
        _need(all(_is_id(x) for x in _list(item, key, where)), f"{where}.{key}", "must be a list of ids")


def _check_problem_form(problem: dict[str, Any]) -> None:
    _need(_is_count(problem.get("tables")), "tables", "must be an integer of at least 0")
    _each(problem, "slots", ("id",), ("day", "index"), needed=True)
    _each(problem, "participants", ("id",), ("max_meetings",), needed=True)
    _each(problem, "requests", ("id", "a", "b"), ("weight",), needed=True)
    _each(problem, "pinned", ("request", "slot"), (), needed=False)
    _each(problem, "interpreters", ("id",), (), needed=False)
    for name in ("participants", "interpreters"):
        for i, item in enumerate(problem.get(name, [])):
            _id_list(item, "availability", f"{name}[{i}]", needed=True)
    for i, item in enumerate(problem["requests"]):
        _id_list(item, "slots", f"requests[{i}]", needed=False)
    for i, item in enumerate(problem.get("interpreters", [])):
        _id_list(item, "languages", f"interpreters[{i}]", needed=True)
    for i, pair in enumerate(_list(problem, "before", needed=False)):
        good = isinstance(pair, list) and len(pair) == 2 and all(_is_id(x) for x in pair)
        _need(good, f"before[{i}]", "must name two requests")
    for i, pair in enumerate(_list(problem, "never", needed=False)):
        good = isinstance(pair, list) and len(pair) == 2 and all(_is_id(x) for x in pair)
        _need(good, f"never[{i}]", "must name two participants")
    for i, walk in enumerate(_list(problem, "walking", needed=False)):
        good = isinstance(walk, list) and len(walk) == 3 and _is_count(walk[2])
        _need(good, f"walking[{i}]", "must be two zones and a number of slots")
    _need(isinstance(problem.get("objective", {}), dict), "objective", "must be an object")
    people = {person["id"] for person in problem["participants"]}
    for i, request in enumerate(problem["requests"]):
        for key in ("a", "b"):
            _need(request[key] in people, f"requests[{i}].{key}", f"there is no participant {request[key]!r}")
    slots = {slot["id"] for slot in problem["slots"]}
    requests = {request["id"] for request in problem["requests"]}
    for i, pin in enumerate(problem.get("pinned", [])):
        _need(pin["slot"] in slots, f"pinned[{i}].slot", f"there is no slot {pin['slot']!r}")
        _need(pin["request"] in requests, f"pinned[{i}].request", f"there is no request {pin['request']!r}")


def _check_plan_form(plan: dict[str, Any]) -> None:
    _each(plan, "meetings", ("request", "slot"), (), needed=True)
    _each(plan, "unmet", ("request",), (), needed=True)
    for i, unmet in enumerate(plan["unmet"]):
        _id_list(unmet, "by", f"unmet[{i}]", needed=False)
    for key in FIGURES:
        _need(_is_count(plan.get(key)), key, "must be an integer of at least 0")
    for key in ("gap", "seconds"):
        value = plan.get(key)
        good = isinstance(value, (int, float)) and not isinstance(value, bool)
        _need(good, key, "must be a number")
    _need(isinstance(plan.get("proved_optimal"), bool), "proved_optimal", "must be true or false")
    _each(plan, "below_minimum", ("participant",), ("meetings", "min_meetings"), needed=False)


# -- the case


class _Case:
    def __init__(self, problem: dict[str, Any], plan: dict[str, Any]) -> None:
        self.problem, self.plan = problem, plan
        self.slots = {slot["id"]: slot for slot in problem["slots"]}
        self.people = {person["id"]: person for person in problem["participants"]}
        self.requests = {request["id"]: request for request in problem["requests"]}
        self.interpreters = {person["id"]: person for person in problem.get("interpreters", [])}
        self.meetings = [m for m in plan["meetings"] if m["request"] in self.requests and m["slot"] in self.slots]
        self.of_person: dict[Any, list[dict[str, Any]]] = defaultdict(list)
        for meeting in self.meetings:
            request = self.requests[meeting["request"]]
            self.of_person[request["a"]].append(meeting)
            self.of_person[request["b"]].append(meeting)

    def violations(self) -> Iterator[Violation]:
        yield from self._known_once()
        yield from self._open_slots()
        yield from self._one_place_at_a_time()
        yield from self._tables()
        yield from self._quotas()
        yield from self._pins_and_must()
        yield from self._never()
        yield from self._order()
        yield from self._interpreters()
        yield from self._walking()
        yield from self._figures()
        yield from self._unmet()

    def _known_once(self) -> Iterator[Violation]:
        for meeting in self.plan["meetings"]:
            if meeting["request"] not in self.requests:
                yield Violation("unknown_request", f"meeting of request {meeting['request']!r}, which is not asked for")
            if meeting["slot"] not in self.slots:
                yield Violation("unknown_slot", f"request {meeting['request']!r} in slot {meeting['slot']!r}")
        for request, times in Counter(m["request"] for m in self.plan["meetings"]).items():
            if times > 1:
                yield Violation("placed_twice", f"request {request!r} has {times} meetings")

    def _open_slots(self) -> Iterator[Violation]:
        for meeting in self.meetings:
            request = self.requests[meeting["request"]]
            for side in ("a", "b"):
                if meeting["slot"] not in self.people[request[side]]["availability"]:
                    yield Violation(
                        "not_available",
                        f"participant {request[side]!r} is not there in slot {meeting['slot']!r} "
                        f"(request {request['id']!r})",
                    )
            if request.get("slots") is not None and meeting["slot"] not in request["slots"]:
                yield Violation("slot_not_allowed", f"request {request['id']!r} may not be in {meeting['slot']!r}")

    def _one_place_at_a_time(self) -> Iterator[Violation]:
        for person, meetings in self.of_person.items():
            for slot, times in Counter(m["slot"] for m in meetings).items():
                if times > 1:
                    yield Violation("person_twice", f"participant {person!r} has {times} meetings in slot {slot!r}")

    def _tables(self) -> Iterator[Violation]:
        tables = self.problem["tables"]
        for meeting in self.meetings:
            table = meeting.get("table")
            if not _is_count(table) or table >= tables:
                yield Violation("no_such_table", f"request {meeting['request']!r} at table {table!r} of {tables}")
        for (slot, table), times in Counter((m["slot"], repr(m.get("table"))) for m in self.meetings).items():
            if times > 1:
                yield Violation("table_twice", f"table {table} has {times} meetings in slot {slot!r}")
        for slot, times in Counter(m["slot"] for m in self.meetings).items():
            if times > tables:
                yield Violation("too_many_tables", f"{times} meetings in slot {slot!r} at {tables} tables")

    def _quotas(self) -> Iterator[Violation]:
        for person, meetings in self.of_person.items():
            most = self.people[person]["max_meetings"]
            if len(meetings) > most:
                yield Violation("over_max_meetings", f"participant {person!r} has {len(meetings)} of at most {most}")

    def _pins_and_must(self) -> Iterator[Violation]:
        placed = {meeting["request"]: meeting for meeting in self.meetings}
        for pin in self.problem.get("pinned", []):
            meeting = placed.get(pin["request"])
            if meeting is None or meeting["slot"] != pin["slot"]:
                where = "nowhere" if meeting is None else f"in slot {meeting['slot']!r}"
                yield Violation("pin_moved", f"request {pin['request']!r} is {where}, not in slot {pin['slot']!r}")
            elif pin.get("table") is not None and meeting.get("table") != pin["table"]:
                yield Violation("pin_moved", f"request {pin['request']!r} is not at table {pin['table']!r}")
        for request in self.requests.values():
            if request.get("must") and request["id"] not in placed:
                yield Violation("must_unmet", f"request {request['id']!r} must be met")

    def _must_not_meet(self, request: dict[str, Any]) -> bool:
        return any({request["a"], request["b"]} == set(pair) for pair in self.problem.get("never", []))

    def _never(self) -> Iterator[Violation]:
        for meeting in self.meetings:
            request = self.requests[meeting["request"]]
            if self._must_not_meet(request):
                yield Violation(
                    "never_met", f"request {request['id']!r}: {request['a']!r} must not meet {request['b']!r}"
                )

    def _time(self, slot: Any) -> tuple[int, int]:
        return self.slots[slot]["day"], self.slots[slot]["index"]

    def _order(self) -> Iterator[Violation]:
        placed = {meeting["request"]: meeting["slot"] for meeting in self.meetings}
        for first, second in self.problem.get("before", []):
            if first in placed and second in placed and self._time(placed[first]) >= self._time(placed[second]):
                yield Violation("wrong_order", f"request {first!r} does not come before request {second!r}")

    def _interpreters(self) -> Iterator[Violation]:
        taken: Counter[tuple[Any, Any]] = Counter()
        for meeting in self.meetings:
            request, who = self.requests[meeting["request"]], meeting.get("interpreter")
            name = f"request {request['id']!r}"
            if request.get("language") is None:
                if who is not None:
                    yield Violation("needless_interpreter", f"{name} asks for no language but has {who!r}")
                continue
            person = self.interpreters.get(who) if _is_id(who) else None
            if person is None:
                yield Violation("interpreter_missing", f"{name} has no interpreter for {request['language']!r}")
                continue
            taken[who, meeting["slot"]] += 1
            if request["language"] not in person["languages"]:
                yield Violation("wrong_language", f"{name}: {who!r} does not speak {request['language']!r}")
            if meeting["slot"] not in person["availability"]:
                yield Violation("interpreter_away", f"{name}: {who!r} is not there in slot {meeting['slot']!r}")
        for (who, slot), times in taken.items():
            if times > 1:
                yield Violation("interpreter_twice", f"{who!r} has {times} meetings in slot {slot!r}")

    def _zone(self, meeting: dict[str, Any]) -> Any:
        request = self.requests[meeting["request"]]
        return self.people[request["a"]].get("zone") or self.people[request["b"]].get("zone")

    def _walking(self) -> Iterator[Violation]:
        apart = {frozenset((one, other)): free for one, other, free in self.problem.get("walking", [])}
        if not apart:
            return
        walkers = dict(self.of_person)
        for meeting in self.meetings:
            who = meeting.get("interpreter")
            if _is_id(who):
                walkers.setdefault(("interpreter", who), []).append(meeting)
        for person, meetings in walkers.items():
            for one, other in combinations(meetings, 2):
                free = apart.get(frozenset((self._zone(one), self._zone(other))), 0)
                (day, index), (other_day, other_index) = self._time(one["slot"]), self._time(other["slot"])
                if day == other_day and index != other_index and abs(index - other_index) - 1 < free:
                    yield Violation(
                        "no_time_to_walk",
                        f"{person!r} between requests {one['request']!r} and {other['request']!r} ({free} slots needed)",
                    )

    def _idle(self, person: Any) -> tuple[int, int]:
        """Idle slots and breaks of one participant, by walking through each day from the first meeting to the
        last.
        """
        mine = {self._time(meeting["slot"]) for meeting in self.of_person[person]}
        slots, runs = 0, 0
        for day, group in groupby(sorted(self._time(slot) for slot in self.slots), key=lambda time: time[0]):
            busy = [time in mine for time in group]
            if True not in busy:
                continue
            inner = busy[busy.index(True) : len(busy) - busy[::-1].index(True)]
            del day
            slots += inner.count(False)
            runs += sum(1 for was, now in pairwise(inner) if was and not now)
        return slots, runs

    def _figures(self) -> Iterator[Violation]:
        plan = self.plan
        idle = {person: self._idle(person) for person in self.people}
        true = {
            "weight": sum(self.requests[request]["weight"] for request in {m["request"] for m in self.meetings}),
            "idle_slots": sum(slots for slots, _ in idle.values()),
            "breaks": sum(runs for _, runs in idle.values()),
        }
        for name, figure in true.items():
            if plan[name] != figure:
                yield Violation(f"wrong_{name}", f"the plan says {plan[name]}, counted {figure}")
        upper, weight = plan["upper_bound"], true["weight"]
        if upper < weight:
            yield Violation("bound_below_weight", f"upper_bound {upper} is below the weight {weight}")
        gap = (upper - weight) / upper if upper else 0.0
        if not abs(plan["gap"] - gap) <= 1e-6:
            yield Violation("wrong_gap", f"the plan says {plan['gap']}, counted {gap:.9f}")
        if not plan["seconds"] >= 0:
            yield Violation("wrong_seconds", f"{plan['seconds']} is not a length of time")
        if plan["moved"] > len(plan["meetings"]):
            yield Violation("wrong_moved", f"{plan['moved']} moved of {len(plan['meetings'])} meetings")
        if plan["proved_optimal"] and weight != upper:
            yield Violation("not_proved", f"proved_optimal, but the weight {weight} is not the bound {upper}")
        limit = self.problem.get("objective", {}).get("fairness")
        runs = [count for _, count in idle.values()]
        if limit is not None and runs and max(runs) - min(runs) > limit:
            yield Violation("unfair", f"breaks range from {min(runs)} to {max(runs)}, more than {limit} apart")
        yield from self._below_minimum()

    def _below_minimum(self) -> Iterator[Violation]:
        if "below_minimum" not in self.plan:
            return
        said = {(low["participant"], low["meetings"], low["min_meetings"]) for low in self.plan["below_minimum"]}
        true = {
            (name, len(self.of_person[name]), person["min_meetings"])
            for name, person in self.people.items()
            if len(self.of_person[name]) < person.get("min_meetings", 0)
        }
        for name, count, least in sorted(said ^ true, key=repr):
            yield Violation("wrong_below_minimum", f"participant {name!r} with {count} of {least}")

    def _unmet(self) -> Iterator[Violation]:
        placed = {meeting["request"] for meeting in self.plan["meetings"]}
        told = Counter(unmet["request"] for unmet in self.plan["unmet"])
        for request in self.requests:
            if request not in placed and request not in told:
                yield Violation("not_accounted", f"request {request!r} is neither met nor unmet")
        for request, times in told.items():
            if request not in self.requests:
                yield Violation("unknown_request", f"unmet request {request!r}, which is not asked for")
            elif request in placed:
                yield Violation("met_and_unmet", f"request {request!r}")
            if times > 1:
                yield Violation("unmet_twice", f"request {request!r} has {times} reasons")
        for unmet in self.plan["unmet"]:
            if unmet["request"] in self.requests:
                yield from self._reason(unmet, placed)

    def _reason(self, unmet: dict[str, Any], placed: set[Any]) -> Iterator[Violation]:
        request, reason, by = self.requests[unmet["request"]], unmet.get("reason"), unmet.get("by") or []
        name = f"request {request['id']!r}"
        if not isinstance(reason, str) or reason not in REASONS:
            yield Violation("unknown_reason", f"{name}: {reason!r}")
            return
        for other in by:
            if other not in placed:
                yield Violation("wrong_reason", f"{name}: {other!r} took its place but has no meeting")
        sides = [self.people[request["a"]], self.people[request["b"]]]
        common = set(sides[0]["availability"]) & set(sides[1]["availability"])
        if request.get("slots") is not None:
            common &= set(request["slots"])
        if (reason == "no_common_slot") != (not common):
            yield Violation("wrong_reason", f"{name}: {reason}, with {len(common)} slots in common")
        if self._must_not_meet(request) and reason not in ("blocked", "no_common_slot"):
            yield Violation("wrong_reason", f"{name}: {reason}, but its two sides must not meet")
            return
        full = any(len(self.of_person[side["id"]]) >= side["max_meetings"] for side in sides)
        if reason == "participant_full" and not full:
            yield Violation("wrong_reason", f"{name}: participant_full, but both sides have room")
        if reason in ("tables_full", "outweighed") and full:
            yield Violation("wrong_reason", f"{name}: {reason}, but a side has its max_meetings")
        busy = {meeting["slot"] for side in sides for meeting in self.of_person[side["id"]]}
        load = Counter(meeting["slot"] for meeting in self.meetings)
        both_free = [slot for slot in common if slot not in busy]
        simple = not self._tied(request)
        if reason == "outweighed" and simple and both_free:
            yield Violation("wrong_reason", f"{name}: outweighed, but both sides are free in slot {both_free[0]!r}")
        if reason == "outweighed":
            there = {other for side in sides for other in self._held(side["id"])}
            for other in by:
                if other not in there:
                    yield Violation("wrong_reason", f"{name}: {other!r} is a meeting of neither side")
        if reason == "no_interpreter" and request.get("language") is None:
            yield Violation("wrong_reason", f"{name}: no_interpreter, but it asks for no language")
        if reason == "outweighed" and not by:
            yield Violation("wrong_reason", f"{name}: outweighed, but by nothing")
        if reason == "tables_full" and not any(load[slot] >= self.problem["tables"] for slot in both_free):
            yield Violation("wrong_reason", f"{name}: tables_full, but no full slot is free to both sides")
        if reason == "tables_full" and simple and any(load[slot] < self.problem["tables"] for slot in both_free):
            yield Violation("wrong_reason", f"{name}: tables_full, but a table is free when both sides are")
        if (
            reason == "blocked"
            and simple
            and not self._must_not_meet(request)
            and self._plainly_addable(sides, both_free, load)
        ):
            yield Violation("wrong_reason", f"{name}: blocked, but nothing is against it")

    def _tied(self, request: dict[str, Any]) -> bool:
        """Whether an order of requests narrows the slots of this one."""
        return any(request["id"] in pair for pair in self.problem.get("before", []))

    def _held(self, person: Any) -> list[Any]:
        return [meeting["request"] for meeting in self.of_person[person]]

    def _plainly_addable(self, sides: list[dict[str, Any]], both_free: list[Any], load: Counter[Any]) -> bool:
        if self.problem.get("objective", {}).get("fairness") is not None or self.problem.get("walking"):
            return False
        room = all(len(self.of_person[side["id"]]) < side["max_meetings"] for side in sides)
        return room and any(load[slot] < self.problem["tables"] for slot in both_free)
