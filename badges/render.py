"""Badges and confirmation sheets as PDF (tagged, PDF/UA-1), PNG and SVG; equal input gives equal bytes.

Every text reaches the page as data, never as markup. Only the committed fonts are used, so a badge looks the
same on every machine.
"""

from collections.abc import Sequence

from badges import press
from badges.designs import Design, Paper
from badges.drawing import self_contained
from badges.faces import (
    Advice,
    AgendaDay,
    AgendaItem,
    BadgeFace,
    BadgeWords,
    Lanyard,
    PassSheet,
    Plate,
    Shown,
)
from badges.sheets import badges_data, pass_data

__all__ = [
    "Advice",
    "AgendaDay",
    "AgendaItem",
    "BadgeFace",
    "BadgeWords",
    "Lanyard",
    "PassSheet",
    "Plate",
    "Shown",
    "badge_pdf",
    "badge_png",
    "badge_svg",
    "badges_pdf",
    "pass_pdf",
]

PLAIN = Design()


def badge_pdf(face: BadgeFace, design: Design = PLAIN) -> bytes:
    """One badge."""
    return badges_pdf([face], design)


def badges_pdf(faces: Sequence[BadgeFace], design: Design = PLAIN) -> bytes:
    """Many badges in one document, a page each or four on an A4, in the given order. Raises ValueError for 0 or over 500.

    While it works a document takes about half a megabyte of memory a badge: print in stacks of a hundred.
    """
    return press.run(_template(design), badges_data(faces, design), "pdf")[0]


def badge_png(face: BadgeFace, design: Design = PLAIN, *, ppi: int = 300) -> bytes:
    """One badge as a picture: 1240 x 1748 pixels for an A6 at 300 pixels an inch."""
    return press.run(_template(design), badges_data([face], design), "png", ppi=ppi)[0]


def badge_svg(face: BadgeFace, design: Design = PLAIN) -> str:
    """One badge as a drawing whose letters are outlines: no font, no style attribute, no data: URL."""
    data = badges_data([face], design)
    drawn = press.run(_template(design), data, "svg")[0].decode()
    (one,) = data["faces"]
    images = [data["logo"]["svg"] for line in one["lines"] if line["line"] == "logo"]
    images += [code["svg"] for code in one["codes"]]
    return self_contained(drawn, images=images, label=f"{data['title']}, {face.company}")


def pass_pdf(sheet: PassSheet, design: Design = PLAIN) -> bytes:
    """The A4 sheet for the confirmation mail, its badge with the design's lines."""
    return press.run("badges/typst/pass.typ", pass_data(sheet, design), "pdf")[0]


def _template(design: Design) -> str:
    return "badges/typst/four.typ" if design.paper is Paper.A4 else "badges/typst/badges.typ"
