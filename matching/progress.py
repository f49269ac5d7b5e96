"""How far a run is, told to whoever waits for it, and the wish to end it early."""

from collections.abc import Callable
from dataclasses import dataclass

from matching.idle import total_breaks, total_idle_slots
from matching.state import State

STAGES = (
    "bound",
    "placement",
    "exact",
    "repair",
    "must",
    "fairness",
    "idle",
    "done",
)  # in this order, not all in every run
EVERY = 0.2  # seconds between two reports at least; the last one always comes


@dataclass(frozen=True, slots=True)
class Progress:
    stage: str
    share: float  # of the whole run, 0 to 1, never falling; exactly 1 in the last report
    placed: int
    weight: int
    upper_bound: int  # 0 until it is known
    idle: int  # idle slots, or breaks where the problem counts those


class Watch:
    """Passes reports on, not too often, and asks whether to end.

    Without a time limit the share follows `steps`, with one the clock.
    """

    def __init__(
        self,
        clock: Callable[[], float],
        *,
        seconds: float,
        progress: Callable[[Progress], None] | None,
        stop: Callable[[], bool] | None,
    ) -> None:
        self.clock, self.start, self.seconds = clock, clock(), seconds
        self.progress, self.stop = progress, stop
        self.upper_bound = 0
        self._told, self._share, self._stopped = -EVERY, 0.0, False

    def stopped(self) -> bool:
        """Whether the run should come to its end; once so, always so."""
        self._stopped = self._stopped or (self.stop is not None and self.stop())
        return self._stopped

    def spent(self) -> float:
        return self.clock() - self.start

    def late(self, share: float = 1.0) -> bool:
        """Whether this share of the time limit is over, or the run is to end."""
        return self.spent() >= share * self.seconds or self.stopped()

    def tell(self, stage: str, state: State | None, *, steps: float) -> None:
        """A report of the state as it stands, unless the last one is too fresh. `steps`: share done, if no clock says it."""
        if self.progress is None:
            return
        spent = self.spent()
        if spent - self._told < EVERY and stage != "done":
            return
        self._told = spent
        reached = max(steps, spent / self.seconds) if self.seconds else steps
        self._share = 1.0 if stage == "done" else max(self._share, min(reached, 0.99))
        placed = [] if state is None else [r for r in state.model.requests if state.slot[r] >= 0]
        self.progress(
            Progress(
                stage=stage,
                share=self._share,
                placed=len(placed),
                weight=sum(state.model.weight[r] for r in placed) if state is not None else 0,
                upper_bound=self.upper_bound,
                idle=_idle(state) if state is not None else 0,
            )
        )


def _idle(state: State) -> int:
    return total_breaks(state) if state.model.by_breaks else total_idle_slots(state)
