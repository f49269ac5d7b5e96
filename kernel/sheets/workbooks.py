"""XLSX workbooks, every cell as the text that CSV would hold."""

import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from django.utils.translation import gettext as _

from kernel.sheets import workbook_reader
from kernel.sheets.unreadable import Unreadable

MOST_UNPACKED = 300 * 1024 * 1024
MOST_SECONDS = 60


def workbook_sheets(path: Path) -> list[tuple[str, list[tuple[int, list[str]]]]]:
    """(title, rows) of every sheet. Raises Unreadable: no workbook, or one that swells beyond what a fair needs."""
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(info.file_size for info in archive.infolist())
    except (zipfile.BadZipFile, OSError) as exc:
        raise Unreadable("not_xlsx", _("This is not an XLSX workbook.")) from exc
    if unpacked > MOST_UNPACKED:
        raise Unreadable("too_large", _("The workbook is too large when unpacked."))
    with tempfile.TemporaryFile() as written:
        ended = _read_apart(path, written.fileno())
        if ended == workbook_reader.NOT_XLSX:
            raise Unreadable("not_xlsx", _("This is not an XLSX workbook."))
        if ended == workbook_reader.TOO_MANY_COLUMNS:
            raise Unreadable("too_many_columns", _("A sheet has more than 200 columns."))
        if ended != 0:
            raise Unreadable("too_large", _("The workbook is too large when unpacked."))
        written.seek(0)
        return [_sheet(line) for line in written]


def _read_apart(path: Path, to: int) -> int:
    """How the reading process ended. `-I`: nothing of its environment or folder reaches it."""
    words = [sys.executable, "-I", workbook_reader.__file__, str(path.resolve())]
    try:
        done = subprocess.run(
            words, stdin=subprocess.DEVNULL, stdout=to, stderr=subprocess.DEVNULL, timeout=MOST_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return -1
    return done.returncode


def _sheet(line: bytes) -> tuple[str, list[tuple[int, list[str]]]]:
    title, rows = json.loads(line)
    kept = [(number, cells) for number, cells in rows if any(cell.strip() for cell in cells)]
    return title, kept
