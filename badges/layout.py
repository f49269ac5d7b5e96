"""Where everything on a badge stands and how large each text is: numbers only, in millimetres and points."""

from dataclasses import dataclass

from badges import codes
from badges.faces import BadgeFace, Plate, Shown
from badges.fitting import LINE, Face, Fitted, Style, fit

MM = 72 / 25.4  # points in a millimetre

PAD = 8.0
STRAP = 19.0
SLOT = 9.5  # from the strap to where the name may begin
FOOT = 15.0  # the title block
CELL_PAD = 2.4
_GAP = 3.0


@dataclass(frozen=True, slots=True)
class Frame:
    """The outer size of a badge."""

    width: float
    height: float

    @property
    def room(self) -> float:
        return self.width - 2 * PAD


A6 = Frame(105, 148)
ON_SHEET = Frame(95, 138.5)  # inside a quarter of A4, away from what a home printer cannot reach


@dataclass(frozen=True, slots=True)
class Layout:
    """One badge, solved. `shares` are the widths of the title block's cells; `code_side` is in mm."""

    role: Fitted
    fair: Fitted
    name: Fitted
    second_name: Fitted
    company: Fitted
    position: Fitted
    labels: tuple[Fitted, ...]
    values: tuple[Fitted, ...]
    plate_size: float
    shares: tuple[float, ...]
    code_side: float


def lay_out(face: BadgeFace, frame: Frame) -> Layout:
    """Everything placed so that it fits `frame`; the name takes what the others leave."""
    language, room = face.words.language, frame.room * MM
    plain, bold = Style(language=language), Style(is_bold=True, language=language)
    sign = Style(Face.SIGN, is_bold=True, language=language)
    code_side = 36.0 if face.shown is Shown.CODE else 50.0
    middle = (frame.height - STRAP - SLOT - FOOT - PAD - code_side - _GAP) * MM

    def below(text: str, share: float, most: float) -> Fitted:
        return fit(text, plain, width=room, height=middle * share, most=most, least=7, single=most * 0.75)

    second, position = below(face.second_name, 0.16, 14), below(face.position, 0.16, 12)
    company = below(face.company, 0.38, 16)
    left = middle - second.height - position.height - company.height - _GAP * MM - MM
    shares = (0.40, 0.36, 0.24) if face.plate else (0.54, 0.46)
    cells = [(share * frame.room - 2 * CELL_PAD) * MM for share in shares]
    names = [face.words.days, face.words.code] + ([face.plate.label] if face.plate else [])
    values = (face.days, codes.grouped(face.code).replace(" ", "\u00a0"))
    return Layout(
        role=fit(face.role, bold, width=room * 0.58, height=(STRAP - 3) * MM, most=22, least=8, single=14),
        fair=fit(face.fair, sign, width=room * 0.38, height=(STRAP - 5) * MM, most=15, least=7, single=12),
        name=fit(face.name, bold, width=room, height=left, most=42, least=11),
        second_name=second,
        company=company,
        position=position,
        labels=tuple(
            fit(name, plain, width=width, height=3.7 * MM, most=7, least=4)
            for name, width in zip(names, cells, strict=True)
        ),
        values=tuple(
            fit(value, sign, width=width, height=8.2 * MM, most=14, least=6, single=9)
            for value, width in zip(values, cells, strict=False)
        ),
        plate_size=_plate_size(face.plate, cells[-1], sign),
        shares=shares,
        code_side=code_side,
    )


def _plate_size(plate: Plate | None, width: float, sign: Style) -> float:
    """Points, so that the plate with its insets (1.42 em) stays in its cell."""
    if plate is None:
        return 0
    text = fit(plate.letter + plate.number, sign, width=10_000, height=10 * LINE, most=10, least=1)
    return min(15.0, int(width / (text.width / text.size + 1.42) * 100) / 100)
