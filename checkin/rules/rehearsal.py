"""A morning at the gates on paper: when people come, how long they stand, how many gates would do. Pure; seconds throughout."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

PEAK_AT = 0.4
"""The crowd grows until two fifths of the time and thins out from there to a quarter of its height."""
LEFT_AT_END = 0.25
BEARABLE_WAIT = 300.0
MOST_GATES = 40


def arrivals(number: int, *, seconds: float, seed: int) -> list[float]:
    """When each of `number` people comes, in order, within `seconds`."""
    chance = random.Random(seed)
    moments: list[float] = []
    while len(moments) < number:
        at = chance.random()
        if chance.random() <= _density(at):
            moments.append(at * seconds)
    return sorted(moments)


def _density(at: float) -> float:
    """From 0 to 1, of the highest."""
    if at < PEAK_AT:
        return at / PEAK_AT
    return 1 - (1 - LEFT_AT_END) * (at - PEAK_AT) / (1 - PEAK_AT)


@dataclass(frozen=True, slots=True)
class Queue:
    """What happened before one gate. `longest`: the most people whom somebody found there, the one at the gate included."""

    served: int
    longest: int
    longest_wait: float
    mean_wait: float


def queue_of(moments: Sequence[float], services: Sequence[float]) -> Queue:
    """One gate: who came when, and how long each stood at it."""
    free, waits = 0.0, []
    leaving: list[float] = []  # of those still there
    longest = 0
    for at, service in zip(moments, services, strict=True):
        leaving = [end for end in leaving if end > at]
        longest = max(longest, len(leaving))
        start = max(at, free)
        free = start + service
        waits.append(start - at)
        leaving.append(free)
    return Queue(
        served=len(waits),
        longest=longest,
        longest_wait=max(waits, default=0.0),
        mean_wait=sum(waits) / len(waits) if waits else 0.0,
    )


def longest_wait(moments: Sequence[float], *, gates: int, service: float) -> float:
    """With `gates` open and everybody going to the one that is free first."""
    free = [0.0] * gates
    worst = 0.0
    for at in moments:
        first = heappop(free)
        start = max(at, first)
        worst = max(worst, start - at)
        heappush(free, start + service)
    return worst


def gates_needed(moments: Sequence[float], *, service: float, bearable: float = BEARABLE_WAIT) -> int:
    """The fewest gates with which nobody waits longer than `bearable`; MOST_GATES when not even those do."""
    for gates in range(1, MOST_GATES):
        if longest_wait(moments, gates=gates, service=service) <= bearable:
            return gates
    return MOST_GATES
