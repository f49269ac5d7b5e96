"""The plan as values: what the solver hands back, and how a plan file is written and read."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from matching import reader
from matching.collector import collector_paused
from matching.reader import BadInput, Id

REASONS = ("no_common_slot", "participant_full", "tables_full", "no_interpreter", "blocked", "outweighed")
NEEDED = (
    "meetings",
    "unmet",
    "weight",
    "upper_bound",
    "gap",
    "idle_slots",
    "breaks",
    "proved_optimal",
    "seconds",
    "moved",
)


class Meeting(NamedTuple):
    request: Id
    slot: Id
    table: int
    interpreter: Id | None = None


class Unmet(NamedTuple):
    request: Id
    reason: str
    detail: str
    by: tuple[Id, ...] = ()  # the requests that stand in its place


@dataclass(frozen=True, slots=True)
class BelowMinimum:
    participant: Id
    meetings: int
    min_meetings: int


@dataclass(frozen=True, slots=True)
class Plan:
    meetings: tuple[Meeting, ...]
    unmet: tuple[Unmet, ...]
    weight: int
    upper_bound: int
    gap: float
    idle_slots: int
    breaks: int
    proved_optimal: bool
    seconds: float
    moved: int
    below_minimum: tuple[BelowMinimum, ...] = field(default=())


@collector_paused()
def plan_as_json(plan: Plan) -> dict[str, Any]:
    meetings = []
    for meeting in plan.meetings:
        line: dict[str, Any] = {"request": meeting.request, "slot": meeting.slot, "table": meeting.table}
        if meeting.interpreter is not None:
            line["interpreter"] = meeting.interpreter
        meetings.append(line)
    return {
        "meetings": meetings,
        "unmet": [
            {"request": unmet.request, "reason": unmet.reason, "detail": unmet.detail, "by": list(unmet.by)}
            for unmet in plan.unmet
        ],
        "weight": plan.weight,
        "upper_bound": plan.upper_bound,
        "gap": plan.gap,
        "idle_slots": plan.idle_slots,
        "breaks": plan.breaks,
        "proved_optimal": plan.proved_optimal,
        "seconds": plan.seconds,
        "moved": plan.moved,
        "below_minimum": [
            {"participant": low.participant, "meetings": low.meetings, "min_meetings": low.min_meetings}
            for low in plan.below_minimum
        ],
    }


@collector_paused()
def parse_plan(raw: dict[str, Any]) -> Plan:
    """The plan in `raw`, its form checked as strictly as a problem's;

    whether it fits a problem is the judge's matter.
    """
    reader.keys("", raw, needed=NEEDED, optional=("below_minimum",))
    plan = Plan(
        meetings=reader.a_list("meetings", raw["meetings"], _meeting),
        unmet=reader.a_list("unmet", raw["unmet"], _unmet),
        weight=reader.integer("weight", raw["weight"]),
        upper_bound=reader.integer("upper_bound", raw["upper_bound"]),
        gap=reader.number("gap", raw["gap"]),
        idle_slots=reader.integer("idle_slots", raw["idle_slots"]),
        breaks=reader.integer("breaks", raw["breaks"]),
        proved_optimal=reader.boolean("proved_optimal", raw["proved_optimal"]),
        seconds=reader.number("seconds", raw["seconds"]),
        moved=reader.integer("moved", raw["moved"]),
        below_minimum=reader.a_list("below_minimum", raw.get("below_minimum", []), _below),
    )
    reader.distinct("meetings", [meeting.request for meeting in plan.meetings], "the request")
    return plan


def _meeting(where: str, value: object) -> Meeting:
    raw = reader.keys(where, value, needed=("request", "slot", "table"), optional=("interpreter",))
    interpreter = raw.get("interpreter")
    return Meeting(
        request=reader.an_id(f"{where}.request", raw["request"]),
        slot=reader.an_id(f"{where}.slot", raw["slot"]),
        table=reader.integer(f"{where}.table", raw["table"]),
        interpreter=None if interpreter is None else reader.an_id(f"{where}.interpreter", interpreter),
    )


def _unmet(where: str, value: object) -> Unmet:
    raw = reader.keys(where, value, needed=("request", "reason"), optional=("detail", "by"))
    if raw["reason"] not in REASONS:
        raise BadInput(f"{where}.reason", f"must be one of {', '.join(REASONS)}, not {reader.show(raw['reason'])}")
    detail = raw.get("detail", "")
    if not isinstance(detail, str):
        raise BadInput(f"{where}.detail", f"must be a text, not {reader.kind_of(detail)}")
    return Unmet(
        request=reader.an_id(f"{where}.request", raw["request"]),
        reason=raw["reason"],
        detail=detail,
        by=reader.a_list(f"{where}.by", raw.get("by", []), reader.an_id),
    )


def _below(where: str, value: object) -> BelowMinimum:
    raw = reader.keys(where, value, needed=("participant", "meetings", "min_meetings"))
    return BelowMinimum(
        reader.an_id(f"{where}.participant", raw["participant"]),
        reader.integer(f"{where}.meetings", raw["meetings"]),
        reader.integer(f"{where}.min_meetings", raw["min_meetings"]),
    )
