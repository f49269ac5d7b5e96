"""Badges and confirmation sheets as PDF (tagged, PDF/UA-1), PNG and SVG; equal input gives equal bytes.

Every text reaches the page as data, never as markup. Only the committed fonts are used, so a badge looks the
same on every machine.
"""

from collections.abc import Sequence

from badges import press
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


def badge_pdf(face: BadgeFace) -> bytes:
    """One badge on an A6 page."""
    return badges_pdf([face])


def badges_pdf(faces: Sequence[BadgeFace]) -> bytes:
    """Many badges in one document, an A6 page each, in the given order. Raises ValueError for 0 or over 500.

    While it works a document takes about half a megabyte of memory a badge: print in stacks of a hundred.
    """
    return press.run("badges/typst/badges.typ", badges_data(faces), "pdf")[0]


def badge_png(face: BadgeFace, *, ppi: int = 300) -> bytes:
    """One badge as a picture: 1240 x 1748 pixels at 300 pixels an inch."""
    return press.run("badges/typst/badges.typ", badges_data([face]), "png", ppi=ppi)[0]


def badge_svg(face: BadgeFace) -> str:
    """One badge as a drawing whose letters are outlines: no font, no style attribute, no data: URL."""
    data = badges_data([face])
    drawn = press.run("badges/typst/badges.typ", data, "svg")[0].decode()
    images = [code["svg"] for code in data["faces"][0]["codes"]]
    return self_contained(drawn, images=images, label=f"{data['title']}, {face.company}")


def pass_pdf(sheet: PassSheet) -> bytes:
    """The A4 sheet for the confirmation mail."""
    return press.run("badges/typst/pass.typ", pass_data(sheet), "pdf")[0]
