"""One morning from what was asked to its report: who stands where, the gates at work, what came of it.

Writes only to the copy of the fair. Called by the command and by the job; both say who is to be told how far it is.
"""

from dataclasses import asdict, dataclass
from typing import Any, Self

from checkin.models import Scan
from checkin.queries.merges import merge_report
from checkin.rehearsal.report import Report, report_of
from checkin.rehearsal.run import Arrival, Plan, Watch, run_gates
from checkin.rules.rehearsal import arrivals
from checkin.services.rehearsal_stage import Stage, print_of
from fairs.models import Fair

SPARE = 20  # badges for telephones that are held in a hand
MOST_GATES = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Times of the fair: `minutes` of it, `cut` from and to in minutes, `handling` seconds from one person to the next.

    `speed`: how many simulated seconds pass in one. `copies`: copied badges shown at two gates during the cut.
    """

    arrivals: int = 2000
    gates: int = 1
    minutes: float = 60
    speed: float = 60
    handling: float = 5
    cut: tuple[float, float] = (25, 35)
    copies: int = 20
    seed: int = 1

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> Self:
        return cls(**(told | {"cut": tuple(told["cut"])}))


def hold(fair: Fair, stage: Stage, asked: Asked, *, site: str, before: str, watch: Watch) -> Report:
    """`before` is the print of the fair from before the stage was set. Raises NoAnswer, Stopped."""
    cut = (asked.cut[0] * 60, asked.cut[1] * 60)
    plan = Plan(site, stage.checkin_list, asked.speed, asked.handling, cut)
    moments = arrivals(asked.arrivals, seconds=asked.minutes * 60, seed=asked.seed)
    lines, copies = _lines(plan, moments, stage, asked.copies)
    saw = run_gates(plan, lines, stage.keys, watch)
    nonces = [nonce for one in saw for nonce in one.nonces]
    arrived = Scan.objects.filter(fair=stage.fair, nonce__in=nonces).count()
    doubles = [
        {"gates": f"{one.first.gate} {one.second.gate}", "seconds_apart": one.seconds_apart}
        for one in merge_report(stage.fair).doubles
    ]
    return report_of(
        plan, lines, saw, lost=len(nonces) - arrived, doubles=doubles, copies=copies,
        nothing_written=print_of(fair) == before,
    )  # fmt: skip


def _lines(plan: Plan, moments: list[float], stage: Stage, wanted: int) -> tuple[dict[str, list[Arrival]], int]:
    """Who stands where: each at the gate that is free first; copies at another gate a minute later. How many copies."""
    lines: dict[str, list[Arrival]] = {gate: [] for gate in stage.keys}
    free = dict.fromkeys(lines, 0.0)
    copies: list[tuple[str, Arrival]] = []
    for at, code in zip(moments, stage.codes, strict=False):
        gate = min(free, key=lambda one: (free[one], one))
        free[gate] = max(free[gate], at) + plan.handling
        lines[gate].append(Arrival(at, code))
        is_within = plan.cut[0] + plan.handling <= at and at + 90 < plan.cut[1]
        if is_within and len(copies) < wanted and len(lines) > 1:
            others = [one for one in lines if one != gate]
            copies.append((others[len(copies) % len(others)], Arrival(at + 60, code)))
    for gate, copy in copies:
        lines[gate].append(copy)
        lines[gate].sort(key=lambda one: one.at)
    return lines, len(copies)
