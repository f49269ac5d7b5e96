"""A factory's list of people as it is pasted or saved: what stands in each line, whatever order its cells have. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from kernel.phones import normal_phone
from kernel.text import clean_line, fold, has_forbidden_characters

LONGEST_NAME = 200
NAME_HEADINGS = frozenset({"ho ten", "ho va ten", "ten", "name", "full name", "氏名", "名前"})
HEADINGS = NAME_HEADINGS | {"stt", "tt", "no", "so dien thoai", "dien thoai", "phone", "email", "e-mail", "電話番号"}
_SEPARATORS = re.compile(r"[;,\t]")
_NUMBER_AT_END = re.compile(r"^(?P<name>.*?\D)\s*(?P<phone>\+?\d[\d .()-]{6,}\d)$")
_ORDINAL = re.compile(r"^\d{1,4}[.)]?$")
_DIGITS = re.compile(r"\d")
_ADDRESS = re.compile(r"://|\bwww\.", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    full_name: str
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Wrong:
    """A line nobody can be made of, as it stands there, and why."""

    number: int
    text: str
    why: str


@dataclass(slots=True)
class GuestList:
    lines: list[Line] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)


def read_list(rows: Sequence[tuple[int, Sequence[str]]]) -> GuestList:
    """Numbers of lines, headings and further columns are passed over. The name is the cell under its heading; where there
    are no headings, the first cell that is nothing else."""
    found = GuestList()
    name_at: int | None = None
    for at, (number, raw) in enumerate(rows):
        cells = _cells(raw)
        if at == 0 and any(fold(cell) in HEADINGS for cell in cells):
            name_at = next((n for n, cell in enumerate(cells) if fold(cell) in NAME_HEADINGS), None)
            continue
        try:
            found.lines.append(_line(number, cells, name_at))
        except ValueError as wrong:
            found.wrong.append(Wrong(number, "; ".join(cells)[:LONGEST_NAME], str(wrong)))
    return found


def _cells(raw: Sequence[str]) -> list[str]:
    cells = list(raw) if len(raw) > 1 else _SEPARATORS.split(raw[0])
    if len(cells) == 1 and (ends := _NUMBER_AT_END.match(cells[0].strip())):
        cells = [ends["name"], ends["phone"]]
    return [clean_line(cell) for cell in cells]


def _line(number: int, cells: Sequence[str], name_at: int | None) -> Line:
    """Raises ValueError with the reason."""
    name = phone = email = ""
    for at, cell in enumerate(cells):
        if not cell:
            continue
        if has_forbidden_characters(cell):
            raise ValueError(_("There is a character in it that cannot be read."))
        if "@" in cell:
            email = email or _email(cell)
        elif at == 0 and _ORDINAL.match(cell):
            continue
        elif len(_DIGITS.findall(cell)) >= len(cell) / 2:
            phone = phone or _phone(cell)
        elif name_at in {None, at}:
            name = name or cell
    if not name:
        raise ValueError(_("There is no name in it."))
    if len(name) > LONGEST_NAME or _ADDRESS.search(name):
        raise ValueError(_("This is no name."))
    return Line(number, name, phone, email)


def _email(cell: str) -> str:
    try:
        validate_email(cell)
    except ValidationError as exc:
        raise ValueError(_("This is no e-mail address: %(text)s") % {"text": cell[:80]}) from exc
    return cell


def _phone(cell: str) -> str:
    number = normal_phone(cell)
    if number is None:
        raise ValueError(_("This is no phone number: %(text)s") % {"text": cell[:80]})
    return number
