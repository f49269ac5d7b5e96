"""How much of its time a search has used, asked by the number of its tries."""

from collections.abc import Callable

Pace = Callable[[int], float]  # tries done -> the share of the time that is spent; 1 and above ends it


def by_clock(clock: Callable[[], float], *, start: float, end: float) -> Pace:
    """The pace of wall time."""
    return lambda _: (clock() - start) / (end - start) if end > start else 1.0


def by_steps(most: int) -> Pace:
    return lambda step: step / most
