"""The workbooks we write, as two readers of other makes find them."""

import io

from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from kernel.sheets.workbook import Sheet
from kernel.sheets.workbook_writer import LONGEST, write_workbook

HEADER = ["Tên", "=Số", *(f"c{n}" for n in range(3, 30))]
ROWS = [
    ["Nguyễn <b> & \"Cơ khí\" 'A'", 3, "=1+1", "+84 912 345 678", "@x", "\t-1", "_x0041_"],
    [None, 2.5, "  hai\ndòng ", "", 1, -7],
    ["x" * 40_000, 10**12, "\x00\x0b\ud800\ufffe\uffffa\U0001f600", *[""] * 26],
]
READ = [
    ["Nguyễn <b> & \"Cơ khí\" 'A'", 3, "=1+1", "+84 912 345 678", "@x", "\t-1", "_x0041_"],
    [None, 2.5, "  hai\ndòng ", None, 1, -7],
    ["x" * LONGEST, 10**12, "a\U0001f600"],
]


def written():
    return write_workbook([Sheet("'Bản [a]: */?\\ số' " + "x" * 40, HEADER, iter(ROWS)), Sheet("[]", ["một"], [])])


def test_both_readers_find_what_was_written():
    book = load_workbook(io.BytesIO(written()))
    assert book.sheetnames == ["Bản a  số' xxxxxxxxxxxxxxxxxxxx", "1"]
    first, second = book.worksheets
    found = [[cell.value for cell in row] for row in first.rows]
    assert found[1][6] == "_x005F_x0041_"  # the one reader leaves to us what Excel and the other take back
    found[1][6] = "_x0041_"
    assert [found[0], *(row[: len(wanted)] for row, wanted in zip(found[1:], READ, strict=True))] == [HEADER, *READ]
    assert [value for row in found[1:] for value in row[7:] if value is not None] == []
    assert [[cell.value for cell in row] for row in second.rows] == [["một"]]

    other = CalamineWorkbook.from_filelike(io.BytesIO(written()))
    assert other.sheet_names == book.sheetnames
    read = other.get_sheet_by_index(0).to_python()
    assert read[0] == HEADER
    for row, wanted in zip(read[1:], READ, strict=True):
        assert row[: len(wanted)] == ["" if value is None else value for value in wanted]


def test_no_text_is_a_formula_and_the_header_is_bold_and_stays_in_view():
    sheet = load_workbook(io.BytesIO(written())).worksheets[0]
    cells = [cell for row in sheet.rows for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    like_one = {"B1", "C2", "D2", "E2", "F2"}
    assert {cell.coordinate for cell in cells if cell.quotePrefix} == like_one
    assert {cell.coordinate for cell in cells if cell.font.bold} == {cell.coordinate for cell in sheet[1]}
    assert sheet.freeze_panes == "A2"
    assert [sheet.column_dimensions[name].width for name in ("A", "B", "G", "AC")] == [60, 15, 9, 5]
