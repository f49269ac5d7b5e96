"""A sketch of a wanted part from its stated sizes: a turned part, a sheet or a block, to scale, with dimension lines.

It is no drawing of the buyer's: it only shows the proportions at a glance. Pure.
"""

from dataclasses import dataclass

WIDTH, HEIGHT = 240.0, 170.0
ROOM_X, ROOM_Y = 150.0, 82.0
THIN = 0.12

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Sketch:
    """Paths of outline, thin lines and centre lines; texts with their places; `kind` is round, disc, sheet or block."""

    kind: str
    outline: str
    thin: str
    centre: str
    arrows: str
    across: str
    across_x: float
    across_y: float
    up: str
    up_x: float
    up_y: float


def sketch(length: int | None, width: int | None, height: int | None) -> Sketch | None:
    """None when fewer than two sizes are known. Millimetres; two equal cross sizes mean a round part."""
    sizes = [size for size in (length, width, height) if size]
    if len(sizes) < 2:
        return None
    if len(sizes) == 3 and width == height and length:
        return _round(length, width or 0)
    if len(sizes) == 2:
        return _plain("sheet", sizes[0], sizes[1])
    least = min(sizes)
    long, short = sorted(sizes, reverse=True)[:2]
    return _plain("sheet" if least < THIN * short else "block", long, short)


def _box(long: float, short: float) -> Box:
    scale = min(ROOM_X / long, ROOM_Y / short)
    w, h = max(long * scale, 10.0), max(short * scale, 10.0)
    return round((WIDTH - w) / 2 + 10, 1), round(70 - h / 2, 1), round(w, 1), round(h, 1)


def _round(length: int, diameter: int) -> Sketch:
    x, y, w, h = _box(max(length, 1), max(diameter, 1))
    middle = round(y + h / 2, 1)
    chamfer = round(min(w, h) * 0.07, 1)
    outline = (
        f"M{x + chamfer:g} {y:g}H{x + w - chamfer:g}L{x + w:g} {y + chamfer:g}V{y + h - chamfer:g}"
        f"L{x + w - chamfer:g} {y + h:g}H{x + chamfer:g}L{x:g} {y + h - chamfer:g}V{y + chamfer:g}z"
        f"M{x + chamfer:g} {y:g}V{y + h:g}M{x + w - chamfer:g} {y:g}V{y + h:g}"
    )
    centre = f"M{x - 12:g} {middle:g}H{x + w + 12:g}"
    return _dimensioned("round", outline, centre, (x, y, w, h), (str(length), f"Ø{diameter}"))


def _plain(kind: str, long: int, short: int) -> Sketch:
    x, y, w, h = _box(long, short)
    outline = f"M{x:g} {y:g}h{w:g}v{h:g}h{-w:g}z"
    if kind == "block":
        depth = round(min(18.0, h * 0.28), 1)
        outline += f"M{x:g} {y:g}l{depth:g} {-depth:g}h{w:g}l{-depth:g} {depth:g}M{x + w + depth:g} {y - depth:g}v{h:g}"
        outline += f"l{-depth:g} {depth:g}"
    centre = f"M{x + w / 2:g} {y - 8:g}V{y + h + 8:g}M{x - 8:g} {y + h / 2:g}H{x + w + 8:g}"
    return _dimensioned(kind, outline, centre if kind == "sheet" else "", (x, y, w, h), (str(long), str(short)))


def _dimensioned(kind: str, outline: str, centre: str, box: Box, sizes: tuple[str, str]) -> Sketch:
    """Dimension lines below and at the left, with their arrow heads."""
    x, y, w, h = box
    across, up = sizes
    below, left = y + h + 24, x - 22
    thin = (
        f"M{x:g} {y + h + 4:g}V{below + 5:g}M{x + w:g} {y + h + 4:g}V{below + 5:g}M{x:g} {below:g}H{x + w:g}"
        f"M{x - 4:g} {y:g}H{left - 5:g}M{x - 4:g} {y + h:g}H{left - 5:g}M{left:g} {y:g}V{y + h:g}"
    )
    arrows = (
        f"M{x:g} {below:g}l7 -2.5v5zM{x + w:g} {below:g}l-7 -2.5v5z"
        f"M{left:g} {y:g}l-2.5 7h5zM{left:g} {y + h:g}l-2.5 -7h5z"
    )
    return Sketch(
        kind=kind,
        outline=outline,
        thin=thin,
        centre=centre,
        arrows=arrows,
        across=across,
        across_x=round(x + w / 2, 1),
        across_y=round(below + 16, 1),
        up=up,
        up_x=round(left - 6, 1),
        up_y=round(y + h / 2, 1),
    )
