"""What a workload is held against, in the same run: the bare answers of `bench.bare` through the same server and client.

The goals were set on a machine of two cores where the bare view answers 1,870 a second. `scaled` says what a figure would be
there, as far as a machine is only faster or slower: rates and waits by the view's rate, here over there; processor time by
what a view costs, two busy cores there (web, database and client), measured here.
"""

import json
import secrets
from typing import Any

from bench.client import Call, Client, Result
from bench.house import House

VIEW_RATE_THERE = 1870.0
VIEW_CPU_MS_THERE = 2 * 1000 / VIEW_RATE_THERE
BADGES = 20_000
WAITS = ("p50_ms", "p95_ms", "p99_ms")
COSTS = ("web_cpu_ms", "database_cpu_ms")
_JSON = {"Content-Type": "application/json"}


class Floors:
    """Half of the bare requests before the workload, half behind it: others may be at work on the machine."""

    def __init__(self, running: House, *, at_once: int, total: int) -> None:
        self._running, self._half = running, max(1, total // 2)
        self._client = Client(running.bare_url, concurrency=at_once)
        running.ask("bare", str(BADGES))
        self._looks = 0
        self._halves: dict[str, list[tuple[Result, dict[str, float]]]] = {"bare_select": [], "bare_view": []}
        self._select(min(200, self._half))
        self._look(min(200, self._half))
        self._measure()

    def measured(self) -> dict[str, Any]:
        """The figures of both. Raises RuntimeError when the view lost a look."""
        self._measure()
        after = self._running.ask("bare-after")
        if after != {"looks": self._looks}:
            raise RuntimeError(f"{self._looks} looks were sent to the bare view, the database says {after}")
        return {name: _whole(halves) for name, halves in self._halves.items()}

    def _measure(self) -> None:
        meter = self._running.bare_meter
        for name, send in (("bare_select", self._select), ("bare_view", self._look)):
            meter.start()
            result = send(self._half)
            self._halves[name].append((result, meter.per_request(self._half)))

    def _select(self, count: int) -> Result:
        return self._client.run([Call("GET", "/")] * count)

    def _look(self, count: int) -> Result:
        bodies = (
            {"code": f"B{(self._looks + n) % BADGES}", "nonce": secrets.token_urlsafe(12)} for n in range(1, count + 1)
        )
        result = self._client.run([Call("POST", "/looks/", json.dumps(body).encode(), _JSON) for body in bodies])
        self._looks += count
        return result


def _whole(halves: list[tuple[Result, dict[str, float]]]) -> dict[str, Any]:
    results = [result for result, _ in halves]
    whole = Result(
        [answer for result in results for answer in result.answers],
        sum(result.seconds for result in results),
        sum(result.resent for result in results),
    )
    if set(whole.codes) != {200}:
        raise RuntimeError(f"the bare requests were answered {whole.codes}")
    costs = [cost for _, cost in halves]
    return whole.figures() | {name: round(sum(cost[name] for cost in costs) / len(costs), 3) for name in costs[0]}


def compared(figures: dict[str, Any]) -> dict[str, Any]:
    """Each set of figures beside the bare ones: `times_bare` is its processor time over the bare SELECT's."""
    select, view = _cpu(figures["bare_select"]), figures["bare_view"]
    rates = view["rate"] / VIEW_RATE_THERE
    costs = VIEW_CPU_MS_THERE / max(_cpu(view) + view["client_cpu_ms"], 0.001)
    for found in figures.values():
        if isinstance(found, dict) and {"rate", "web_cpu_ms"} <= set(found):
            found["times_bare"] = round(_cpu(found) / max(select, 0.001), 1)
            found["times_bare_view"] = round(_cpu(found) / max(_cpu(view), 0.001), 2)
            found["rate_of_bare_view"] = round(found["rate"] / view["rate"], 3)
            found["scaled"] = (
                {"rate": round(found["rate"] / rates, 1)}
                | {name: round(found[name] * rates, 2) for name in WAITS}
                | {name: round(found[name] * costs, 2) for name in COSTS}
            )
    return figures


def _cpu(found: dict[str, Any]) -> float:
    return float(found["web_cpu_ms"]) + float(found["database_cpu_ms"])
