"""The frame of a hall's drawing: walls and their openings, grid, axis bubbles, seats and tables. Pure.

Everything here is in units of the drawing (5 cm) except a Feature, which is in centimetres.
"""

from collections.abc import Iterable
from dataclasses import dataclass

UNIT_CM = 5
METRE = 100 // UNIT_CM
STEPS_M = (12, 10, 9, 15, 8, 6, 18, 5)
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
MOST_TABLES = 400  # a larger number in a name counts something else


@dataclass(frozen=True)
class Feature:
    """Something of the hall that is no booth. `kind`: zone, gate, door, emergency_exit, pillar, seats,
    meeting_area, or any fixture (stage, room, reception, cafe, office, wc, ...). Centimetres."""

    kind: str
    x: int
    y: int
    width: int
    depth: int
    name: str = ""


@dataclass(frozen=True)
class Label:
    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Disc:
    x: float
    y: float
    radius: float


def units(centimetres: float) -> float:
    return round(centimetres / UNIT_CM, 1)


def walls(width: float, depth: float, openings: Iterable[Feature]) -> str:
    """The four walls as strokes outside the floor, left open where a gate, door or exit is."""
    holes: dict[str, list[tuple[float, float]]] = {"n": [], "s": [], "w": [], "e": []}
    for hole in openings:
        x, y, w, h = units(hole.x), units(hole.y), units(hole.width), units(hole.depth)
        if w >= h:
            holes["n" if y <= depth / 2 else "s"].append((x, x + w))
        else:
            holes["w" if x <= width / 2 else "e"].append((y, y + h))
    path = []
    for y, side in ((-3.0, "n"), (depth + 3, "s")):
        path += [f"M{a:g} {y:g}H{b:g}" for a, b in _solid(-6, width + 6, holes[side])]
    for x, side in ((-3.0, "w"), (width + 3, "e")):
        path += [f"M{x:g} {a:g}V{b:g}" for a, b in _solid(-6, depth + 6, holes[side])]
    return "".join(path)


def _solid(start: float, end: float, holes: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """What is left of a wall between its holes."""
    runs, at = [], start
    for a, b in sorted(holes):
        if a > at:
            runs.append((at, a))
        at = max(at, b)
    if end > at:
        runs.append((at, end))
    return runs


def sills(openings: Iterable[Feature]) -> str:
    """A short sill in each opening that is no gate: narrow lines, as doors are drawn."""
    path = []
    for hole in openings:
        x, y, w, h = units(hole.x), units(hole.y), units(hole.width), units(hole.depth)
        out = -7 if (x <= 0 if h > w else y <= 0) else 7
        if hole.kind != "gate":
            path.append(
                f"M{x:g} {y:g}h{w:g}m{-w:g} {out}h{w:g}" if w >= h else f"M{x:g} {y:g}v{h:g}m{out} {-h:g}v{h:g}"
            )
    return "".join(path)


def grid(width: float, depth: float) -> str:
    """Hairlines every five metres."""
    step = 5 * METRE
    across = "".join(f"M{x} 0V{depth:g}" for x in range(step, int(width), step))
    return across + "".join(f"M0 {y}H{width:g}" for y in range(step, int(depth), step))


def axis(length_cm: int, *, digits: bool) -> list[Label]:
    """Bubbles as on a building drawing: numbers across, letters down."""
    metres = length_cm / 100
    step = next((m for m in STEPS_M if metres % m == 0 and 3 <= metres / m <= 8), max(5, round(metres / 5)))
    marks = []
    at, index = 0.0, 0
    while at <= metres + 0.01:
        name = str(index + 1) if digits else LETTERS[index % len(LETTERS)]
        place = units(at * 100)
        marks.append(Label(place, -30, name) if digits else Label(-30, place, name))
        at, index = at + step, index + 1
    return marks


def rows_of_seats(x: float, y: float, width: float, height: float) -> str:
    path = []
    row = y + 8
    while row < y + height:
        seat = x + 8
        while seat + 16 <= x + width:
            path.append(f"M{seat:g} {row:g}h16")
            seat += 24
        row += 18
    return "".join(path)


def tables(name: str, x: float, y: float, width: float, height: float) -> list[Disc]:
    """As many round tables as the name says (else as many as fit well), spread evenly, smaller when they are many."""
    said = [int(word) for word in "".join(c if c.isdigit() else " " for c in name).split()]
    count = said[-1] if said and 0 < said[-1] <= MOST_TABLES else max(1, int(width // 28)) * max(1, int(height // 26))
    columns = min(count, max(1, round((count * width / max(height, 1)) ** 0.5)))
    rows = -(-count // columns)
    radius = round(min(8.0, 0.42 * min(width / columns, height / rows)), 1)
    return [
        Disc(
            round(x + (index % columns + 0.5) * width / columns, 1),
            round(y + (index // columns + 0.5) * height / rows, 1),
            radius,
        )
        for index in range(count)
    ]
