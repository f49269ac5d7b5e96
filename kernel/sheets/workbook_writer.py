"""Tables as an XLSX workbook: what people typed stays text, never a formula."""

import io
from collections.abc import Iterable
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from kernel.sheets.workbook import Sheet, Value

MOST_TITLE, WIDEST = 31, 60
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_workbook(sheets: Iterable[Sheet]) -> bytes:
    """The sheets in their order, header bold and kept in view, columns as wide as their words."""
    book = Workbook(write_only=True)
    for sheet in sheets:
        rows = [list(row) for row in sheet.rows]
        made: Any = book.create_sheet(_title(sheet.title))
        made.freeze_panes = "A2"
        for at, name in enumerate(sheet.header):
            longest = max([len(name), *(len(str(row[at])) for row in rows if at < len(row) and row[at] is not None)])
            made.column_dimensions[get_column_letter(at + 1)].width = min(WIDEST, longest + 2)
        bold = Font(bold=True)
        made.append([_cell(made, name, font=bold) for name in sheet.header])
        for row in rows:
            made.append([_cell(made, value) for value in row])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _cell(sheet: Any, value: Value, *, font: Font | None = None) -> Any:
    """A text that a program could take for a formula is marked as text twice: by its type and by the quote prefix."""
    if isinstance(value, str):
        value = ILLEGAL_CHARACTERS_RE.sub("", value)
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"
        if value.startswith(_STARTS_FORMULA):
            cell.quotePrefix = True
    if font is not None:
        cell.font = font
    return cell


def _title(text: str) -> str:
    return "".join(letter for letter in text if letter not in r"[]:*?/\\")[:MOST_TITLE]
