"""XLSX workbooks, every cell as the text that CSV would hold."""

import datetime as dt
import zipfile
from pathlib import Path

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from kernel.sheets.unreadable import Unreadable

MOST_UNPACKED = 300 * 1024 * 1024
MOST_COLUMNS = 200
WHOLE = 10**15  # beyond that a spreadsheet's number has lost its last digits

Value = float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta


def workbook_sheets(path: Path) -> list[tuple[str, list[tuple[int, list[str]]]]]:
    """(title, rows) of every sheet. Raises Unreadable: no workbook, or one that swells beyond 300 MB."""
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(info.file_size for info in archive.infolist())
    except (zipfile.BadZipFile, OSError) as exc:
        raise Unreadable("not_xlsx", _("This is not an XLSX workbook.")) from exc
    if unpacked > MOST_UNPACKED:
        raise Unreadable("too_large", _("The workbook is too large when unpacked."))
    try:
        book = CalamineWorkbook.from_path(path)
        return [(title, _rows(book, title)) for title in book.sheet_names]
    except (CalamineError, ValueError) as exc:
        raise Unreadable("not_xlsx", _("This is not an XLSX workbook.")) from exc


def _rows(book: CalamineWorkbook, title: str) -> list[tuple[int, list[str]]]:
    sheet = book.get_sheet_by_name(title)
    if sheet.width > MOST_COLUMNS:
        raise Unreadable("too_many_columns", _("A sheet has more than 200 columns."))
    rows = []
    for number, values in enumerate(sheet.to_python(skip_empty_area=False), start=1):
        cells = [as_text(value) for value in values]
        if any(cell.strip() for cell in cells):
            rows.append((number, cells))
    return rows


def as_text(value: Value) -> str:
    """`3.0` is "3", a date "2027-03-18", a time "08:30", a yes "yes"."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < WHOLE else repr(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(timespec="minutes")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    if isinstance(value, dt.timedelta):
        hours, rest = divmod(round(value.total_seconds() / 60), 60)
        return f"{hours:02d}:{rest:02d}"
    return str(value)
