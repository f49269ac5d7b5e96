"""What the reading process says of a workbook; here in the tests' own process, its limits only noted."""

import datetime as dt
import json
import resource

import openpyxl
import pytest

from kernel.sheets import workbook_reader as reader


@pytest.fixture
def limits(monkeypatch):
    noted = {}
    monkeypatch.setattr(resource, "setrlimit", lambda what, most: noted.update({what: most}))
    return noted


@pytest.fixture
def book(tmp_path):
    def written(*rows):
        made = openpyxl.Workbook()
        made.active.title = "Gian hàng"
        for row in rows:
            made.active.append(row)
        path = tmp_path / "book.xlsx"
        made.save(path)
        return str(path)

    return written


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("B12 ", "B12 "),
        (3.0, "3"),
        (2.5, "2.5"),
        (1e15, "1000000000000000.0"),  # its last digits may be lost already, so nothing is made nicer
        (True, "yes"),
        (False, "no"),
        (dt.date(2027, 3, 18), "2027-03-18"),
        (dt.datetime(2027, 3, 18), "2027-03-18"),  # noqa: DTZ001 -- a spreadsheet knows no zone
        (dt.datetime(2027, 3, 18, 8, 30), "2027-03-18T08:30"),  # noqa: DTZ001
        (dt.time(8, 30), "08:30"),
        (dt.timedelta(hours=25, minutes=5), "25:05"),
    ],
)
def test_a_cell_is_the_text_a_csv_file_would_hold(value, text):
    assert reader.as_text(value) == text


def test_rows_come_with_the_numbers_the_spreadsheet_shows_and_empty_ones_not_at_all(limits, book, capsys):
    assert reader.main(book(["code", "area"], [], ["B12", 9])) == 0
    assert json.loads(capsys.readouterr().out) == ["Gian hàng", [[1, ["code", "area"]], [3, ["B12", "9"]]]]
    assert set(limits) == {resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE, resource.RLIMIT_CORE}
    assert limits[resource.RLIMIT_AS] == (reader.MOST_MEMORY, reader.MOST_MEMORY)


def test_too_many_columns_and_no_workbook_have_ends_of_their_own(limits, book, tmp_path):
    assert reader.main(book(["x"] * (reader.MOST_COLUMNS + 1))) == reader.TOO_MANY_COLUMNS
    (tmp_path / "text.xlsx").write_text("code,area")
    assert reader.main(str(tmp_path / "text.xlsx")) == reader.NOT_XLSX
