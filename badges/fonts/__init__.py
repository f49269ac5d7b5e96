"""The fonts that badges are set in, committed beside this file, and how wide their characters are.

`build.py` makes them from the npm packages of Fontsource; nothing here needs fontTools.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


@cache
def advances() -> Mapping[tuple[str, int], Mapping[int, int]]:
    """For each font, by family and weight: code point to advance, in thousandths of an em."""
    fonts: dict[tuple[str, int], dict[int, int]] = {}
    table: dict[int, int] = {}
    for line in (FOLDER / "advances.txt").read_text("ascii").splitlines():
        if line.startswith("#"):
            family, _, weight = line.removeprefix("# ").rpartition(" ")
            table = fonts[family, int(weight)] = {}
            continue
        span, width = line.split()
        first, _, last = span.partition("-")
        table.update(dict.fromkeys(range(int(first, 16), int(last or first, 16) + 1), int(width)))
    return fonts


@cache
def coverage() -> frozenset[int]:
    """Every code point that both weights of some family draw."""
    held: dict[str, set[int]] = {}
    for (family, _), table in advances().items():
        held[family] = held[family] & table.keys() if family in held else set(table)
    return frozenset().union(*held.values())


def undrawable(text: str) -> str:
    """The characters of `text` that would print as an empty box, each once, in order; "" when all is well.

    Ask before printing a name in a script of its own (Thai, simplified Chinese): the person then
    gives a Latin spelling.
    """
    return "".join(dict.fromkeys(c for c in text if not c.isspace() and ord(c) not in coverage()))
