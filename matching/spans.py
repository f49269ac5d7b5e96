"""Where each person's days have room: kept beside a schedule while meetings move."""

from collections.abc import Iterable

from matching.state import State


class Spans:
    """Per person two masks: `idle`, the idle slots, and `inner`, the busy ones that neither begin nor end a day."""

    def __init__(self, state: State) -> None:
        self._busy, self._days = state.busy, state.model.day_masks
        self.idle, self.inner = [0] * len(state.busy), [0] * len(state.busy)
        self.look(state.model.people)

    def look(self, people: Iterable[int]) -> None:
        """Again, at those whose meetings moved."""
        for p in people:
            busy, idle, inner = self._busy[p], 0, 0
            for day in self._days:
                today = busy & day
                if today:
                    low, high = today & -today, 1 << today.bit_length() - 1
                    idle |= (high - low) & ~today
                    inner |= today & ~(low | high)
            self.idle[p], self.inner[p] = idle, inner
