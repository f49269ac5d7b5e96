"""An uploaded file as a source for `read_book`: a CSV, a workbook, or a ZIP of a folder of them. Nothing is trusted."""

import lzma
import re
import zipfile
import zlib
from collections.abc import Collection, Iterator
from io import BytesIO
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

from kernel.sheets.problems import Problems
from kernel.text import has_forbidden_characters

TABLES = (".csv", ".xlsx")
MOST_ENTRIES = 200
MOST_UNPACKED = 60 * 1024 * 1024
_LONGEST_NAME = 150  # bytes; a file system takes 255
_BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, RuntimeError, EOFError, OSError)


def unpack(name: str, content: bytes, folder: Path, subjects: Collection[str], problems: Problems) -> Path | None:
    """Writes the upload into the empty `folder` under names of ours; the path to read, or None when nothing can be.

    Of a ZIP only files called `<subject>.csv` or `<subject>.xlsx` are taken, wherever in it they lie, and at most 60 MB
    are unpacked; anything else in it becomes a problem, except what Finder and Office leave behind.
    """
    shown = plain_name(name)
    suffix = PurePosixPath(shown).suffix.lower()
    if suffix in TABLES:
        path = folder / shown
        path.write_bytes(content)
        return path
    if suffix != ".zip":
        problems.add(shown, 0, "", "no_table", _("Only CSV, XLSX and ZIP files are read."))
        return None
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            found = _unzip(archive, shown, folder, subjects, problems)
    except _BROKEN:
        problems.add(shown, 0, "", "not_zip", _("This is not a ZIP file, or it is damaged."))
        return None
    if not found and not problems:
        problems.add(shown, 0, "", "no_files", _("There is no CSV or XLSX file in it."))
    return folder if found else None


def plain_name(name: str) -> str:
    """The last part of a name, fit for a file and for a report; `upload.csv` when it is fit for neither."""
    last = re.split(r"[/\\:]", name)[-1].strip()
    if not last or last[0] in ".~_" or has_forbidden_characters(last) or len(last.encode()) > _LONGEST_NAME:
        return f"upload{PurePosixPath(last).suffix.lower()[:8]}" if last.isprintable() else "upload"
    return last


def _unzip(
    archive: zipfile.ZipFile, shown: str, folder: Path, subjects: Collection[str], problems: Problems
) -> set[str]:
    """The names written."""
    entries = [entry for entry in archive.infolist() if not entry.is_dir() and not _is_debris(entry.filename)]
    total = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_ENTRIES or total > MOST_UNPACKED:
        problems.add(shown, 0, "", "too_large", _("The ZIP file holds too much: at most 200 files and 60 MB are read."))
        return set()
    written: set[str] = set()
    for entry, name in _known(entries, subjects, problems):
        if name in written:
            problems.add(name, 0, "", "doubled_file", _("The ZIP file holds this file twice."))
            continue
        if entry.flag_bits & 1:
            problems.add(name, 0, "", "encrypted", _("The file is protected by a password."))
            continue
        try:
            data = archive.open(entry).read(entry.file_size + 1)
        except _BROKEN:
            problems.add(name, 0, "", "broken_file", _("The file in the ZIP file is damaged."))
            continue
        (folder / name).write_bytes(data)
        written.add(name)
    return written


def _known(
    entries: list[zipfile.ZipInfo], subjects: Collection[str], problems: Problems
) -> Iterator[tuple[zipfile.ZipInfo, str]]:
    """Each entry that is a table, with the name it is written under: one of ours, never its own path."""
    names = {f"{subject}{suffix}" for subject in subjects for suffix in TABLES}
    for entry in entries:
        parts = entry.filename.replace("\\", "/").split("/")
        name = parts[-1].lower()
        if ".." in parts or not parts[0] or ":" in parts[0]:
            problems.add(plain_name(name), 0, "", "bad_path", _("The path of this file leads out of the ZIP file."))
        elif name not in names:
            reason = _("No table is called “%(name)s”. Known tables: %(known)s.")
            known = ", ".join(sorted(subjects))
            problems.add(plain_name(name), 0, "", "unknown_table", reason % {"name": plain_name(name), "known": known})
        else:
            yield entry, name


def _is_debris(path: str) -> bool:
    """What Finder and Office leave in a folder."""
    parts = path.replace("\\", "/").split("/")
    return "__MACOSX" in parts or parts[-1].startswith((".", "~$")) or parts[-1].lower() in {"thumbs.db", "desktop.ini"}
