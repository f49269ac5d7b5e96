"""Tables as an XLSX workbook: what people typed stays text, never a formula.

Written here because the whole of it is a few lines of XML; a library for it loads 25 MB into each process that writes one.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

Value = str | int | float | None

MOST_TITLE, WIDEST, LONGEST = 31, 60, 32_767
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_READ_AS_CODE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # what programs take for a character's number
_NOT_IN_A_TITLE = re.compile(r"[\[\]:*?/\\\x00-\x1f]")

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_BOLD, _QUOTED = 1, 2  # what a style's number adds up from, in the order of _STYLES' cellXfs
_XF = '<xf numFmtId="0" fontId="{font}" fillId="0" borderId="0" xfId="0" applyFont="1" quotePrefix="{quoted}"/>'
_STYLES = (
    f'{_HEAD}<styleSheet {_MAIN}><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="4">'
    + "".join(_XF.format(font=font, quoted=quoted) for quoted in (0, 1) for font in (0, 1))
    + '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


@dataclass(frozen=True, slots=True)
class Sheet:
    title: str
    header: Sequence[str]
    rows: Iterable[Sequence[Value]]


def write_workbook(sheets: Iterable[Sheet]) -> bytes:
    """The sheets in their order, header bold and kept in view, columns as wide as their words."""
    written = io.BytesIO()
    titles: list[str] = []
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, sheet in enumerate(sheets, 1):
            titles.append(_title(sheet.title))
            archive.writestr(f"xl/worksheets/sheet{number}.xml", "".join(_sheet(sheet)))
        for name, text in _frame(titles).items():
            archive.writestr(name, text)
    return written.getvalue()


def _sheet(sheet: Sheet) -> Iterator[str]:
    rows = [list(row) for row in sheet.rows]
    yield (
        f'{_HEAD}<worksheet {_MAIN}><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>'
    )
    for at, name in enumerate(sheet.header):
        longest = max([len(name), *(len(str(row[at])) for row in rows if at < len(row) and row[at] is not None)])
        yield f'<col min="{at + 1}" max="{at + 1}" width="{min(WIDEST, longest + 2)}" customWidth="1"/>'
    yield '</cols><sheetData><row r="1">'
    yield from (_cell(f"{_column(at)}1", name, style=_BOLD) for at, name in enumerate(sheet.header))
    yield "</row>"
    for line, row in enumerate(rows, 2):
        yield f'<row r="{line}">'
        yield from (_cell(f"{_column(at)}{line}", value) for at, value in enumerate(row))
        yield "</row>"
    yield "</sheetData></worksheet>"


def _cell(place: str, value: Value, *, style: int = 0) -> str:
    """A text that a program could take for a formula is marked as text twice: by its type and by the quote prefix."""
    if value is None or value == "":
        return ""
    if not isinstance(value, str):
        return f'<c r="{place}" s="{style}"><v>{+value!r}</v></c>'
    text = _NOT_IN_XML.sub("", value)[:LONGEST]
    if text.startswith(_STARTS_FORMULA):
        style += _QUOTED
    text = _READ_AS_CODE.sub("_x005F_", text)
    kept = ' xml:space="preserve"' if text != text.strip() else ""
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t{kept}>{escape(text, quote=False)}</t></is></c>'


def _column(at: int) -> str:
    """A to Z, then AA."""
    before, letter = divmod(at, 26)
    return (_column(before - 1) if before else "") + chr(ord("A") + letter)


def _title(text: str) -> str:
    return _NOT_IN_A_TITLE.sub("", _NOT_IN_XML.sub("", text)).strip("' ")[:MOST_TITLE].rstrip("' ") or "1"


def _frame(titles: Sequence[str]) -> dict[str, str]:
    """Everything of a workbook that is not a sheet, by its name in the archive."""
    numbers = range(1, len(titles) + 1)
    sheets = "".join(
        f'<sheet name="{escape(title)}" sheetId="{number}" r:id="rId{number}"/>'
        for number, title in zip(numbers, titles, strict=True)
    )
    parts = [(f"rId{number}", "worksheet", f"worksheets/sheet{number}.xml") for number in numbers]
    kinds = [("workbook.xml", "sheet.main"), ("styles.xml", "styles")]
    kinds += [(target, kind) for _, kind, target in parts]
    overrides = "".join(f'<Override PartName="/xl/{name}" ContentType="{_TYPE}.{kind}+xml"/>' for name, kind in kinds)
    return {
        "xl/workbook.xml": f'{_HEAD}<workbook {_MAIN} xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations([*parts, ("rId0", "styles", "styles.xml")]),
        "xl/styles.xml": _STYLES,
        "_rels/.rels": _relations([("rId1", "officeDocument", "xl/workbook.xml")]),
        "[Content_Types].xml": (
            f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
            f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
        ),
    }


def _relations(parts: Iterable[tuple[str, str, str]]) -> str:
    listed = "".join(
        f'<Relationship Id="{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>' for number, kind, target in parts
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'
