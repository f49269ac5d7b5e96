"""Text that always fits its box: how large, and broken into which lines. Arithmetic on the fonts' own widths.

The rules, in this order: one line while it stays large enough; else the largest size at which the lines fit
the box; lines of like length. Words stay whole, and a name in kanji or Hangul breaks at its spaces, unless that would
make it too small; then a break may stand between those, after a hyphen, and at last anywhere. Nothing is cut.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

from badges.fonts import advances

LINE = 1.25  # height of a line in em: room for stacked Vietnamese marks
_SAFETY = 1.012  # kerning may widen a line by less than this
_WHOLE_ENOUGH = 0.6  # kanji stay together while that costs no more than this share of the size
_STEPS = 9

_CJK = "\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_NOT_FIRST = "、。，．・：；！？）」』】〕〉》ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ％"
_NOT_LAST = "（「『【〔〈《"
_BETWEEN_KANJI = re.compile(f"(?<![{_NOT_LAST}])(?![{_NOT_FIRST}])(?:(?<=[{_CJK}])|(?=[{_CJK}]))")
_AFTER_HYPHEN = re.compile(r"(?<=[-/])")
_ANYWHERE = re.compile("")
_LONG_RUN = re.compile(rf"[^\s{_CJK}]{{21,}}")
_DONG = ord("₫")  # Barlow's does not match its own figures: always from Be Vietnam Pro


class Face(StrEnum):
    """Words are set in Be Vietnam Pro; signs (codes, times, numbers) in Barlow Condensed."""

    WORDS = "words"
    SIGN = "sign"


@dataclass(frozen=True, slots=True)
class Style:
    face: Face = Face.WORDS
    is_bold: bool = False
    language: str = "vi"


@dataclass(frozen=True, slots=True)
class Fitted:
    """Lines from top to bottom and their size; `height` and `width` are what they take. All in points."""

    lines: tuple[str, ...]
    size: float
    width: float

    @property
    def height(self) -> float:
        return len(self.lines) * self.size * LINE


@dataclass(frozen=True, slots=True)
class _Piece:
    """What stays on one line. `gap` is the width of the space before it, 0 where there is none."""

    text: str
    width: float
    gap: float


@lru_cache(maxsize=4096)  # roles, labels and firms come again and again
def fit(
    text: str,
    style: Style,
    *,
    width: float,
    height: float,
    most: float,
    least: float,
    single: float | None = None,
) -> Fitted:
    """`text` in a box of width x height points, at no more than `most` points.

    One line is taken as soon as it reaches `single` points (by default only at `most`). Words are broken only
    where their size would fall below `least`.
    """
    if not text:
        return Fitted((), most, 0)
    em = _width(text, style)
    line = min(most, height / LINE, width / em)
    if line >= (most if single is None else single):
        return Fitted((text,), _floor(line), em * line)
    box = (width, height, most)
    chosen = _largest(_pieces(text, style), *box)
    if chosen.size < most and re.search(f"[{_CJK}]", text):
        loose = _largest(_pieces(text, style, _BETWEEN_KANJI), *box)
        if chosen.size < _WHOLE_ENOUGH * loose.size:
            chosen = loose
    for breaks in (_AFTER_HYPHEN, _ANYWHERE):
        if chosen.size < least:
            broken = _largest(_pieces(text, style, breaks), width, height, min(most, least * 1.5))
            chosen = max(chosen, broken, key=lambda fitted: fitted.size)
    return chosen


def breakable(text: str) -> str:
    """`text` for running paragraphs: a run of more than 20 characters may break after every twelfth."""
    return _LONG_RUN.sub(lambda run: "\u200b".join(re.findall(".{1,12}", run.group())), text)


def _pieces(text: str, style: Style, breaks: re.Pattern[str] | None = None) -> list[_Piece]:
    """What a line break parts: at spaces, and at `breaks` inside words."""
    space = _width(" ", style)
    pieces: list[_Piece] = []
    for word in text.split(" "):
        parts = [part for part in breaks.split(word) if part] if breaks else [word]
        for at, part in enumerate(parts):
            pieces.append(_Piece(part, _width(part, style), space if at == 0 and pieces else 0))
    return pieces


def _largest(pieces: Sequence[_Piece], width: float, height: float, most: float) -> Fitted:
    """The largest size at which the pieces fit, in lines of like length."""

    def fits(size: float) -> bool:
        return max(p.width for p in pieces) * size <= width and _count(pieces, width / size) * size * LINE <= height

    size = most
    if not fits(most):
        low, high = 0.0, most
        for _ in range(_STEPS):
            middle = (low + high) / 2
            low, high = (middle, high) if fits(middle) else (low, middle)
        size = low or high / 2
    size = _floor(size)
    lines = _balanced(pieces, width / size)
    return Fitted(tuple(map(_text, lines)), size, max(map(_length, lines)) * size)


def _balanced(pieces: Sequence[_Piece], width: float) -> list[list[_Piece]]:
    """The lines for the narrowest column that needs no more lines than one of `width` em."""
    count = _count(pieces, width)
    low, high = max(piece.width for piece in pieces), width
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (low, middle) if _count(pieces, middle) <= count else (middle, high)
    return _wrapped(pieces, high)


def _wrapped(pieces: Sequence[_Piece], width: float) -> list[list[_Piece]]:
    lines: list[list[_Piece]] = []
    taken = 0.0
    for piece in pieces:
        if lines and taken + piece.gap + piece.width <= width:
            lines[-1].append(piece)
            taken += piece.gap + piece.width
        else:
            lines.append([piece])
            taken = piece.width
    return lines


def _count(pieces: Sequence[_Piece], width: float) -> int:
    return len(_wrapped(pieces, width))


def _length(line: Sequence[_Piece]) -> float:
    return sum(piece.width + (piece.gap if at else 0) for at, piece in enumerate(line))


def _text(line: Sequence[_Piece]) -> str:
    return "".join(" " * bool(piece.gap and at) + piece.text for at, piece in enumerate(line))


def _floor(size: float) -> float:
    return int(size * 100) / 100


def _width(text: str, style: Style) -> float:
    """In em."""
    widths = _widths(style)
    return sum(widths[ord(character)] for character in text) / 1000 * _SAFETY


class _Widths(dict[int, int]):
    """Code point to width, of those met so far: as the first font of a style's row that has one draws it."""

    def __init__(self, *fonts: Mapping[int, int]) -> None:
        super().__init__()
        self._fonts = fonts

    def __missing__(self, point: int) -> int:
        width = self[point] = next((font[point] for font in self._fonts if point in font), 1000)
        return width


@cache
def _widths(style: Style) -> _Widths:
    fonts = advances()
    latin = fonts["Be Vietnam Pro", 600 if style.is_bold else 400]
    asian = [fonts[family, 700 if style.is_bold else 400] for family in ("Noto Sans JP", "Noto Sans KR")]
    if style.face is Face.SIGN:
        widths = _Widths(fonts["Barlow Condensed", 600 if style.is_bold else 500], latin, *asian)
        widths[_DONG] = latin[_DONG]
        return widths
    return _Widths(*asian, latin) if style.language == "ja" else _Widths(latin, *asian)
