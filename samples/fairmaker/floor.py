"""A hall in metres: booths laid in lines, fixtures, and the open sides that follow from what stands beside what.

x runs east from the west wall, y runs south from the north wall.
"""

from collections import defaultdict
from dataclasses import dataclass, field

SOLID = frozenset({"stage", "reception", "cafe", "meeting_area", "room", "office", "wc"})


@dataclass(frozen=True)
class Box:
    x: float
    y: float
    width: float
    depth: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.depth

    def overlaps(self, other: "Box") -> bool:
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom


@dataclass(frozen=True)
class Names:
    vi: str
    en: str
    ja: str


@dataclass(frozen=True)
class Feature:
    kind: str
    box: Box
    names: Names = Names("", "", "")
    gate: str = ""


@dataclass
class Booth:
    row: str
    number: int
    box: Box
    zone: str
    kind: str = "shell"
    pavilion: str = ""
    approval: str = "instant"
    status: str = "available"
    open_sides: int = 0

    @property
    def code(self) -> str:
        return f"{self.row}{self.number:02d}"

    @property
    def square_metres(self) -> float:
        return self.box.width * self.box.depth


@dataclass
class Hall:
    code: str
    names: Names
    width: float
    depth: float
    booths: list[Booth] = field(default_factory=list)
    features: list[Feature] = field(default_factory=list)
    _last: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))

    def put(
        self,
        row: str,
        box: Box,
        zone: str,
        *,
        kind: str = "shell",
        pavilion: str = "",
        approval: str = "instant",
    ) -> None:
        self._last[row] += 1
        self.booths.append(Booth(row, self._last[row], box, zone, kind, pavilion, approval))

    def line(self, row: str, x: float, y: float, fronts: list[float], zone: str, *, depth: float = 3, pavilion: str = "",
             approval: str = "instant") -> None:  # fmt: skip
        """Booths side by side from west to east; `fronts` are their widths."""
        for front in fronts:
            self.put(row, Box(x, y, front, depth), zone, pavilion=pavilion, approval=approval)
            x += front

    def column(self, row: str, x: float, y: float, fronts: list[float], zone: str, *, depth: float = 3) -> None:
        """Booths along a side wall, from north to south."""
        for front in fronts:
            self.put(row, Box(x, y, depth, front), zone)
            y += front

    def add(self, kind: str, box: Box, vi: str = "", en: str = "", ja: str = "", *, gate: str = "") -> None:
        self.features.append(Feature(kind, box, Names(vi, en, ja), gate))

    def finish(self) -> "Hall":
        for booth in self.booths:
            booth.open_sides = len(open_sides(booth.box, self))
        return self


def _shared(a_from: float, a_to: float, b_from: float, b_to: float) -> bool:
    return min(a_to, b_to) - max(a_from, b_from) > 0.05


def open_sides(box: Box, hall: Hall) -> set[str]:
    """The sides no wall, booth or fixture closes, even in part."""
    closed = set()
    closed |= {"west"} if box.x <= 0 else set()
    closed |= {"east"} if box.right >= hall.width else set()
    closed |= {"north"} if box.y <= 0 else set()
    closed |= {"south"} if box.bottom >= hall.depth else set()
    solids = [b.box for b in hall.booths] + [f.box for f in hall.features if f.kind in SOLID]
    for other in solids:
        if other is box:
            continue
        if _shared(box.y, box.bottom, other.y, other.bottom):
            closed |= {"west"} if abs(other.right - box.x) < 0.05 else set()
            closed |= {"east"} if abs(other.x - box.right) < 0.05 else set()
        if _shared(box.x, box.right, other.x, other.right):
            closed |= {"north"} if abs(other.bottom - box.y) < 0.05 else set()
            closed |= {"south"} if abs(other.y - box.bottom) < 0.05 else set()
    return {"north", "east", "south", "west"} - closed
