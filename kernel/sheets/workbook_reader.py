"""Reads one workbook in a process of its own, with little memory and time: `python workbook_reader.py book.xlsx`.

A crafted workbook of two kilobytes can ask for half a terabyte, and the library then ends its process. So the process
is this one, and the caller hears that the book cannot be read. Nothing of the house is imported here.
"""

import datetime as dt
import json
import resource
import sys

MOST_MEMORY = 1024 * 1024 * 1024
MOST_SECONDS = 20
MOST_WRITTEN = 200 * 1024 * 1024
MOST_COLUMNS = 200
WHOLE = 10**15  # beyond that a spreadsheet's number has lost its last digits

NOT_XLSX, TOO_MANY_COLUMNS = 3, 4  # how the process ends; 0 is good, anything else is a book too large

Value = float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta


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


def main(path: str) -> int:
    """Writes one line of JSON a sheet: its title and its rows that hold anything, numbered as the spreadsheet shows them."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_WRITTEN, MOST_WRITTEN))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415 -- only under the limits

    try:
        book = CalamineWorkbook.from_path(path)
        for title in book.sheet_names:
            sheet = book.get_sheet_by_name(title)
            if sheet.width > MOST_COLUMNS:
                return TOO_MANY_COLUMNS
            rows = [
                (number, [as_text(value) for value in values])
                for number, values in enumerate(sheet.to_python(skip_empty_area=False), start=1)
                if any(value not in {"", None} for value in values)
            ]
            sys.stdout.write(json.dumps([title, rows]) + "\n")
    except (CalamineError, ValueError):
        return NOT_XLSX
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
