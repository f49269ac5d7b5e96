"""The words of the door's states and their moves."""

from django.db import models
from django.utils.translation import pgettext_lazy

from kernel.states import Moves


class RehearsalState(models.TextChoices):
    """A morning at the gates, tried out on a copy of the fair. `cancelled` was stopped by who asked for it."""

    QUEUED = "queued", pgettext_lazy("rehearsal", "Waiting to begin")
    RUNNING = "running", pgettext_lazy("rehearsal", "Under way")
    DONE = "done", pgettext_lazy("rehearsal", "Done")
    FAILED = "failed", pgettext_lazy("rehearsal", "Failed")
    CANCELLED = "cancelled", pgettext_lazy("rehearsal", "Stopped")


REHEARSALS_AT_WORK = ("queued", "running")

REHEARSAL_MOVES: Moves = {
    "queued": frozenset({"running", "cancelled"}),
    "running": frozenset({"done", "failed", "cancelled"}),
    "done": frozenset(),
    "failed": frozenset(),
    "cancelled": frozenset(),
}
