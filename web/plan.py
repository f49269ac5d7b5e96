"""A hall as a drawing: centimetres in, the shapes of `shared/plan.html` out. Pure: no query, no request.

One unit of the drawing is 5 cm, so a metre is 20 units and a standard booth is 60 by 60. x runs east from the
west wall, y south from the north wall. Features are those of a hall's `geometry` (docs/import-format.md).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from web.planframe import Disc, Feature, Label, axis, grid, rows_of_seats, sills, tables, units, walls
from web.planwords import Line, fit, wrap

EDGE = 50  # room around the walls for axis bubbles, gate names and the scale bar
FOOT = 80
OPENINGS = frozenset({"gate", "door", "emergency_exit"})


@dataclass(frozen=True)
class Spot:
    """A booth as the plan needs it. Centimetres; `look` is free, held, resv, sold, mine or blok."""

    code: str
    x: int
    y: int
    width: int
    depth: int
    look: str
    label: str
    name: str = ""


@dataclass(frozen=True)
class BoothShape:
    code: str
    look: str
    label: str
    x: float
    y: float
    width: float
    height: float
    code_x: float
    code_y: float
    middle_y: float
    lines: Sequence[Line]
    is_far: bool
    hatch: str
    flag: str
    is_selected: bool
    tabindex: int


@dataclass(frozen=True)
class Fixture:
    x: float
    y: float
    width: float
    height: float
    lines: Sequence[Line]


@dataclass
class Drawing:
    view_box: str
    width_m: float
    depth_m: float
    foot_y: float
    north_x: float
    walls: str
    grid: str
    exits: str
    booths: list[BoothShape]
    across: list[Label] = field(default_factory=list)
    down: list[Label] = field(default_factory=list)
    gates: list[Label] = field(default_factory=list)
    doors: list[Label] = field(default_factory=list)
    zones: list[Fixture] = field(default_factory=list)
    fixtures: list[Fixture] = field(default_factory=list)
    tables: list[Disc] = field(default_factory=list)
    pillars: list[Fixture] = field(default_factory=list)
    seats: str = ""
    pin: Label | None = None


def draw(
    width_cm: int,
    depth_cm: int,
    features: Iterable[Feature],
    spots: Iterable[Spot],
    *,
    selected: str = "",
    around: str = "",
) -> Drawing:
    """The whole hall; with `around` (a booth's code) only its neighbourhood, and a pin on it."""
    features, spots = list(features), list(spots)
    width, depth = units(width_cm), units(depth_cm)
    openings = [feature for feature in features if feature.kind in OPENINGS]
    first = selected if any(spot.code == selected for spot in spots) else (spots[0].code if spots else "")
    drawing = Drawing(
        view_box=f"{-EDGE} {-EDGE} {width + 2 * EDGE:g} {depth + EDGE + FOOT:g}",
        width_m=width_cm / 100,
        depth_m=depth_cm / 100,
        foot_y=depth + 46,
        north_x=width - 30,
        walls=walls(width, depth, openings),
        grid=grid(width, depth),
        exits=sills(openings),
        booths=[_booth(spot, selected=selected, first=first) for spot in spots],
        across=axis(width_cm, digits=True),
        down=axis(depth_cm, digits=False),
    )
    for feature in features:
        _place(drawing, feature, width, depth)
    centre = next((shape for shape in drawing.booths if shape.code == around), None)
    if centre is not None:
        middle, top = centre.x + centre.width / 2, centre.y
        drawing.view_box = f"{middle - 210:g} {centre.y + centre.height / 2 - 150:g} 420 300"
        drawing.pin = Label(middle, top, centre.code)
    return drawing


def features_of(geometry: Mapping[str, Any], language: str) -> list[Feature]:
    """The features of a hall's `geometry`, named in this language, else in one that has a name."""
    found = []
    for raw in geometry.get("features", ()):
        name = next(
            (str(raw[key]) for key in (f"label_{language}", "label_en", "label_vi", "label_ja") if raw.get(key)),
            "",
        )
        found.append(
            Feature(
                kind=str(raw["kind"]),
                x=int(raw["x"]),
                y=int(raw["y"]),
                width=int(raw["width"]),
                depth=int(raw["depth"]),
                name=name,
            )
        )
    return found


def _place(drawing: Drawing, feature: Feature, width: float, depth: float) -> None:
    x, y, w, h = units(feature.x), units(feature.y), units(feature.width), units(feature.depth)
    if feature.kind == "pillar":
        drawing.pillars.append(Fixture(x, y, w, h, ()))
    elif feature.kind == "zone":
        drawing.zones.append(Fixture(x, y, w, h, (Line(x + w / 2, y + h + 20, feature.name),)))
    elif feature.kind == "gate":
        drawing.gates.append(_beside(feature, width, depth, away=46))
    elif feature.kind == "door":
        if feature.name and h == 0:  # a name beside an upright wall would leave the drawing
            drawing.doors.append(_beside(feature, width, depth, away=24))
    elif feature.kind == "seats":
        drawing.seats += rows_of_seats(x, y, w, h)
    elif feature.kind == "meeting_area":
        drawing.fixtures.append(Fixture(x, y, w, h, (Line(x + w / 2, y + 22, feature.name),)))
        drawing.tables += tables(feature.name, x, y + 28, w, h - 28)
    elif feature.kind != "emergency_exit":
        lines = fit(feature.name, x, y, w, h)
        drawing.fixtures.append(Fixture(x, y, w, h, lines))


def _beside(feature: Feature, width: float, depth: float, *, away: float) -> Label:
    """Where the words of an opening stand: outside the wall it is in."""
    middle_x, middle_y = units(feature.x + feature.width / 2), units(feature.y + feature.depth / 2)
    if middle_y >= depth:
        return Label(middle_x, depth + away, feature.name)
    if middle_y <= 0:
        return Label(middle_x, 18, feature.name)  # inside: the axis bubbles stand outside
    return Label(-24 if middle_x <= width / 2 else width + 24, middle_y, feature.name)


def _booth(spot: Spot, *, selected: str, first: str) -> BoothShape:
    x, y, w, h = units(spot.x) + 1, units(spot.y) + 1, units(spot.width) - 2, units(spot.depth) - 2
    middle = x + w / 2
    near = wrap(spot.name, w - 6, 14.5, 4 if h > 70 else 2) if spot.name and w >= 58 and h >= 58 else ()
    far = wrap(spot.name, w - 6, 8.5, 4 if h > 48 else 2) if spot.name and not near else ()
    top = y + h / 2 + 6.5 - len(near) * 7.25
    if near:
        lines = [Line(middle, top + 3 + (i + 1) * 14.5, text) for i, text in enumerate(near)]
    else:
        base = y + h / 2 + (2 if h > 48 else 4)
        lines = [Line(middle, base + i * 9.5, text) for i, text in enumerate(far)]
    hatch = ""
    if spot.look == "blok":
        hatch = (
            f"M{x:g} {y + h:g}L{x + w:g} {y:g}M{x:g} {y + h / 2:g}L{x + w / 2:g} {y:g}"
            f"M{x + w / 2:g} {y + h:g}L{x + w:g} {y + h / 2:g}"
        )
    return BoothShape(
        code=spot.code,
        look=spot.look,
        label=spot.label,
        x=x,
        y=y,
        width=w,
        height=h,
        code_x=middle,
        code_y=top,
        middle_y=y + h / 2 + 6.5,
        lines=lines,
        is_far=bool(far),
        hatch=hatch,
        flag=f"M{x + w - 14:g} {y:g}h14v14z",
        is_selected=spot.code == selected,
        tabindex=0 if spot.code == first else -1,
    )
