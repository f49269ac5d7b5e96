"""What a rehearsal showed: a page of figures, and what to change before the day."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from checkin.rehearsal.run import Arrival, AtGate, Plan
from checkin.rules.rehearsal import BEARABLE_WAIT, Queue, gates_needed, queue_of

QUARTER = 900.0


@dataclass(frozen=True, slots=True)
class GateReport:
    """`quarters`: how many came in each 15 minutes. `by_itself` decided without the network, `unheard` for want of an answer."""

    gate: str
    queue: Queue
    quarters: list[int]
    by_itself: int
    unheard: int


@dataclass(frozen=True, slots=True)
class Report:
    """`lost` are scans the devices told and the server has not; `came_in` what came after the cut, and in how long."""

    arrivals: int
    handling: float
    gates: list[GateReport]
    verdicts: dict[str, int]
    verdict_ms: dict[str, float]
    came_in: int
    came_in_seconds: float
    lost: int
    refused: int
    doubles: list[dict[str, Any]]
    copies_shown: int
    gates_needed: int
    nothing_written: bool

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    def lines(self) -> list[str]:
        """For a terminal."""
        told = [
            f"{'gate':<8}{'served':>8}{'longest queue':>15}{'longest wait':>14}{'mean wait':>11}{'without network':>17}"
        ]
        for one in self.gates:
            queue = one.queue
            told.append(
                f"{one.gate:<8}{queue.served:>8}{queue.longest:>15}{_clock(queue.longest_wait):>14}"
                f"{_clock(queue.mean_wait):>11}{one.by_itself:>17}"
            )
        ms = self.verdict_ms
        told += [
            "",
            f"arrivals          {self.arrivals}",
            f"told              {', '.join(f'{word} {number}' for word, number in sorted(self.verdicts.items()))}",
            f"verdicts          p50 {ms['p50']:.0f} ms, p95 {ms['p95']:.0f} ms, p99 {ms['p99']:.0f} ms",
            f"after the cut     {self.came_in} scans came in within {self.came_in_seconds:.1f} s",
            f"lost, refused     {self.lost}, {self.refused}",
            f"double entries    {len(self.doubles)} listed of {self.copies_shown} copies shown during the cut",
            f"gates             {self.advice}",
            f"the fair itself   {'nothing was written' if self.nothing_written else 'CHANGED while the rehearsal ran'}",
        ]
        return told

    @property
    def advice(self) -> str:
        present = len(self.gates)
        if self.gates_needed > present:
            return f"open {self.gates_needed}, not {present}: else somebody waits longer than five minutes"
        if self.gates_needed < present:
            return f"{self.gates_needed} of {present} would do: with them nobody waits longer than five minutes"
        return f"{present} are right: nobody waits longer than five minutes"


def report_of(
    plan: Plan,
    lines: dict[str, list[Arrival]],
    saw: Sequence[AtGate],
    *,
    lost: int,
    doubles: list[dict[str, Any]],
    copies: int,
    nothing_written: bool,
) -> Report:
    took = sorted(second for one in saw for second in one.took)
    typical = _share(took, 0.5)
    gates: list[GateReport] = []
    verdicts: dict[str, int] = {}
    for one in saw:
        moments = [arrival.at for arrival in lines[one.gate]]
        services = [plan.handling + second for second in one.took]
        services += [plan.handling] * (len(moments) - len(services))
        gates.append(GateReport(one.gate, queue_of(moments, services), _quarters(moments), one.by_itself, one.unheard))
        for verdict in one.verdicts:
            verdicts[verdict] = verdicts.get(verdict, 0) + 1
    everybody = sorted(arrival.at for line in lines.values() for arrival in line)
    return Report(
        arrivals=len(everybody),
        handling=plan.handling,
        gates=gates,
        verdicts=verdicts,
        verdict_ms={name: 1000 * _share(took, part) for name, part in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99))},
        came_in=sum(one.flushed for one in saw),
        came_in_seconds=max((one.flush_seconds for one in saw), default=0.0),
        lost=lost,
        refused=sum(one.refused for one in saw),
        doubles=doubles,
        copies_shown=copies,
        gates_needed=gates_needed(everybody, service=plan.handling + typical),
        nothing_written=nothing_written,
    )


def _quarters(moments: Sequence[float]) -> list[int]:
    counts = Counter(int(at // QUARTER) for at in moments)
    return [counts[quarter] for quarter in range(max(counts, default=-1) + 1)]


def _share(values: Sequence[float], part: float) -> float:
    return values[min(len(values) - 1, int(part * len(values)))] if values else 0.0


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to know or to change: a code, and the numbers that its sentence tells."""

    code: str
    told: dict[str, Any]
    is_good: bool = False


SLOW_MS = 300.0


def findings(report: dict[str, Any]) -> list[Finding]:
    """Out of a report as it is kept; the gates first, then what was slow, refused or lost."""
    present, needed = len(report["gates"]), report["gates_needed"]
    code = "more_gates" if needed > present else "fewer_gates" if needed < present else "gates_right"
    found = [Finding(code, {"needed": needed, "present": present}, is_good=code != "more_gates")]
    worst = max(report["gates"], key=lambda one: one["queue"]["longest_wait"])
    if worst["queue"]["longest_wait"] > BEARABLE_WAIT and needed <= present:
        minutes = round(worst["queue"]["longest_wait"] / 60)
        found.append(Finding("uneven", {"gate": worst["gate"], "minutes": minutes}))
    if report["verdict_ms"]["p99"] > SLOW_MS:
        found.append(Finding("slow", {"ms": round(report["verdict_ms"]["p99"])}))
    numbers = {"unheard": sum(one["unheard"] for one in report["gates"]), **{w: report[w] for w in ("refused", "lost")}}
    found += [Finding(word, {"number": number}) for word, number in numbers.items() if number]
    if not report["nothing_written"]:
        found.append(Finding("changed", {}))
    return found
