"""When a gate will not keep up, and what to open: arithmetic over the last minutes. Pure.

A person at the scanner is a customer at a counter. A gate with `devices` scanners serves `mu = devices x pace` people a
minute. `arrivals` are its looks in whole five-minute stretches, oldest first; `now_rate` is the newest stretch a minute,
`slope` the least-squares line through all of them. While the gate is busier than BUSY (85 %) of `mu` waiting grows fast:
with steady service a person waits rho / (2 (1 - rho)) services, 2.8 of them at 85 %, 9.5 at 95 %. So:

    now_rate >= BUSY x mu                      help is needed now
    slope > 0 and BUSY x mu is reached within HORIZON
                                               help is needed at now + (BUSY x mu - now_rate) / slope, cut to five minutes

Help is another gate that is less than half busy, in the same hall before any other, the least busy first; where there is
none, more scanners at the same gate. What stands before the door is not seen: a gate that is full shows its pace, no more.
"""

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

STRETCH = dt.timedelta(minutes=5)
STRETCHES = 4
HORIZON = dt.timedelta(minutes=30)
PACE = 12.0
"""People a minute one scanner serves, as a rule: five seconds to step up, hold the badge and go."""
BUSY, IDLE = 0.85, 0.5


@dataclass(frozen=True, slots=True)
class GateLoad:
    """`devices` are scanners heard of now, `pace` the best minute one of them had lately (PACE, unless it was more)."""

    code: str
    hall: int | None
    devices: int
    arrivals: tuple[int, ...]
    best_minute: int = 0

    @property
    def pace(self) -> float:
        return max(PACE, self.best_minute)

    @property
    def rate(self) -> float:
        """People a minute, in the newest stretch."""
        return self.arrivals[-1] / 5 if self.arrivals else 0.0

    @property
    def slope(self) -> float:
        """By how many people a minute the rate grows each minute."""
        number = len(self.arrivals)
        if number < 2:
            return 0.0
        middle, mean = (number - 1) / 2, sum(self.arrivals) / number
        below = sum((n - middle) ** 2 for n in range(number))
        return sum((n - middle) * (count - mean) for n, count in enumerate(self.arrivals)) / below / 25

    @property
    def busy_at(self) -> float:
        return BUSY * self.devices * self.pace

    @property
    def load(self) -> float:
        """The share of what it can serve; without a scanner none of it."""
        return self.rate / (self.devices * self.pace) if self.devices else 0.0


@dataclass(frozen=True, slots=True)
class Advice:
    """`open` is a gate to send people to, or none: then `gate` wants `scanners` more. `at` is when; `load` in percent."""

    gate: str
    at: dt.datetime
    is_now: bool
    load: int
    open: str | None = None
    scanners: int = 0


def queue_advice(gates: Sequence[GateLoad], *, now: dt.datetime) -> list[Advice]:
    """The most urgent first; a gate to open is named once."""
    wanted = [(moment, gate) for gate in gates if (moment := needs_help_at(gate, now=now)) is not None]
    wanted.sort(key=lambda one: (one[0], -one[1].load, one[1].code))
    helping = {gate.code for _moment, gate in wanted}
    found = []
    for moment, gate in wanted:
        free = [one for one in gates if one.code not in helping and one.load < IDLE]
        other = min(free, key=lambda one: (one.hall != gate.hall, one.load, one.code), default=None)
        is_now = moment <= now
        load = round(gate.load * 100)
        if other is None:
            rate = max(gate.rate, gate.rate + gate.slope * HORIZON.total_seconds() / 60)
            more = max(1, math.ceil(rate / (BUSY * gate.pace)) - gate.devices)
            found.append(Advice(gate.code, moment, is_now, load, scanners=more))
        else:
            helping.add(other.code)
            found.append(Advice(gate.code, moment, is_now, load, open=other.code))
    return found


def needs_help_at(gate: GateLoad, *, now: dt.datetime) -> dt.datetime | None:
    """When it is too busy: now, at a moment cut to five minutes, or not within the horizon (None)."""
    if gate.devices == 0:
        return None
    if gate.rate >= gate.busy_at:
        return now
    if gate.slope <= 0:
        return None
    ahead = dt.timedelta(minutes=(gate.busy_at - gate.rate) / gate.slope)
    if ahead > HORIZON:
        return None
    moment = now + ahead
    return max(
        now, moment - dt.timedelta(minutes=moment.minute % 5, seconds=moment.second, microseconds=moment.microsecond)
    )
