"""Makes typst's SVG fit to stand inside a page under a strict content policy: drawings inside it, a spoken name.

Only the pixels of a logo that is a PNG stay a data: URL; pages allow those for pictures.
"""

import re
from collections.abc import Iterator, Sequence
from html import escape

_IMAGE = re.compile(
    r'<image(?: transform="translate\((?P<x>-?[\d.]+)(?: (?P<y>-?[\d.]+))?\)")? xlink:href="data:[^"]*"'
    r' width="(?P<width>[\d.]+)" height="(?P<height>[\d.]+)" preserveAspectRatio="none"/>'
)


class UnknownDrawing(RuntimeError):
    """typst wrote its images in another way than is known here; a newer version needs a new pattern."""


def self_contained(svg: str, *, images: Sequence[str], label: str) -> str:
    """`svg` with its embedded images replaced by `images` as inner drawings, in order, and named `label`."""
    found = len(_IMAGE.findall(svg))
    if not found == svg.count("<image") == len(images):
        raise UnknownDrawing("images could not be taken out of their data: URLs")
    left = iter(images)
    inside = _IMAGE.sub(lambda found: _placed(found, left), svg)
    return inside.replace("<svg ", f'<svg role="img" aria-label="{escape(label)}" ', 1)


def _placed(found: re.Match[str], left: Iterator[str]) -> str:
    place = " ".join(f'{name}="{found[name] or 0}"' for name in ("x", "y", "width", "height"))
    return next(left).replace("<svg ", f"<svg {place} ", 1)
