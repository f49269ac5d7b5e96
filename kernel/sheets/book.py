"""A folder of CSV files, a folder of workbooks or one workbook, as sheets of plain text by subject."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from kernel.sheets.csv_files import csv_rows
from kernel.sheets.problems import Problems
from kernel.sheets.unreadable import Unreadable
from kernel.sheets.workbooks import workbook_sheets

MOST_BYTES = 50 * 1024 * 1024
MOST_ROWS = 100_000

Rows = list[tuple[int, list[str]]]  # (row number, cells); empty rows are left out


@dataclass(frozen=True, slots=True)
class Sheet:
    subject: str
    file: str  # how a person finds it: "booths.csv", or "fair.xlsx › booths"
    rows: Rows


@dataclass(slots=True)
class Book:
    """The sheets that could be read. `unreadable` names subjects that are there and could not."""

    sheets: dict[str, Sheet] = field(default_factory=dict)
    unreadable: set[str] = field(default_factory=set)


def read_book(source: Path, subjects: Collection[str], problems: Problems) -> Book:
    """Reads what stands in `source`; a file that cannot be read, a name nobody knows and a doubled one become problems."""
    book = Book()
    for name, path in _files(source, problems):
        subject = path.stem.lower()
        if path.stat().st_size > MOST_BYTES:
            problems.add(name, 0, "", "too_large", _("The file is larger than 50 MB."))
            book.unreadable.add(subject)
            continue
        try:
            if path.suffix.lower() == ".csv":
                _keep(book, subjects, problems, Sheet(subject, name, csv_rows(path.read_bytes())))
            else:
                sheets = workbook_sheets(path)
                for title, rows in sheets:
                    its = title.strip().lower()
                    if len(sheets) == 1 and its not in subjects and subject in subjects:
                        its = subject  # booths.xlsx with its one sheet called "Sheet1"
                    if not its.startswith("_"):
                        _keep(book, subjects, problems, Sheet(its, f"{name} › {title}", rows))
        except Unreadable as exc:
            problems.add(name, exc.row, "", exc.code, exc.reason)
            book.unreadable |= {subject} if subject in subjects else set(subjects)
    return book


def _files(source: Path, problems: Problems) -> Iterator[tuple[str, Path]]:
    if source.is_dir():
        found = sorted(p for p in source.iterdir() if p.suffix.lower() in {".csv", ".xlsx"} and p.name[0] not in "._~")
        if not found:
            problems.add(source.name, 0, "", "no_files", _("There is no CSV or XLSX file in this folder."))
        yield from ((path.name, path) for path in found)
    elif source.is_file() and source.suffix.lower() in {".csv", ".xlsx"}:
        yield source.name, source
    else:
        reason = _("This is neither a folder nor a CSV or XLSX file.")
        problems.add(source.name, 0, "", "no_files", reason)


def _keep(book: Book, subjects: Collection[str], problems: Problems, sheet: Sheet) -> None:
    if sheet.subject not in subjects:
        reason = _("No table is called “%(name)s”. Known tables: %(known)s.")
        known = ", ".join(sorted(subjects))
        problems.add(sheet.file, 0, "", "unknown_table", reason % {"name": sheet.subject, "known": known})
    elif sheet.subject in book.sheets:
        reason = _("The table “%(name)s” is also in %(other)s.")
        other = book.sheets[sheet.subject].file
        problems.add(sheet.file, 0, "", "doubled_table", reason % {"name": sheet.subject, "other": other})
    elif len(sheet.rows) > MOST_ROWS:
        problems.add(sheet.file, 0, "", "too_many_rows", _("The table has more than 100,000 rows."))
        book.unreadable.add(sheet.subject)
    else:
        book.sheets[sheet.subject] = sheet
