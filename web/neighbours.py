"""Who stands beside a booth: decided from the rectangles of the plan. Pure; centimetres."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

WALL_CM = 30  # two booths no farther apart than a wall's thickness share it
AISLE_CM = 600  # beyond that nobody calls it opposite


@dataclass(frozen=True, slots=True)
class Neighbour:
    """`row` is the plan's row of the booth; it shares a wall, or stands across an aisle of `aisle_cm`."""

    row: Mapping[str, Any]
    aisle_cm: int

    @property
    def shares_wall(self) -> bool:
        return self.aisle_cm == 0


def neighbours(rows: Iterable[Mapping[str, Any]], code: str, *, most: int = 4) -> list[Neighbour]:
    """Those that share a wall first, by code, then the nearest across an aisle, at most `most`; nobody behind another."""
    rows = list(rows)
    here = next((row for row in rows if row["code"] == code), None)
    if here is None:
        return []
    facing = [found for row in rows if row is not here and (found := _facing(here, row)) is not None]
    seen = [one for one in facing if not any(_stands_before(other, one) for other in facing)]
    beside = [Neighbour(one.row, 0 if one.gap <= WALL_CM else one.gap) for one in seen]
    beside.sort(key=lambda neighbour: (neighbour.aisle_cm, str(neighbour.row["code"])))
    return beside[:most]


@dataclass(frozen=True, slots=True)
class _Facing:
    """A booth seen from another one: on which side, how far, and which stretch of that side it takes up."""

    row: Mapping[str, Any]
    side: str
    gap: int
    start: int
    end: int


def _facing(here: Mapping[str, Any], there: Mapping[str, Any]) -> _Facing | None:
    """None when the two rectangles do not face each other, or an aisle is too wide."""
    across = _between(here["x_cm"], here["width_cm"], there["x_cm"], there["width_cm"])
    along = _between(here["y_cm"], here["depth_cm"], there["y_cm"], there["depth_cm"])
    if across < 0 and along < AISLE_CM:
        side = "south" if there["y_cm"] > here["y_cm"] else "north"
        return _Facing(there, side, max(along, 0), there["x_cm"], there["x_cm"] + there["width_cm"])
    if along < 0 and across < AISLE_CM:
        side = "east" if there["x_cm"] > here["x_cm"] else "west"
        return _Facing(there, side, max(across, 0), there["y_cm"], there["y_cm"] + there["depth_cm"])
    return None


def _stands_before(front: _Facing, behind: _Facing) -> bool:
    overlap = min(front.end, behind.end) - max(front.start, behind.start)
    return front.side == behind.side and front.gap < behind.gap and overlap > 0


def _between(start: int, length: int, other_start: int, other_length: int) -> int:
    """The space between two stretches of a line; negative when they overlap."""
    return max(start, other_start) - min(start + length, other_start + other_length)
