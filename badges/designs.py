"""How the badges of a fair look: the paper, the lines between strap and QR, the QR's side. Plain values, checked when made."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from badges.faces import Shown
from badges.logos import Logo


class Paper(StrEnum):
    """What lies in the printer."""

    A6 = "a6"
    A7 = "a7"
    A4 = "a4x4"  # four badges to cut apart
    ROLL = "roll62"  # 62 mm wide, 100 mm long, upright
    LABEL = "label100x62"  # 100 mm wide, 62 mm high, lying


class Line(StrEnum):
    """What may stand between strap and QR."""

    NAME = "name"
    SECOND_NAME = "second_name"
    COMPANY = "company"
    POSITION = "position"
    PLACE = "place"
    LOGO = "logo"


class Size(StrEnum):
    SMALL = "small"
    NORMAL = "normal"
    LARGE = "large"


FACTOR: Mapping[Size, float] = {Size.SMALL: 0.75, Size.NORMAL: 1.0, Size.LARGE: 1.3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One badge's measures in millimetres. `scale` is of the text sizes against A6, `slot` the room a clip needs.

    `beside`: the QR stands at the right of the text, not under it. `is_mono`: the printer knows black and white only.
    """

    width: float
    height: float
    pad: float = 8.0
    strap: float = 19.0
    slot: float = 9.5
    foot: float = 15.0
    cell_pad: float = 2.4
    gap: float = 3.0
    scale: float = 1.0
    least_code: float = 24.0  # a module of 0.8 mm
    code: float = 36.0
    most_code: float = 50.0
    beside: bool = False
    is_mono: bool = False

    @property
    def room(self) -> float:
        return self.width - 2 * self.pad


A6 = Frame(width=105, height=148)
ON_SHEET = Frame(width=95, height=138.5)  # inside a quarter of A4, away from what a printer cannot reach
FRAMES: Mapping[Paper, Frame] = {
    Paper.A6: A6,
    Paper.A4: ON_SHEET,
    Paper.A7: Frame(
        width=74, height=105, pad=5, strap=14, slot=7.5, foot=11, cell_pad=1.7, gap=2, scale=0.74, code=28, most_code=34
    ),
    Paper.ROLL: Frame(
        width=62,
        height=100,
        pad=4,
        strap=12,
        slot=2,
        foot=10,
        cell_pad=1.4,
        gap=2,
        scale=0.68,
        code=30,
        most_code=38,
        is_mono=True,
    ),
    Paper.LABEL: Frame(
        width=100,
        height=62,
        pad=4,
        strap=12,
        slot=1.5,
        foot=10,
        cell_pad=1.4,
        gap=2,
        scale=0.74,
        code=30,
        most_code=38,
        beside=True,
        is_mono=True,
    ),
}
HOLDS_BOTH = frozenset({Paper.A6, Paper.A4})
MONO = "#000000"  # of every strap on a label

DEFAULT_LINES: tuple[tuple[Line, Size], ...] = (
    (Line.NAME, Size.NORMAL),
    (Line.SECOND_NAME, Size.NORMAL),
    (Line.COMPANY, Size.NORMAL),
    (Line.POSITION, Size.NORMAL),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """`code_side` in millimetres, quiet zone counted in; None is the paper's own. Lines stand in the given order.

    The logo is one of them, and stands only where there is one.
    """

    paper: Paper = Paper.A6
    lines: tuple[tuple[Line, Size], ...] = DEFAULT_LINES
    shown: Shown = Shown.CODE
    code_side: float | None = None
    has_days: bool = True
    logo: Logo | None = None

    def __post_init__(self) -> None:
        """Raises ValueError for what no badge can be: no name, a line twice, a QR too small to read or too large to fit."""
        listed = [line for line, _ in self.lines]
        if Line.NAME not in listed:
            raise ValueError("a badge bears a name")
        if len(set(listed)) != len(listed):
            raise ValueError("each line stands once")
        frame = FRAMES[self.paper]
        if self.code_side is not None and not frame.least_code <= self.code_side <= frame.most_code:
            raise ValueError(f"the QR is {frame.least_code} to {frame.most_code} mm wide on this paper")
        if self.shown is Shown.BOTH and self.paper not in HOLDS_BOTH:
            raise ValueError("this paper has no room for two QR codes")

    @property
    def frame(self) -> Frame:
        return FRAMES[self.paper]
