"""Entries per quarter of an hour and gate as an SVG's numbers: no script, no inline style."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, BASE, STEP, BAR, MOST = 720, 338, 305, 60, 44, 12
LOOKS = ("barz", "barz2", "bar3")


@dataclass(frozen=True, slots=True)
class Piece:
    look: str
    x: int
    y: str
    height: str


@dataclass(frozen=True, slots=True)
class Column:
    x: int
    middle: int
    label_y: str
    total: int
    at: dt.datetime
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """`gates` are in the order of their looks; everything from the third gate on shares the third."""

    columns: tuple[Column, ...]
    gates: tuple[tuple[str, str], ...]
    peak: Column | None


def quarters_chart(quarters: Sequence[tuple[dt.datetime, str, int]]) -> Chart:
    """The last twelve quarters that had an entry, newest at the right, in a box of 720 x 338.

    Coordinates are text, so that no locale writes a comma into them.
    """
    totals: dict[dt.datetime, dict[str, int]] = defaultdict(dict)
    sums: dict[str, int] = defaultdict(int)
    for at, gate, entries in quarters:
        totals[at][gate] = entries
        sums[gate] += entries
    busiest = sorted(sums, key=lambda gate: (-sums[gate], gate))
    look = {gate: LOOKS[min(place, 2)] for place, gate in enumerate(busiest)}
    shown = sorted(totals)[-MOST:]
    highest = max((sum(totals[at].values()) for at in shown), default=0)
    columns = []
    for place, at in enumerate(shown):
        x, y, pieces = 8 + place * STEP, float(BASE), []
        for gate in busiest:
            if entries := totals[at].get(gate, 0):
                height = entries / highest * 284
                y -= height
                pieces.append(Piece(look[gate], x, f"{y:.2f}", f"{height:.2f}"))
        columns.append(Column(x, x + BAR // 2, f"{y - 6:.2f}", sum(totals[at].values()), at, tuple(pieces)))
    return Chart(
        columns=tuple(columns),
        gates=tuple((gate, look[gate]) for gate in busiest),
        peak=max(columns, key=lambda column: column.total, default=None),
    )
