"""Makes typst's SVG fit to stand inside a page under a strict content policy: no data: URL, a spoken name."""

import re
from collections.abc import Iterator, Sequence
from html import escape

_IMAGE = re.compile(
    r'<image transform="translate\((?P<x>[\d.]+) (?P<y>[\d.]+)\)" xlink:href="data:[^"]*"'
    r' width="(?P<width>[\d.]+)" height="(?P<height>[\d.]+)" preserveAspectRatio="none"/>'
)


class UnknownDrawing(RuntimeError):
    """typst wrote its images in another way than is known here; a newer version needs a new pattern."""


def self_contained(svg: str, *, images: Sequence[str], label: str) -> str:
    """`svg` with its embedded images replaced by `images` as inner drawings, in order, and named `label`."""
    left = iter(images)
    inside = _IMAGE.sub(lambda found: _placed(found, left), svg)
    if "<image" in inside or next(left, None) is not None:
        raise UnknownDrawing("images could not be taken out of their data: URLs")
    return inside.replace("<svg ", f'<svg role="img" aria-label="{escape(label)}" ', 1)


def _placed(found: re.Match[str], left: Iterator[str]) -> str:
    place = " ".join(f'{name}="{found[name]}"' for name in ("x", "y", "width", "height"))
    return next(left, "<image").replace("<svg ", f"<svg {place} ", 1)
