"""Faces and sheets as the plain data that the templates read."""

from collections.abc import Sequence

from badges import qr
from badges.colours import ink_on, woven
from badges.designs import MONO, ON_SHEET, Design, Frame
from badges.faces import Advice, AgendaDay, BadgeFace, PassSheet, Plate, Shown
from badges.fitting import Fitted, Style, breakable, fit
from badges.layout import MM, Layout, lay_out
from badges.press import Data

_CLIP = 5.0  # millimetres a clip's hole needs under the strap
MOST_FACES = 500  # about half a megabyte of memory each while they are set


def badges_data(faces: Sequence[BadgeFace], design: Design) -> Data:
    """For `badges.typ` and `four.typ`. Raises ValueError for no face or more than 500."""
    if not 1 <= len(faces) <= MOST_FACES:
        raise ValueError(f"a document holds 1 to {MOST_FACES} badges")
    words = faces[0].words
    title = f"{words.document}: {faces[0].name}" if len(faces) == 1 else f"{words.document} ({len(faces)})"
    frame = design.frame
    return {
        "title": title,
        "language": words.language,
        "width": frame.width,
        "height": frame.height,
        "logo": _logo(design),
        "faces": [_face(face, frame, design) for face in faces],
    }


def pass_data(sheet: PassSheet, design: Design) -> Data:
    """For `pass.typ`; of the design's paper nothing is taken."""
    face = sheet.face
    bold = Style(is_bold=True, language=face.words.language)
    plain = Style(language=face.words.language)
    inside, whole = (105 - 16) * MM, 186 * MM
    return {
        "title": f"{face.words.document}: {face.name}",
        "language": face.words.language,
        "logo": _logo(design),
        "face": _face(face, ON_SHEET, design),
        "agenda": [_day(day) for day in sheet.agenda],
        "arrive": [_advice(advice) for advice in sheet.arrive],
        "agenda_title": _fitted(fit(sheet.agenda_title, bold, width=inside, height=9 * MM, most=15, least=7)),
        "arrive_title": _fitted(fit(sheet.arrive_title, bold, width=whole, height=10 * MM, most=17, least=8)),
        "more": _fitted(fit(sheet.more, bold, width=inside, height=5 * MM, most=8.5, least=5)),
        "fold_first": _fitted(fit(sheet.fold_first, plain, width=inside, height=3.1 * MM, most=6.8, least=4)),
        "fold_second": _fitted(fit(sheet.fold_second, plain, width=inside, height=3.1 * MM, most=6.8, least=4)),
        "agenda_empty": breakable(sheet.agenda_empty),
        "footer": breakable(sheet.footer),
    }


def _logo(design: Design) -> Data | None:
    """Once a document, however many badges show it."""
    return {"svg": design.logo.svg, "alt": design.logo.alt} if design.logo else None


def _face(face: BadgeFace, frame: Frame, design: Design) -> Data:
    """`frame` says where things stand, `solved` how each text is set."""
    colour = MONO if frame.is_mono else face.colour
    solved = lay_out(face, frame, design)
    return {
        **_solved(solved),
        "frame": {
            "width": frame.width,
            "height": frame.height,
            "pad": frame.pad,
            "strap": frame.strap,
            "slot": frame.slot,
            "foot": frame.foot,
            "cell_pad": frame.cell_pad,
            "gap": frame.gap,
            "beside": frame.beside,
            "has_slot": frame.slot > _CLIP,
            "is_mono": frame.is_mono,
        },
        "language": face.words.language,
        "colour": colour,
        "thread": MONO if frame.is_mono else woven(colour),
        "on": ink_on(colour),
        "codes": _codes(face),
        "plate": _plate(face.plate),
    }


def _solved(layout: Layout) -> Data:
    lines = [
        {"line": placed.line.value, "gap": placed.gap, "width": placed.width, **_fitted(placed.text)}
        for placed in layout.lines
    ]
    return {
        "role": _fitted(layout.role),
        "fair": _fitted(layout.fair),
        "lines": lines,
        "labels": [_fitted(label) for label in layout.labels],
        "values": [_fitted(value) for value in layout.values],
        "plate_size": layout.plate_size,
        "shares": layout.shares,
        "code_side": layout.code_side,
        "text_width": layout.text_width,
        "middle": layout.middle,
    }


def _fitted(fitted: Fitted) -> Data:
    return {"lines": fitted.lines, "size": fitted.size}


def _codes(face: BadgeFace) -> list[Data]:
    """The QR drawings from left to right; the share is of the height that QRs have."""
    code = {"svg": qr.svg(face.code), "alt": face.words.code_alt, "share": 1.0}
    if face.shown is Shown.CODE:
        return [code]
    token = {"svg": qr.svg(face.token), "alt": face.words.token_alt, "share": 1.0}
    return [token] if face.shown is Shown.TOKEN else [token, code | {"share": 0.66}]


def _plate(plate: Plate | None) -> Data | None:
    return {"letter": plate.letter, "number": plate.number} if plate else None


def _day(day: AgendaDay) -> Data:
    items = [
        {
            "time": item.time,
            "title": breakable(item.title),
            "note": breakable(item.note),
            "plate": _plate(item.plate),
        }
        for item in day.items
    ]
    return {"title": breakable(day.title), "items": items}


def _advice(advice: Advice) -> Data:
    return {"label": breakable(advice.label), "text": breakable(advice.text)}
