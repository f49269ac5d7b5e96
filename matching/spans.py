"""Where each person's days have room: kept beside a schedule while meetings move."""

from collections.abc import Iterable

from matching.state import State

# What is true of a person once its meeting in some slot has left it: the idle slots that adds, and then four masks of the
# slots it is free in: where a meeting adds no more idle slots than -1, 0 and 1, and all of them.
View = tuple[int, int, int, int, int]


class Spans:
    """`idle`: per person the mask of its idle slots. `views`: per person and slot of a meeting the view.

    All meetings that neither begin nor end a day share one. That of the others is None until somebody asks (`at_an_edge`):
    a search reads a few of them again and again, and makes no other.
    """

    def __init__(self, state: State) -> None:
        model = state.model
        self._busy, self._available, self._slots = state.busy, model.available, len(model.slot_ids)
        self._days, self._day_of = model.day_masks, [model.day_masks[day] for day in model.day_of]
        people = len(state.busy)
        self.idle, self.views = [0] * people, [list[View | None]() for _ in range(people)]
        # Slots outside a person's days where a meeting adds no idle slot (next to a day, or in one without meetings), and one.
        self._beside, self._near = [0] * people, [0] * people
        self.look(state.model.people)

    def look(self, people: Iterable[int]) -> None:
        """Again, at those whose meetings moved."""
        all_busy, all_views, available, days, slots = self._busy, self.views, self._available, self._days, self._slots
        for p in people:
            busy, idle, beside, near = all_busy[p], 0, 0, 0
            edges: list[int] = []
            for day in days:
                today = busy & day
                if today:
                    low, size = today & -today, today.bit_length()
                    high = 1 << size - 1
                    idle |= (high - low) & ~today
                    beside |= (low >> 1 | high << 1) & day
                    near |= (low >> 2 | high << 2) & day
                    edges += low.bit_length() - 1, size - 1
                else:
                    beside |= day
            self.idle[p], self._beside[p], self._near[p] = idle, beside, near
            free = available[p] & ~busy
            idle &= free
            beside = idle | beside & free
            views: list[View | None] = [(1, idle, beside, beside | near & free, free)] * slots
            for t in edges:
                views[t] = None
            all_views[p] = views

    def at_an_edge(self, p: int, t: int) -> View:
        """The view of p's meeting in slot t, the first or last of its day."""
        bit, day, free = 1 << t, self._day_of[t], self._available[p] & ~self._busy[p]
        rest = self._busy[p] & day ^ bit
        leaving, idle, beside, near = 0, self.idle[p], self._beside[p] | day, self._near[p] & ~day
        if rest:
            low, high = rest & -rest, 1 << rest.bit_length() - 1
            leaving = high.bit_length() - t if high < bit else t + 2 - low.bit_length()
            idle = idle & ~day | (high - low) & ~rest
            beside = beside & ~day | (low >> 1 | high << 1) & day
            near |= (low >> 2 | high << 2) & day
        idle &= free
        beside = idle | beside & free
        view = self.views[p][t] = leaving, idle, beside, beside | near & free, free
        return view
