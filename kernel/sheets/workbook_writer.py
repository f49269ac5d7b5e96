"""Tables as an XLSX workbook: what people typed stays text, never a formula."""

import io
import re
import sys
from collections.abc import Iterable
from typing import Any

from kernel.sheets.workbook import Sheet, Value

# openpyxl loads numpy where it is installed, for kinds of numbers that no cell here holds: eleven megabytes
sys.modules.setdefault("numpy", None)  # type: ignore[arg-type]  # None: an import says there is none

from openpyxl import Workbook  # noqa: E402
from openpyxl.cell import WriteOnlyCell  # noqa: E402
from openpyxl.styles import Font  # noqa: E402
from openpyxl.utils import get_column_letter  # noqa: E402

if sys.modules["numpy"] is None:
    del sys.modules["numpy"]

MOST_TITLE, WIDEST, LONGEST = 31, 60, 32_767
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_READ_AS_CODE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # what programs take for a character's number
_NOT_IN_A_TITLE = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


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
        value = _READ_AS_CODE.sub("_x005F_", _NOT_IN_XML.sub("", value)[:LONGEST])
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"
        if value.startswith(_STARTS_FORMULA):
            cell.quotePrefix = True
    if font is not None:
        cell.font = font
    return cell


def _title(text: str) -> str:
    return _NOT_IN_A_TITLE.sub("", _NOT_IN_XML.sub("", text)).strip("' ")[:MOST_TITLE].rstrip("' ") or "1"
