"""Where everything on a badge stands and how large each text is: numbers only, in millimetres and points."""

from dataclasses import dataclass
from itertools import pairwise

from badges import codes
from badges.designs import FACTOR, Design, Frame, Line, Size
from badges.faces import BadgeFace, Plate, Shown
from badges.fitting import LINE, Face, Fitted, Style, fit

MM = 72 / 25.4  # points in a millimetre

_BOTH_SIDE = 50.0  # of the token, beside which the code is smaller
_OTHERS = 0.70  # of the height, at most, is for the lines that are not the name, and for the space between all
_HEIGHTS = {Line.SECOND_NAME: 0.16, Line.COMPANY: 0.38, Line.POSITION: 0.16, Line.PLACE: 0.14, Line.LOGO: 0.2}
_MOST = {
    Line.NAME: 42.0,
    Line.SECOND_NAME: 14.0,
    Line.COMPANY: 16.0,
    Line.POSITION: 12.0,
    Line.PLACE: 12.0,
    Line.LOGO: 0.0,
}


@dataclass(frozen=True, slots=True)
class Placed:
    """One line of the middle: what, how it is set, and the space above it in millimetres. A logo is `width` points wide."""

    line: Line
    text: Fitted
    gap: float
    width: float = 0.0


@dataclass(frozen=True, slots=True)
class Layout:
    """One badge, solved. `shares` are the widths of the title block's cells; `code_side` and `middle` are in mm."""

    role: Fitted
    fair: Fitted
    lines: tuple[Placed, ...]
    labels: tuple[Fitted, ...]
    values: tuple[Fitted, ...]
    plate_size: float
    shares: tuple[float, ...]
    code_side: float
    text_width: float
    middle: float

    def line(self, wanted: Line) -> Fitted | None:
        return next((placed.text for placed in self.lines if placed.line is wanted), None)


def lay_out(face: BadgeFace, frame: Frame, design: Design) -> Layout:
    """Everything placed so that it fits `frame`; the name takes what the others leave."""
    language, scale = face.words.language, frame.scale
    bold = Style(is_bold=True, language=language)
    sign = Style(Face.SIGN, is_bold=True, language=language)
    plain = Style(language=language)
    side = code_side(face, frame, design)
    width = frame.room - (side + frame.gap if frame.beside else 0)
    middle = frame.height - frame.strap - frame.slot - frame.foot - frame.pad - frame.gap
    if not frame.beside:
        middle -= side
    shares = _shares(face, design)
    cells = [(share * width - 2 * frame.cell_pad) * MM for share in shares]
    labels, values = _cells(face, design)
    room = frame.room * MM
    return Layout(
        role=fit(
            face.role,
            bold,
            width=room * 0.58,
            height=(frame.strap - 3 * scale) * MM,
            most=22 * scale,
            least=8 * scale,
            single=14 * scale,
        ),
        fair=fit(
            face.fair,
            sign,
            width=room * 0.38,
            height=(frame.strap - 5 * scale) * MM,
            most=15 * scale,
            least=7 * scale,
            single=12 * scale,
        ),
        lines=_lines(face, frame, design, width * MM, middle * MM),
        labels=tuple(
            fit(label, plain, width=cell, height=frame.foot * 0.246 * MM, most=max(7 * scale, 5.5), least=4)
            for label, cell in zip(labels, cells, strict=True)
        ),
        values=tuple(
            fit(
                value,
                sign,
                width=cell,
                height=frame.foot * 0.546 * MM,
                most=14 * scale,
                least=6 * scale,
                single=9 * scale,
            )
            for value, cell in zip(values, cells, strict=False)
        ),
        plate_size=_plate_size(face.plate, cells[-1], sign, min(15.0 * scale, frame.foot * 0.352 * MM)),
        shares=shares,
        code_side=side,
        text_width=width,
        middle=middle,
    )


def code_side(face: BadgeFace, frame: Frame, design: Design) -> float:
    """Of the square the QR stands in, in millimetres: as the design says, else the paper's own."""
    if face.shown is Shown.BOTH:
        return _BOTH_SIDE
    own = frame.code if face.shown is Shown.CODE else min(_BOTH_SIDE, frame.most_code)
    return min(design.code_side or own, frame.most_code)


def _lines(face: BadgeFace, frame: Frame, design: Design, width: float, middle: float) -> tuple[Placed, ...]:
    texts = {
        Line.NAME: face.name,
        Line.SECOND_NAME: face.second_name,
        Line.COMPANY: face.company,
        Line.POSITION: face.position,
        Line.PLACE: face.place,
        Line.LOGO: "logo" if design.logo else "",
    }
    listed = [(line, size) for line, size in design.lines if texts[line] or line is Line.NAME]
    heights: dict[Line, float] = {line: _HEIGHTS[line] * FACTOR[size] for line, size in listed if line is not Line.NAME}
    gaps = [_gap(before, line) * frame.scale for (before, _), (line, _) in pairwise(listed)]
    others = _OTHERS - sum(gaps) * MM / middle
    squeeze = min(1.0, others / sum(heights.values())) if heights else 1.0
    most = {line: _MOST[line] * FACTOR[size] * frame.scale for line, size in listed}
    plain, bold = (Style(is_bold=is_bold, language=face.words.language) for is_bold in (False, True))

    logo_width = _logo_width(design, width, middle * heights.get(Line.LOGO, 0.0) * squeeze)
    set_lines: dict[Line, Fitted] = {
        line: fit(
            texts[line],
            plain,
            width=width,
            height=middle * heights[line] * squeeze,
            most=most[line],
            least=7 * frame.scale,
            single=most[line] * 0.85,
        )
        for line in heights
        if line is not Line.LOGO
    }
    drawn = logo_width / design.logo.ratio if design.logo else 0.0
    left = middle - sum(fitted.height for fitted in set_lines.values()) - sum(gaps) * MM - drawn
    set_lines[Line.NAME] = fit(face.name, bold, width=width, height=left, most=most[Line.NAME], least=11 * frame.scale)
    set_lines[Line.LOGO] = Fitted((), 0.0, 0.0)
    return tuple(
        Placed(line, set_lines[line], gap, logo_width if line is Line.LOGO else 0.0)
        for (line, _), gap in zip(listed, [0.0, *gaps], strict=True)
    )


def _logo_width(design: Design, width: float, height: float) -> float:
    """As large as fits both ways, in points; none where there is no logo."""
    return min(width, height * design.logo.ratio) if design.logo else 0.0


def most_size(line: Line, design: Design) -> float:
    """The points a short text of that line has on the design's own paper."""
    size = dict(design.lines).get(line, Size.NORMAL)
    return _MOST[line] * FACTOR[size] * design.frame.scale


def _gap(before: Line, line: Line) -> float:
    """The two spellings of a name stand together, a firm's lines close, and the two groups apart."""
    if Line.LOGO in {before, line}:
        return 3.0
    names = {Line.NAME, Line.SECOND_NAME}
    if {before, line} <= names:
        return 0.0
    return 3.0 if before in names or line in names else 1.0


def _shares(face: BadgeFace, design: Design) -> tuple[float, ...]:
    if not design.has_days:
        return (0.66, 0.34) if face.plate else (1.0,)
    return (0.40, 0.36, 0.24) if face.plate else (0.54, 0.46)


def _cells(face: BadgeFace, design: Design) -> tuple[list[str], list[str]]:
    """Labels and values of the title block; a plate has a label and is drawn."""
    labels, values = [face.words.code], [codes.grouped(face.code).replace(" ", "\u00a0")]
    if design.has_days:
        labels.insert(0, face.words.days)
        values.insert(0, face.days)
    if face.plate:
        labels.append(face.plate.label)
    return labels, values


def _plate_size(plate: Plate | None, width: float, sign: Style, most: float) -> float:
    """Points, so that the plate with its insets (1.42 em) stays in its cell."""
    if plate is None:
        return 0
    text = fit(plate.letter + plate.number, sign, width=10_000, height=10 * LINE, most=10, least=1)
    return min(most, int(width / (text.width / text.size + 1.42) * 100) / 100)
