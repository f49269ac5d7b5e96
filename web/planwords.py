"""Words on the plan: cut into lines that fit a width in the narrow face. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

NARROW = 0.43  # a letter of Barlow Condensed, in parts of its size
WIDE = 1.0  # a Chinese, Japanese or Korean letter
FIRST_WIDE = 0x2E80


@dataclass(frozen=True)
class Line:
    x: float
    y: float
    text: str
    css: str = ""


def width_of(text: str, size: float) -> float:
    return sum(WIDE if ord(letter) >= FIRST_WIDE else NARROW for letter in text) * size


def wrap(text: str, room: float, size: float, most: int) -> Sequence[str]:
    """The text in at most `most` lines no wider than `room`, or nothing: names are never cut."""
    lines: list[str] = []
    current = ""
    for piece in _pieces(text):
        joined = f"{current} {piece}" if current and ord(piece[0]) < FIRST_WIDE else current + piece
        if width_of(joined, size) <= room:
            current = joined
            continue
        if not current or width_of(piece, size) > room:
            return ()
        lines.append(current)
        current = piece
    if current:
        lines.append(current)
    return lines if len(lines) <= most else ()


def _pieces(text: str) -> list[str]:
    """Words; in Japanese, where no spaces stand, every letter may begin a line."""
    pieces: list[str] = []
    for word in text.split():
        if all(ord(letter) < FIRST_WIDE for letter in word):
            pieces.append(word)
        else:
            pieces.extend(word)
    return pieces


def fit(text: str, x: float, y: float, width: float, height: float) -> Sequence[Line]:
    """The text in the middle of a box, 19, 15 or 11 units high, whatever fits; or nothing."""
    for size, css in ((19, "zt"), (15, ""), (11, "ts")):
        lines = wrap(text, width - 8, size, max(1, int((height - 4) // (size * 1.15))))
        if lines:
            top = y + height / 2 + size * 0.36 - (len(lines) - 1) * size * 0.575
            return [Line(x + width / 2, round(top + i * size * 1.15, 1), line, css) for i, line in enumerate(lines)]
    return ()
