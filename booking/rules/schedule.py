"""What the organiser may ask of the scheduler, and what a wish is worth to it. Pure."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

SECONDS_MOST = 60
EXTRA_TABLES_MOST = 200
SEED_MOST = 2_147_483_647
WEIGHTS = {1: 10, 2: 4, 3: 1}
"""By priority, 1 the strongest: a first wish outweighs two second ones, never three."""


@dataclass(frozen=True, slots=True)
class Options:
    """How one run is asked for. Everything has a plain default; the fair's own limits stand behind None."""

    seconds: int = 10
    seed: int = 1
    priorities: tuple[int, ...] = (1, 2, 3)
    only_wished_times: bool = True
    move_unlocked: bool = False
    with_interpreters: bool = True
    spare_tables: int = 0
    extra_tables: int = 0  # assumed: those that are used become tables when the run is published
    walking_slots: int | None = None
    meetings_per_exhibitor: int | None = None
    meetings_per_buyer: int | None = None

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"priorities": list(self.priorities)}


def options_of(stored: Mapping[str, Any]) -> Options:
    """As a run keeps them; what an older run does not know has its default."""
    known = {name: stored[name] for name in Options.__dataclass_fields__ if name in stored}
    if "priorities" in known:
        known["priorities"] = tuple(known["priorities"])
    return Options(**known)


def weight_of(priority: int) -> int:
    return WEIGHTS[priority]


def wish_key(request_id: int) -> str:
    """What a wish is called in a run's problem and plan."""
    return f"w{request_id}"


def meeting_key(meeting_id: int) -> str:
    """What a meeting that stands already is called there."""
    return f"m{meeting_id}"


def wish_of(key: str) -> int | None:
    return int(key[1:]) if key.startswith("w") else None


def meeting_of(key: str) -> int | None:
    return int(key[1:]) if key.startswith("m") else None
