"""The fonts that badges are set in, committed beside this file, and how wide their characters are.

`build.py` makes them from the npm packages of Fontsource; nothing here needs fontTools.
"""

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent


class Advances(Mapping[int, int]):
    """Code point to advance in one font, kept as runs of equal width: a dict of the same takes thirty times the memory."""

    def __init__(self) -> None:
        self._first, self._last, self._width = array("I"), array("I"), array("H")

    def add(self, first: int, last: int, width: int) -> None:
        """The run that follows the one added before."""
        self._first.append(first)
        self._last.append(last)
        self._width.append(width)

    def __getitem__(self, point: int) -> int:
        at = bisect_right(self._first, point) - 1
        if at < 0 or point > self._last[at]:
            raise KeyError(point)
        return self._width[at]

    def __iter__(self) -> Iterator[int]:
        for first, last in zip(self._first, self._last, strict=True):
            yield from range(first, last + 1)

    def __len__(self) -> int:
        return sum(self._last) - sum(self._first) + len(self._first)


@cache
def advances() -> Mapping[tuple[str, int], Advances]:
    """For each font, by family and weight: code point to advance, in thousandths of an em."""
    fonts: dict[tuple[str, int], Advances] = {}
    table = Advances()
    for line in (FOLDER / "advances.txt").read_text("ascii").splitlines():
        if line.startswith("#"):
            family, _, weight = line.removeprefix("# ").rpartition(" ")
            table = fonts[family, int(weight)] = Advances()
            continue
        span, width = line.split()
        first, _, last = span.partition("-")
        table.add(int(first, 16), int(last or first, 16), int(width))
    return fonts


@lru_cache(maxsize=4096)
def is_drawn(point: int) -> bool:
    """Whether both weights of some family draw this code point."""
    fonts = advances()
    drawing = [family for (family, _), table in fonts.items() if point in table]
    return any(drawing.count(name) == sum(family == name for family, _ in fonts) for name in drawing)


def undrawable(text: str) -> str:
    """The characters of `text` that would print as an empty box, each once, in order; "" when all is well.

    Ask before printing a name in a script of its own (Thai, simplified Chinese): the person then
    gives a Latin spelling.
    """
    return "".join(dict.fromkeys(c for c in text if not c.isspace() and not is_drawn(ord(c))))
