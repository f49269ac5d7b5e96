"""QR codes as matrices, SVG and PNG; what the text means is not known here.

The mask is fixed instead of searched: every decoder reads every mask, and the search costs five times the
rest (measured: 1.7 ms against 10 ms a token). The smallest version that holds the text at level M is taken,
then the highest error correction that does not enlarge it, so a printed code gets version 1 at level Q.
"""

import struct
import zlib
from dataclasses import dataclass
from functools import cached_property, lru_cache
from html import escape
from itertools import groupby
from typing import Any

from qrcode.constants import ERROR_CORRECT_H, ERROR_CORRECT_M, ERROR_CORRECT_Q
from qrcode.exceptions import DataOverflowError
from qrcode.main import QRCode
from qrcode.util import QRData

QUIET_ZONE = 4
_MASK = 2


class TooLong(ValueError):
    """No QR code holds this text at level M, or there is no text."""


@dataclass(frozen=True)
class Matrix:
    """A QR code without its quiet zone: `rows[y][x]` is true where it is dark. `level` is M, Q or H."""

    rows: tuple[tuple[bool, ...], ...]
    version: int
    level: str

    @property
    def size(self) -> int:
        """Modules along one side, without the quiet zone."""
        return len(self.rows)

    @cached_property
    def path(self) -> str:
        """SVG path data, one run of dark modules after another, one unit a module, quiet zone counted in."""
        runs: list[str] = []
        for y, row in enumerate(self.rows, QUIET_ZONE):
            x = QUIET_ZONE
            for dark, modules in groupby(row):
                length = len(tuple(modules))
                if dark:
                    runs.append(f"M{x} {y}h{length}v1h-{length}z")
                x += length
        return "".join(runs)


@lru_cache(maxsize=256)
def matrix(text: str) -> Matrix:
    """The QR code of `text`. Raises TooLong for no text or too much of it."""
    if not text:
        raise TooLong("there is no text")
    data = QRData(text.encode())
    code = _laid_out(data, ERROR_CORRECT_M, None)
    level = "M"
    for name, better in (("H", ERROR_CORRECT_H), ("Q", ERROR_CORRECT_Q)):
        try:
            code = _laid_out(data, better, code.version)
        except TooLong:
            continue
        level = name
        break
    code.makeImpl(test=False, mask_pattern=_MASK)
    rows = tuple(tuple(bool(module) for module in row) for row in code.modules)
    return Matrix(rows, int(code.version), level)


def svg(text: str, *, label: str = "") -> str:
    """A standalone SVG drawing, black on white with its quiet zone; `label` is what a screen reader says.

    An empty `label` marks it as decoration. No style attribute and no script, so it may stand inline under a
    strict content policy.
    """
    drawn = matrix(text)
    side = drawn.size + 2 * QUIET_ZONE
    spoken = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" {spoken}'
    paper = f'<path fill="#fff" d="M0 0h{side}v{side}h-{side}z"/>'
    return f'{head} shape-rendering="crispEdges">{paper}<path fill="#000" d="{drawn.path}"/></svg>'


def png(text: str, *, module_px: int = 8) -> bytes:
    """A black and white PNG with its quiet zone, `module_px` pixels a module (1 to 64, else ValueError)."""
    if not 1 <= module_px <= 64:
        raise ValueError("module_px is a number from 1 to 64")
    drawn = matrix(text)
    side = (drawn.size + 2 * QUIET_ZONE) * module_px
    blank = _scan_line((False,) * drawn.size, module_px, side)
    lines = [blank] * (QUIET_ZONE * module_px)
    for row in drawn.rows:
        lines += [_scan_line(row, module_px, side)] * module_px
    lines += [blank] * (QUIET_ZONE * module_px)
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)  # one bit a pixel, grey
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", header),
            _chunk(b"IDAT", zlib.compress(b"".join(lines), 9)),
            _chunk(b"IEND", b""),
        )
    )


def _laid_out(data: QRData, level: int, version: int | None) -> QRCode[Any]:
    """A code big enough for `data`, or exactly `version`. Raises TooLong when it does not fit."""
    code: QRCode[Any] = QRCode(version=version, error_correction=level, border=0, mask_pattern=_MASK)
    code.add_data(data, optimize=0)
    try:
        if version is None:
            code.best_fit(start=1)
        elif code.best_fit(start=version) != version:
            raise TooLong("does not fit this version")
    except (DataOverflowError, ValueError) as exc:
        raise TooLong("no QR code holds this text") from exc
    return code


def _scan_line(row: tuple[bool, ...], module_px: int, side: int) -> bytes:
    """One PNG line: filter byte, then pixels of one bit, white as 1."""
    quiet = "1" * (QUIET_ZONE * module_px)
    bits = quiet + "".join(("0" if dark else "1") * module_px for dark in row) + quiet
    length = (side + 7) // 8
    return b"\x00" + int(bits.ljust(length * 8, "0"), 2).to_bytes(length, "big")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
