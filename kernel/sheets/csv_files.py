"""CSV as people save it: UTF-8 with or without a mark, comma, semicolon or tab, quotes as in RFC 4180."""

import codecs
import csv
import io
import re

from django.utils.translation import gettext as _

from kernel.sheets.unreadable import Unreadable

_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+-]\d+")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def csv_rows(data: bytes) -> list[tuple[int, list[str]]]:
    """The rows that hold anything, numbered as a spreadsheet numbers them. Raises Unreadable."""
    text = _text(data)
    header, _newline, _rest = text.partition("\n")
    separator = max(",;\t", key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[tuple[int, list[str]]] = []
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if any(cell.strip() for cell in cells):
                rows.append((number, cells))
    except csv.Error as exc:
        if "field limit" in str(exc):
            raise Unreadable("too_long", _("A cell is far too long; is a quotation mark missing?"), number + 1) from exc
        reason = _("The row cannot be taken apart into cells; look at its quotation marks.")
        raise Unreadable("broken_row", reason, number + 1) from exc
    return rows


def as_text(cell: str) -> str:
    """For a file to be opened: what a program would take for a formula has a mark before it. A phone's +84 stays as it is."""
    return f"'{cell}" if cell.startswith(_STARTS_FORMULA) and not _NUMBER.fullmatch(cell) else cell


def _text(data: bytes) -> str:
    if data.startswith(_UTF16):
        raise Unreadable("not_utf8", _("The file is saved as UTF-16. Save it as “CSV UTF-8”."))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        row = data.count(b"\n", 0, exc.start) + 1
        raise Unreadable("not_utf8", _("This is not UTF-8 text. Save the file as “CSV UTF-8”."), row) from exc
