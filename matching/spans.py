"""Where each person's days have room: kept beside a schedule while meetings move."""

from collections.abc import Iterable

from matching.state import State


class Spans:
    """Masks of slots per person.

    `idle`, the idle ones, and `inner`, the busy ones that neither begin nor end a day. Then those outside its days by what a meeting there
    would add of idle slots: `beside` nothing, next to a day or in one without meetings, and `near` one.
    """

    def __init__(self, state: State) -> None:
        self._busy, self._days = state.busy, state.model.day_masks
        people = len(state.busy)
        self.idle, self.inner, self.beside, self.near = [0] * people, [0] * people, [0] * people, [0] * people
        self.look(state.model.people)

    def look(self, people: Iterable[int]) -> None:
        """Again, at those whose meetings moved."""
        for p in people:
            busy, idle, inner, beside, near = self._busy[p], 0, 0, 0, 0
            for day in self._days:
                today = busy & day
                if today:
                    low, high = today & -today, 1 << today.bit_length() - 1
                    idle |= (high - low) & ~today
                    inner |= today & ~(low | high)
                    beside |= (low >> 1 | high << 1) & day
                    near |= (low >> 2 | high << 2) & day
                else:
                    beside |= day
            self.idle[p], self.inner[p], self.beside[p], self.near[p] = idle, inner, beside, near
