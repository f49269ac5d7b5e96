"""A logo for a badge: read from a PNG or an SVG that somebody sent, and written anew out of what is known to be harmless.

A drawing that carries more than shapes (scripts, links, text, style sheets, pictures) is refused with what it is: a logo that
looks other than its owner drew it is worse than none. What a drawing program only notes beside it is left out.
"""

import base64
import re
import struct
import zlib
from dataclasses import dataclass
from xml.etree import ElementTree as ET
from xml.sax.saxutils import quoteattr

MOST_BYTES = 300_000
MOST_SHAPES = 4000
LEAST_SIDE, MOST_SIDE = 60, 3000  # pixels of a PNG
SLIMMEST = 12  # times as wide as high, or the other way round
_PNG = b"\x89PNG\r\n\x1a\n"
_KEPT_CHUNKS = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_SVG, _XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"

_SHAPES = frozenset({
    "svg", "g", "defs", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "linearGradient",
    "radialGradient", "stop", "clipPath",
})  # fmt: skip
_SILENT = frozenset({"title", "desc", "metadata"})
_PAINT = frozenset({
    "fill", "fill-rule", "fill-opacity", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin",
    "stroke-miterlimit", "stroke-dasharray", "stroke-dashoffset", "stroke-opacity", "opacity", "clip-path",
    "clip-rule", "stop-color", "stop-opacity", "color", "display", "visibility",
})  # fmt: skip
_PLACE = frozenset({
    "d", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "fx", "fy", "width", "height", "points",
    "transform", "gradientTransform", "gradientUnits", "spreadMethod", "offset", "clipPathUnits",
})  # fmt: skip
_VALUE = re.compile(r"[\w\s.,;:%#()+\-]*")
_REFERENCE = re.compile(r"url\(\s*['\"]?#([\w.:-]+)['\"]?\s*\)")
_DOCTYPE = re.compile(rb"<!DOCTYPE[^\[>]*>", re.IGNORECASE)
_NUMBER = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(?:px|pt|mm)?\s*")


class BadLogo(ValueError):
    """`code` says what is wrong: kind, size, broken, side, shape, script, text, style, picture, link, rich; `what` names it."""

    def __init__(self, code: str, what: str = "") -> None:
        super().__init__(f"{code}: {what}" if what else code)
        self.code = code
        self.what = what


@dataclass(frozen=True, slots=True)
class Logo:
    """`svg` is a whole drawing of our own writing; `ratio` its width over its height; `alt` what a reader hears."""

    svg: str
    ratio: float
    alt: str = ""


def read_logo(content: bytes, *, alt: str = "") -> Logo:
    """Raises BadLogo."""
    if len(content) > MOST_BYTES:
        raise BadLogo("size")
    if content.startswith(_PNG):
        return _of_png(content, alt)
    if b"<svg" in content[:4000].lower():
        return _of_svg(content, alt)
    raise BadLogo("kind")


def _of_png(content: bytes, alt: str) -> Logo:
    chunks = _chunks(content)
    width, height, depth, colour, _packed, _filter, interlaced = struct.unpack(">IIBBBBB", chunks[0][1])
    if not (LEAST_SIDE <= width <= MOST_SIDE and LEAST_SIDE <= height <= MOST_SIDE):
        raise BadLogo("side", f"{width} x {height}")
    if colour not in _CHANNELS or depth not in {1, 2, 4, 8, 16} or interlaced > 1:
        raise BadLogo("broken")
    row = 1 + (width * _CHANNELS[colour] * depth + 7) // 8
    _unpack(b"".join(body for kind, body in chunks if kind == b"IDAT"), most=row * height + 8 * (width + height))
    clean = _PNG + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
        if kind in _KEPT_CHUNKS
    )
    picture = base64.b64encode(clean).decode()
    drawn = f'<image width="{width}" height="{height}" href="data:image/png;base64,{picture}"/>'
    return Logo(f'<svg xmlns="{_SVG}" viewBox="0 0 {width} {height}">{drawn}</svg>', _ratio(width, height), alt)


def _chunks(content: bytes) -> list[tuple[bytes, bytes]]:
    found, at = [], len(_PNG)
    while at + 12 <= len(content):
        (length,) = struct.unpack_from(">I", content, at)
        kind, body = content[at + 4 : at + 8], content[at + 8 : at + 8 + length]
        if len(body) < length or content[at + 8 + length : at + 12 + length] != struct.pack(
            ">I", zlib.crc32(kind + body)
        ):
            raise BadLogo("broken")
        found.append((kind, body))
        at += 12 + length
        if kind == b"IEND":
            break
    kinds = [kind for kind, _body in found]
    if not found or kinds[0] != b"IHDR" or len(found[0][1]) != 13 or kinds[-1] != b"IEND" or b"IDAT" not in kinds:
        raise BadLogo("broken")
    return found


def _unpack(packed: bytes, *, most: int) -> None:
    """Raises BadLogo for what does not unpack, or to more than its size says."""
    unpacking = zlib.decompressobj()
    try:
        unpacked = unpacking.decompress(packed, most + 1)
    except zlib.error as exc:
        raise BadLogo("broken") from exc
    if len(unpacked) > most or not unpacking.eof:
        raise BadLogo("broken")


def _of_svg(content: bytes, alt: str) -> Logo:
    content = _DOCTYPE.sub(b"", content)
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise BadLogo("script", "ENTITY")
    try:
        root = ET.fromstring(content)  # noqa: S314 -- no entity is left in it, and it is short
    except (ET.ParseError, ValueError, LookupError) as exc:
        raise BadLogo("broken") from exc
    if root.tag != f"{{{_SVG}}}svg":
        raise BadLogo("kind")
    x, y, width, height = _view(root)
    shapes = sum(1 for one in root.iter() if _local(one) not in {"svg", "g", "defs"})
    if shapes > MOST_SHAPES:
        raise BadLogo("rich", str(shapes))
    names = {one.get("id"): f"logo-{n}" for n, one in enumerate(root.iter()) if one.get("id")}
    inside = "".join(_written(child, names, depth=0) for child in root)
    if not inside:
        raise BadLogo("broken")
    paint = _attributes(root, names, kept=_PAINT)
    drawn = f'<svg xmlns="{_SVG}" viewBox="{x:g} {y:g} {width:g} {height:g}"><g{paint}>{inside}</g></svg>'
    return Logo(drawn, _ratio(width, height), alt)


def _view(root: ET.Element) -> tuple[float, float, float, float]:
    told = root.get("viewBox", "").replace(",", " ").split()
    try:
        if len(told) == 4:
            x, y, width, height = (float(one) for one in told)
        else:
            sides = [_NUMBER.fullmatch(root.get(name, "")) for name in ("width", "height")]
            x, y = 0.0, 0.0
            width, height = (float(side[1]) if side else 0.0 for side in sides)
    except ValueError as exc:
        raise BadLogo("broken") from exc
    if not all(abs(one) < 1e6 for one in (x, y)) or not (0 < width < 1e6 and 0 < height < 1e6):
        raise BadLogo("side")
    return x, y, width, height


def _ratio(width: float, height: float) -> float:
    ratio = width / height
    if not 1 / SLIMMEST <= ratio <= SLIMMEST:
        raise BadLogo("shape")
    return ratio


_WHY = {
    "script": "script", "foreignObject": "script", "animate": "script", "set": "script", "style": "style", "text": "text",
    "image": "picture", "use": "link", "a": "link", "switch": "script",
}  # fmt: skip


def _local(element: ET.Element) -> str:
    tag = element.tag if isinstance(element.tag, str) else ""
    return tag.removeprefix(f"{{{_SVG}}}")


def _written(element: ET.Element, names: dict[str | None, str], *, depth: int) -> str:
    tag = _local(element)
    if tag in _SILENT or tag.startswith("{") or not tag:  # a note of the program that drew it
        return ""
    if tag not in _SHAPES or (tag == "svg"):
        raise BadLogo(_WHY.get(tag, "rich"), tag)
    if depth > 30:
        raise BadLogo("rich", tag)
    inside = "".join(_written(child, names, depth=depth + 1) for child in element)
    attributes = _attributes(element, names, kept=_PAINT | _PLACE)
    mark = f' id="{names[element.get("id")]}"' if element.get("id") else ""
    return f"<{tag}{mark}{attributes}>{inside}</{tag}>" if inside else f"<{tag}{mark}{attributes}/>"


def _attributes(element: ET.Element, names: dict[str | None, str], *, kept: frozenset[str]) -> str:
    told: dict[str, str] = {}
    for name, value in element.attrib.items():
        if name.lower().startswith("on"):
            raise BadLogo("script", name)
        if name in {"href", f"{{{_XLINK}}}href"}:
            raise BadLogo("link", name)
        if name == "class":
            raise BadLogo("style", name)
        if name == "style":
            told |= _styles(value)
        elif name in kept:
            told.setdefault(name, value)
    return "".join(f" {name}={quoteattr(_value(told[name], names))}" for name in sorted(told) if name in kept)


def _styles(style: str) -> dict[str, str]:
    pairs = (pair.partition(":") for pair in style.split(";"))
    return {name.strip(): value.strip() for name, _colon, value in pairs if name.strip() in _PAINT}


def _value(value: str, names: dict[str | None, str]) -> str:
    """References lead to shapes of the same drawing; nothing else leads anywhere."""
    known = _REFERENCE.sub(lambda found: f"url(#{names.get(found[1], 'none')})", value)
    if not _VALUE.fullmatch(known) or re.search(r"url\((?!#)|script|data:", known, re.IGNORECASE):
        raise BadLogo("link", value[:40])
    return known
