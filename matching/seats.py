"""Which interpreter sits in which meeting:

one meeting per interpreter and slot, in a language it speaks, within walking reach.
"""

from matching.model import Model

Snapshot = list[dict[int, int]]


class Seats:
    def __init__(self, model: Model) -> None:
        self.model = model
        self.taken: Snapshot = [{} for _ in model.slot_ids]  # per slot: interpreter -> request
        self.stood: dict[int, int] = {}  # request -> the interpreter it had in the plan before

    def seat(self, r: int, t: int) -> bool:
        """Finds request r an interpreter in slot t: the one it had, or any, moving others of that slot to another
        interpreter where needed.
        """
        model, taken = self.model, self.taken[t]
        before = self.stood.get(r, -1)
        if before >= 0 and before not in taken and self._can(before, r, t):
            taken[before] = r
            return True
        came_from: dict[int, int] = {}
        queue = [r]
        for request in queue:
            for i in model.speakers[model.language[request]]:
                if i in came_from or not self._can(i, request, t):
                    continue
                came_from[i] = request
                if i in taken:
                    queue.append(taken[i])
                    continue
                spot = i
                while True:
                    mover = came_from[spot]
                    left = next((j for j, q in taken.items() if q == mover), None)
                    taken[spot] = mover
                    if left is None:
                        return True
                    spot = left
        return False

    def leave(self, r: int, t: int) -> None:
        taken = self.taken[t]
        del taken[next(i for i, request in taken.items() if request == r)]

    def of(self, r: int, t: int) -> int:
        return next(i for i, request in self.taken[t].items() if request == r)

    def copy(self) -> Snapshot:
        return [dict(slot) for slot in self.taken]

    def _can(self, i: int, r: int, t: int) -> bool:
        model = self.model
        if not model.interpreter_available[i] >> t & 1:
            return False
        zone = model.zone[r]
        if zone < 0:
            return True
        for u in range(max(0, t - model.reach), min(len(self.taken), t + model.reach + 1)):
            q = self.taken[u].get(i)
            if u != t and q is not None and model.too_near(zone, t, model.zone[q], u):
                return False
        return True
