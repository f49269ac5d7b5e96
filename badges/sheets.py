"""Faces and sheets as the plain data that the templates read."""

from collections.abc import Sequence
from dataclasses import asdict

from badges import qr
from badges.colours import ink_on, woven
from badges.faces import Advice, AgendaDay, BadgeFace, PassSheet, Plate, Shown
from badges.fitting import Style, breakable, fit
from badges.layout import A6, MM, ON_SHEET, PAD, Frame, lay_out
from badges.press import Data

MOST_FACES = 500  # about half a megabyte of memory each while they are set


def badges_data(faces: Sequence[BadgeFace]) -> Data:
    """For `badges.typ`. Raises ValueError for no face or more than 500."""
    if not 1 <= len(faces) <= MOST_FACES:
        raise ValueError(f"a document holds 1 to {MOST_FACES} badges")
    words = faces[0].words
    title = f"{words.document}: {faces[0].name}" if len(faces) == 1 else f"{words.document} ({len(faces)})"
    return {"title": title, "language": words.language, "faces": [_face(face, A6) for face in faces]}


def pass_data(sheet: PassSheet) -> Data:
    """For `pass.typ`."""
    face = sheet.face
    bold = Style(is_bold=True, language=face.words.language)
    plain = Style(language=face.words.language)
    inside, whole = (105 - 2 * PAD) * MM, 186 * MM
    return {
        "title": f"{face.words.document}: {face.name}",
        "language": face.words.language,
        "face": _face(face, ON_SHEET),
        "agenda": [_day(day) for day in sheet.agenda],
        "arrive": [_advice(advice) for advice in sheet.arrive],
        "agenda_title": asdict(fit(sheet.agenda_title, bold, width=inside, height=9 * MM, most=15, least=7)),
        "arrive_title": asdict(fit(sheet.arrive_title, bold, width=whole, height=10 * MM, most=17, least=8)),
        "more": asdict(fit(sheet.more, bold, width=inside, height=5 * MM, most=8.5, least=5)),
        "fold_first": asdict(fit(sheet.fold_first, plain, width=inside, height=3.1 * MM, most=6.8, least=4)),
        "fold_second": asdict(fit(sheet.fold_second, plain, width=inside, height=3.1 * MM, most=6.8, least=4)),
        "agenda_empty": breakable(sheet.agenda_empty),
        "footer": breakable(sheet.footer),
    }


def _face(face: BadgeFace, frame: Frame) -> Data:
    return {
        **asdict(lay_out(face, frame)),
        "width": frame.width,
        "height": frame.height,
        "language": face.words.language,
        "colour": face.colour,
        "thread": woven(face.colour),
        "on": ink_on(face.colour),
        "codes": _codes(face),
        "plate": _plate(face.plate),
    }


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
