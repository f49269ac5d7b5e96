"""Numbers, money, days and names as the three languages write them."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from kernel.money import Money
from web import wording

THURSDAY = dt.date(2026, 9, 24)


@pytest.mark.parametrize(
    ("money", "language", "written"),
    [
        (Money(15_822_000), "vi", "15.822.000\u00a0₫"),
        (Money(-20_000_000), "vi", "−20.000.000\u00a0₫"),
        (Money(0), "vi", "0\u00a0₫"),
        (Money(15_822_000), "en", "15,822,000\u00a0₫"),
        (Money(1999, "USD"), "vi", "19,99\u00a0US$"),
        (Money(1999, "USD"), "ja", "19.99\u00a0US$"),
        (Money(5000, "JPY"), "ja", "5,000\u00a0¥"),
    ],
)
def test_money_is_grouped_with_its_sign_after_a_no_break_space(money, language, written):
    assert wording.money(money, language) == written


@pytest.mark.parametrize(
    ("value", "language", "written"),
    [(0.005, "vi", "0,005"), (0.005, "en", "0.005"), (12.0, "vi", "12"), (1200.5, "vi", "1.200,5"), (-3.0, "vi", "−3")],
)
def test_a_measure_has_no_trailing_noughts(value, language, written):
    assert wording.plain_decimal(value, language) == written


@pytest.mark.parametrize(
    ("language", "day", "short", "full", "month"),
    [
        ("vi", "Thứ Năm, 24/9", "24/9", "24/09/2026", "09/2026"),
        ("en", "Thursday, 24 Sep", "24 Sep", "24 Sep 2026", "Sep 2026"),
        ("ja", "9月24日(木)", "9/24", "2026/09/24", "2026/09"),
    ],
)
def test_days_are_written_as_the_language_does(language, day, short, full, month):
    written = (
        wording.day(THURSDAY, language),
        wording.short_day(THURSDAY, language),
        wording.full_date(THURSDAY, language),
        wording.month(THURSDAY, language),
    )
    assert written == (day, short, full, month)


@pytest.mark.parametrize(
    ("first", "last", "written"),
    [
        (THURSDAY, dt.date(2026, 9, 26), "24–26/09/2026"),
        (THURSDAY, THURSDAY, "24/09/2026"),
        (dt.date(2026, 9, 30), dt.date(2026, 10, 2), "30/09/2026 – 02/10/2026"),
        (dt.date(2026, 12, 31), dt.date(2027, 1, 1), "31/12/2026 – 01/01/2027"),
    ],
)
def test_a_run_of_days_is_as_short_as_it_is_clear(first, last, written):
    assert wording.dates(first, last) == written


def test_times_are_local_to_the_fair():
    moment = dt.datetime(2026, 9, 24, 23, 30, tzinfo=dt.UTC)
    here = wording.local(moment, ZoneInfo("Asia/Ho_Chi_Minh"))
    assert (wording.hour(here), wording.day(here)) == ("06:30", "Thứ Sáu, 25/9")


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Công ty Cổ phần Cơ khí Chính xác và Thương mại Kỹ thuật Đông Anh - Chi nhánh Bắc Ninh", "ĐA"),
        ("Tanaka Kenji", "TK"),
        ("Denko", "DE"),
        ("Công ty", "CT"),
        ("", "?"),
    ],
)
def test_initials_are_of_the_name_not_of_the_kind_of_firm(name, letters):
    assert wording.initials(name) == letters


@pytest.mark.parametrize(
    ("code", "cut"),
    [("B12", ("B", "12")), ("T7", ("T", "7")), ("12", ("", "12")), ("A", ("A", "")), ("AB-03", ("AB", "03"))],
)
def test_an_address_is_cut_into_row_and_number(code, cut):
    assert wording.address(code) == cut
