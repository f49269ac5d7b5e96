"""Files that are wrong in every way: each fault is told with file, row, column and reason, and nothing is written."""

import zipfile
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from fairday.services.load_fair import load_fair
from kernel.sheets.problems import KEPT
from tests.imports.folders import (
    BUYER,
    MAKER,
    as_csv,
    everything,
    small_fair,
    tax_code,
    write_folder,
    write_workbook,
)

pytestmark = pytest.mark.django_db
WRONG_CHECK = MAKER[:9] + str((int(MAKER[9]) + 1) % 10)


def told(source):
    """(file, row, column, code) of every problem; asserts that nothing was written and nothing else was said."""
    before = everything()
    report = load_fair(source)
    assert everything() == before
    assert report.problem_count == len(report.problems) > 0
    assert all(problem.reason and "%(" not in problem.reason for problem in report.problems)
    return [(p.file, p.row, p.column, p.code) for p in report.problems]


CELLS = [
    ("fair", 0, "starts_on", "18/03/2027", "date"),
    ("fair", 0, "starts_on", "2027-02-30", "date"),
    ("fair", 0, "slug", "Hội chợ", "slug"),
    ("fair", 0, "name_vi", "", "empty"),
    ("fair", 0, "ends_on", "2027-03-01", "order"),
    ("fair", 0, "timezone", "Asia/Hanoi", "time_zone"),
    ("fair", 0, "bank_bin", "97041", "bank_bin"),
    ("days", 1, "opens_at", "8h30", "time"),
    ("days", 1, "opens_at", "24:30", "time"),
    ("days", 1, "closes_at", "08:30", "order"),
    ("days", 1, "date", "2027-03-20", "outside"),
    ("halls", 0, "width_m", "20,5", "number"),
    ("halls", 0, "width_m", "20.005", "number"),
    ("halls", 0, "depth_m", "0", "range"),
    ("hall_features", 0, "kind", "sofa", "choice"),
    ("hall_features", 1, "hall", "N9", "unknown_reference"),
    ("hall_features", 1, "x_m", "14", "outside_hall"),
    ("booths", 1, "number", "2.5", "number"),
    ("booths", 1, "number", "hai", "number"),
    ("booths", 1, "open_sides", "5", "range"),
    ("booths", 1, "hall", "N9", "unknown_reference"),
    ("booths", 1, "pavilion", "XX", "unknown_reference"),
    ("booths", 1, "code", "A01", "doubled_row"),
    ("booths", 1, "x_m", "2.99", "overlap"),
    ("booths", 2, "x_m", "17.01", "outside_hall"),
    ("booths", 2, "y_m", "8", "outside_hall"),
    ("price_rules", 0, "per_sqm", "3.000.000", "number"),
    ("price_rules", 0, "corner_percent", "-1", "range"),
    ("price_rules", 1, "kind", "shell", "doubled_row"),
    ("support_schemes", 0, "percent", "150", "range"),
    ("terms", 2, "code", "s45c", "doubled_row"),
    ("terms", 0, "kind", "colour", "choice"),
    ("companies", 0, "tax_code", WRONG_CHECK, "tax_code"),
    ("companies", 0, "tax_code", MAKER[1:], "tax_code"),
    ("companies", 3, "tax_code", MAKER, "doubled_row"),
    ("companies", 1, "phone", "0243 555 0001", "phone"),
    ("companies", 1, "email", "lienhe@", "email"),
    ("companies", 1, "industries", "automotive;rockets", "unknown_term"),
    ("companies", 1, "founded_year", "2009.5", "number"),
    ("companies", 1, "short_name", '=HYPERLINK("x")', "formula"),
    ("companies", 1, "short_name", "@SUM(A1)", "formula"),
    ("companies", 1, "short_name", "+cmd|' /C calc'!A0", "formula"),
    ("companies", 1, "short_name", "-cmd()", "formula"),
    ("companies", 1, "short_name", "Nhựa\u200b Gia Lâm", "control_character"),
    ("companies", 1, "short_name", "Nhựa\x00Gia Lâm", "control_character"),
    ("companies", 1, "legal_name", "x" * 100_000, "too_long"),
    ("companies", 1, "legal_name", "x" * 251, "too_long"),
    ("companies", 1, "export_markets", "JP;Germany", "country"),
    ("companies", 1, "industries", ";".join(f"i{n}" for n in range(51)), "too_many"),
    ("people", 0, "badge", "guest", "choice"),
    ("people", 0, "language", "fr", "choice"),
    ("capabilities", 0, "process", "magic", "unknown_term"),
    ("capabilities", 0, "materials", "s45c;cheese", "unknown_term"),
    ("capabilities", 0, "size_max_mm", "1", "order"),
    ("capabilities", 0, "tax_code", tax_code("019999999"), "unknown_reference"),
    ("certificates", 0, "standard", "iso-0000", "unknown_term"),
    ("certificates", 0, "expires_on", "2025-01-09", "order"),
    ("certificates", 0, "state", "perfect", "choice"),
    ("exhibitors", 0, "booth", "Z99", "unknown_reference"),
    ("exhibitors", 0, "booth", "A03", "booth_not_for_sale"),
    ("exhibitors", 0, "booking", "", "booking"),
    ("exhibitors", 1, "host", "", "host"),
    ("exhibitors", 1, "host", BUYER, "unknown_reference"),
    ("exhibitors", 2, "company", MAKER, "doubled_row"),
    ("buyers", 0, "hosted", "maybe", "yes_no"),
    ("needs", 0, "buyer", tax_code("019999999"), "unknown_reference"),
    ("needs", 0, "annual_quantity", "48k", "number"),
    ("workshops", 0, "ends_at", "09:30", "order"),
    ("workshops", 0, "date", "2027-04-18", "outside"),
    ("meeting_slots", 1, "starts_at", "09:10", "overlap"),
    ("meeting_tables", 0, "hall", "N9", "unknown_reference"),
    ("interpreters", 0, "languages", "vi-ko", "choice"),
    ("interpreters", 0, "languages", ";", "empty"),
    ("interpreters", 0, "days", "2027-03-25", "outside"),
    ("wishes", 0, "to_company", tax_code("019999999"), "unknown_reference"),
    ("wishes", 0, "to_company", BUYER, "same_company"),
    ("wishes", 0, "from_email", "nobody@x.example", "not_registered"),
    ("wishes", 0, "need", "N-0", "unknown_reference"),
    ("wishes", 0, "ends_at", "09:10", "outside"),
    ("wishes", 0, "priority", "4", "range"),
    ("wishes", 1, "to_company", MAKER, "contradiction"),
    ("gates", 0, "hall", "N9", "unknown_reference"),
    ("checkin_lists", 0, "roles", "visitor;king", "choice"),
    ("visitors", 1, "days", "2027-03-25", "outside"),
    ("visitors", 1, "interests", "magic", "unknown_term"),
    ("visitors", 1, "email", "LAN@khach.example", "doubled_row"),
]


@pytest.mark.parametrize("fault", CELLS, ids=lambda fault: " ".join(map(str, fault[:3])) + " " + fault[3][:20])
def test_a_bad_cell_gets_its_one_line(tmp_path, fault):
    subject, row, column, value, code = fault
    tables = small_fair()
    tables[subject][row][column] = value
    [(file, number, where, what)] = told(write_folder(tmp_path / "thu", tables))
    assert (file, number, what) == (f"{subject}.csv", row + 2, code)
    assert where == column or code in {"order", "doubled_row", "booking", "outside", "contradiction"}


def test_every_fault_is_told_at_once_and_no_bad_row_drags_others_along(tmp_path):
    tables = small_fair()
    tables["companies"][0]["phone"] = "nope"  # the firm of six other tables
    tables["halls"][0]["width_m"] = "wide"
    tables["terms"][0]["code"] = "CNC Turning"
    tables["needs"][0]["annual_quantity"] = "many"
    assert told(write_folder(tmp_path / "thu", tables)) == [
        ("companies.csv", 2, "phone", "phone"),
        ("halls.csv", 2, "width_m", "number"),
        ("needs.csv", 2, "annual_quantity", "number"),
        ("terms.csv", 2, "code", "slug"),
    ]


def test_two_faults_in_a_row_get_two_lines(tmp_path):
    tables = small_fair()
    tables["machines"][0] |= {"count": "0", "year": "now"}
    assert told(write_folder(tmp_path / "thu", tables)) == [
        ("machines.csv", 2, "count", "range"),
        ("machines.csv", 2, "year", "number"),
    ]


def test_a_list_whose_hours_do_not_lie_in_each_other_is_told_at_its_cell(tmp_path):
    tables = small_fair()
    (one,) = tables["checkin_lists"]
    tables["checkin_lists"] = [
        one | {"name_vi": name, "opens_at": "07:00", "closes_at": "18:00", "public_from": "08:30", "public_until": "17:00"} | change
        for name, change in (
            ("Ngày 1", {}), ("Ngày 2", {"closes_at": "07:00"}), ("Ngày 3", {"public_from": "06:59"}),
            ("Ngày 4", {"public_until": "08:30"}), ("Ngày 5", {"public_until": "18:01"}),
        )
    ]  # fmt: skip
    assert told(write_folder(tmp_path / "thu", tables)) == [
        ("checkin_lists.csv", 3, "closes_at", "order"),
        ("checkin_lists.csv", 4, "public_from", "order"),
        ("checkin_lists.csv", 5, "public_until", "order"),
        ("checkin_lists.csv", 6, "public_until", "order"),
    ]


def test_one_booth_for_two_firms_is_told(tmp_path):
    tables = small_fair()
    tables["exhibitors"][2] |= {"booth": "A01", "booking": "confirmed"}
    assert told(write_folder(tmp_path / "thu", tables)) == [("exhibitors.csv", 4, "booth", "doubled_row")]


def test_one_wish_told_twice_is_told_by_the_row_it_repeats(tmp_path):
    """Whoever of the two asks: it is one meeting."""
    tables = small_fair()
    wish = tables["wishes"][0]
    tables["wishes"].append(wish | {"from_company": wish["to_company"], "to_company": wish["from_company"]})
    assert told(write_folder(tmp_path / "thu", tables)) == [("wishes.csv", 4, "to_company", "doubled_row")]


def test_a_booth_another_firm_booked_meanwhile_is_told(tmp_path):
    tables = small_fair()
    folder = write_folder(tmp_path / "thu", tables)
    assert load_fair(folder).is_good
    tables["exhibitors"][0] |= {"booth": "", "booking": ""}
    tables["exhibitors"][2] |= {"booth": "A01", "booking": "confirmed"}
    assert told(write_folder(folder, tables)) == [("exhibitors.csv", 4, "booth", "booth_taken")]


def test_a_booth_without_a_price_is_told(tmp_path):
    tables = small_fair()
    tables["price_rules"] = tables["price_rules"][1:]
    assert told(write_folder(tmp_path / "thu", tables)) == [("exhibitors.csv", 2, "booth", "no_price")]


def test_fewer_seats_than_are_taken_are_told(tmp_path):
    from fairs.models import Workshop

    tables = small_fair()
    folder = write_folder(tmp_path / "thu", tables)
    assert load_fair(folder).is_good
    Workshop.objects.update(seats_taken=50)
    tables["workshops"][0]["seats"] = "49"
    assert told(write_folder(folder, tables)) == [("workshops.csv", 2, "seats", "seats_taken")]


def test_a_slot_before_those_that_are_here_is_told(tmp_path):
    tables = small_fair()
    folder = write_folder(tmp_path / "thu", tables)
    assert load_fair(folder).is_good
    tables["meeting_slots"] = [{"date": "2027-03-18", "starts_at": "08:40", "ends_at": "09:00"}]
    assert told(write_folder(folder, tables)) == [("meeting_slots.csv", 2, "starts_at", "slot_order")]


def test_headers_are_told_by_name(tmp_path):
    folder = write_folder(tmp_path / "thu", small_fair())
    (folder / "gates.csv").write_text("code,name_vi,hall,colour,hall\nA,Cổng A,N1,red,N1\n", encoding="utf-8")
    (folder / "buyers.csv").write_text("hosted\nyes\n", encoding="utf-8")
    assert told(folder) == [
        ("buyers.csv", 1, "company", "missing_column"),
        ("gates.csv", 1, "colour", "unknown_column"),
        ("gates.csv", 1, "hall", "doubled_column"),
    ]


def test_an_unreadable_table_is_told_once_not_by_every_reference_to_it(tmp_path):
    folder = write_folder(tmp_path / "thu", small_fair())
    (folder / "companies.csv").write_text("firm\nx\n", encoding="utf-8")
    (folder / "halls.csv").write_text("", encoding="utf-8")
    (folder / "terms.csv").write_bytes(b"\xff\xfe\x00")
    found = told(folder)
    assert {(file, code) for file, _row, _column, code in found} == {
        ("companies.csv", "unknown_column"),
        ("companies.csv", "missing_column"),
        ("halls.csv", "empty"),
        ("terms.csv", "not_utf8"),
    }


def raw(tmp_path, data):
    folder = write_folder(tmp_path / "thu", small_fair())
    (folder / "products.csv").write_bytes(data)
    return folder


GOOD_PRODUCTS = as_csv(small_fair()["products"])


@pytest.mark.parametrize(
    ("data", "row", "code"),
    [
        (f"tax_code,name_vi\n{MAKER},Tr\u00e9\n{MAKER},Caf\u00e9\n".encode("latin-1"), 2, "not_utf8"),
        (GOOD_PRODUCTS.encode("utf-16"), 0, "not_utf8"),
        (f'tax_code,name_vi\n{MAKER},"never closed\n'.encode(), 2, "broken_row"),
        (f'tax_code,name_vi\n{MAKER},"a"b\n'.encode(), 2, "broken_row"),
        (b"tax_code,name_vi\n" + MAKER.encode() + b"," + b"y" * 200_000 + b"\n", 2, "too_long"),
        (f"tax_code,name_vi\n{MAKER},Tr\u1ee5c,extra\n".encode(), 2, "extra_cells"),
        (b"", 0, "empty"),
        (f"tax_code,name_vi\n{MAKER},a\x00b\n".encode(), 2, "control_character"),
    ],
    ids=["latin-1", "utf-16", "open-quote", "stray-quote", "endless-cell", "extra-cell", "empty", "nul"],
)
def test_a_broken_file_is_told_with_its_row(tmp_path, data, row, code):
    [problem] = told(raw(tmp_path, data))
    assert (problem[0], problem[1], problem[3]) == ("products.csv", row, code)


def test_empty_lines_count_as_rows_and_are_no_rows(tmp_path):
    data = f"tax_code,name_vi,,\n\n,,\n{MAKER},\n".encode()  # nor is a column without a name a column
    assert told(raw(tmp_path, data)) == [("products.csv", 4, "name_vi", "empty")]


def test_too_large_a_file_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr("kernel.sheets.book.MOST_BYTES", 2000)
    folder = raw(tmp_path, b"x" * 2001)
    assert told(folder) == [("products.csv", 0, "", "too_large")]


def test_too_many_rows_are_told(tmp_path, monkeypatch):
    monkeypatch.setattr("kernel.sheets.book.MOST_ROWS", 5)
    assert ("terms.csv", 0, "", "too_many_rows") in told(write_folder(tmp_path / "thu", small_fair()))


def test_names_nobody_knows_and_doubled_tables_are_told(tmp_path):
    folder = write_folder(tmp_path / "thu", small_fair())
    (folder / "boths.csv").write_text("code\nA\n", encoding="utf-8")
    write_workbook(folder / "more.xlsx", {"gates": small_fair()["gates"], "Sheet2": [{"a": "1"}]})
    assert told(folder) == [
        ("boths.csv", 0, "", "unknown_table"),
        ("more.xlsx › Sheet2", 0, "", "unknown_table"),
        ("more.xlsx › gates", 0, "", "doubled_table"),
    ]


def test_what_is_no_workbook_is_told(tmp_path):
    path = tmp_path / "fair.xlsx"
    path.write_bytes(b"not a zip")
    assert (path.name, 0, "", "not_xlsx") in told(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("hello.txt", "hello")
    assert (path.name, 0, "", "not_xlsx") in told(path)


def test_a_swelling_workbook_is_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr("kernel.sheets.workbooks.MOST_UNPACKED", 1000)
    assert ("fair.xlsx", 0, "", "too_large") in told(write_workbook(tmp_path / "fair.xlsx", small_fair()))


def test_a_sheet_wider_than_any_table_is_not_read(tmp_path):
    wide = [{f"column {n}": "x" for n in range(201)}]
    assert ("fair.xlsx", 0, "", "too_many_columns") in told(write_workbook(tmp_path / "fair.xlsx", {"gates": wide}))


def test_a_workbook_tells_sheet_and_row(tmp_path):
    tables = small_fair()
    tables["booths"][1]["open_sides"] = "5"
    tables["companies"][0]["tax_code"] = WRONG_CHECK
    found = told(write_workbook(tmp_path / "fair.xlsx", tables))
    assert ("fair.xlsx › booths", 3, "open_sides", "range") in found
    assert ("fair.xlsx › companies", 2, "tax_code", "tax_code") in found


@pytest.mark.parametrize("name", ["nowhere", "fair.txt"])
def test_no_folder_and_no_file_is_told(tmp_path, name):
    (tmp_path / "fair.txt").write_text("x", encoding="utf-8")
    assert (name, 0, "", "no_files") in told(tmp_path / name)


def test_a_folder_without_tables_is_told(tmp_path):
    assert (tmp_path.name, 0, "", "no_files") in told(tmp_path)


def test_a_missing_or_doubled_fair_is_told_and_the_other_tables_are_still_read(tmp_path):
    tables = small_fair()
    del tables["fair"]
    tables["gates"][0]["name_vi"] = ""
    folder = write_folder(tmp_path / "thu", tables)
    assert told(folder) == [("fair", 0, "", "missing_table"), ("gates.csv", 2, "name_vi", "empty")]
    write_folder(folder, {"fair": small_fair()["fair"] * 2})
    assert told(folder) == [("fair.csv", 0, "", "one_row"), ("gates.csv", 2, "name_vi", "empty")]


@pytest.mark.parametrize(
    ("change", "column", "code"),
    [
        ({"role": "admin"}, "role", "role"),
        ({"organisation": MAKER}, "organisation", "organisation"),
        ({"password": ""}, "password", "empty"),
        ({"email": "owner"}, "email", "email"),
        ({"kind": "company", "role": "admin", "organisation": tax_code("019999999")}, "organisation", "unknown"),
    ],
)
def test_a_bad_log_in_is_told(tmp_path, change, column, code):
    tables = small_fair()
    tables["users"][0] |= change
    out = StringIO()
    before = everything()
    with pytest.raises(CommandError):
        call_command("fairs", "load", str(write_folder(tmp_path / "thu", tables)), "--with-demo-users", stdout=out)
    assert out.getvalue().startswith(f"users.csv, 2, {column}: ")
    assert len(out.getvalue().splitlines()) == 1
    assert everything() == before
    assert code


def test_two_hundred_problems_are_listed_and_the_rest_counted(tmp_path):
    tables = small_fair()
    tables["visitors"] = [tables["visitors"][0] | {"email": f"not an address {n}"} for n in range(KEPT + 30)]
    report = load_fair(write_folder(tmp_path / "thu", tables))
    assert (len(report.problems), report.problem_count) == (KEPT, KEPT + 30)
    assert everything()["fairs.Fair"] == []


def test_reasons_speak_the_readers_language(tmp_path):
    tables = small_fair()
    tables["booths"][1]["number"] = "hai"
    folder = write_folder(tmp_path / "thu", tables)
    for language, sentence in (
        ("vi", "“hai” không phải số nguyên viết liền, không có dấu phân cách."),
        ("ja", "「hai」は区切り記号のない整数ではありません。"),
    ):
        out = StringIO()
        with pytest.raises(CommandError):
            call_command("fairs", "load", str(folder), "--language", language, stdout=out)
        assert out.getvalue() == f"booths.csv, 3, number: {sentence}\n"
