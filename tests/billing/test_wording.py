"""The sentences of a price in three languages, and money as people write it."""

from decimal import Decimal

import pytest
from django.utils import translation

from billing import rules
from billing.rules import Firm, Line, Scheme, Space, Tariff, price_booth
from billing.wording import TITLES, area_text, line_sentence, line_title, money_text, vat_sentence
from kernel.money import Money

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("language", "money", "text"),
    [
        ("vi", Money(43_200_000), f"43.200.000{NBSP}₫"),
        ("en", Money(43_200_000), f"43,200,000{NBSP}₫"),
        ("ja", Money(-20_000_000), f"−20,000,000{NBSP}₫"),
        ("en", Money(123_456, "USD"), f"1,234.56{NBSP}$"),
        ("vi", Money(123_456, "EUR"), f"1.234,56{NBSP}€"),
        ("en", Money(5, "SGD"), f"0.05{NBSP}SGD"),
        ("ja", Money(900, "JPY"), f"900{NBSP}¥"),
    ],
)
def test_money_is_written_as_in_the_readers_country(language, money, text):
    with translation.override(language):
        assert money_text(money) == text


@pytest.mark.parametrize(
    ("language", "area", "text"),
    [("vi", 120_000, f"12{NBSP}m²"), ("vi", 135_000, f"13,5{NBSP}m²"), ("en", 90_050, f"9.005{NBSP}m²")],
)
def test_areas_are_as_exact_as_the_floor(language, area, text):
    with translation.override(language):
        assert area_text(area) == text


def lines(firm, *, open_sides=2, area_cm2=60_000, cap=5_000_000, percent=50):
    scheme = Scheme("HN50", "Hà Nội hỗ trợ", Decimal(percent), cap, ("Hà Nội",))
    tariff = Tariff(3_600_000, 9, Decimal(10), Decimal("12.5"), Decimal(20))
    return price_booth(
        Space("shell", area_cm2, open_sides),
        tariff,
        currency="VND",
        vat_percent=Decimal(8),
        schemes=[scheme],
        firm=firm,
    ).lines


def sentences(language, found):
    with translation.override(language):
        return [line_sentence(line, "VND").replace(NBSP, " ") for line in found]


def test_every_line_says_why_in_vietnamese():
    assert sentences("vi", lines(Firm("Hà Nội"))) == [
        "6 m², 3.600.000 ₫ mỗi m².",
        "Diện tích tính tiền tối thiểu là 9 m²; gian này có 6 m².",
        "Phụ thu 10% tiền thuê vì có 2 mặt thoáng.",
        "50% tiền gian, tối đa 5.000.000 ₫: đã đạt mức tối đa.",
    ]


def test_every_line_says_why_in_english():
    assert sentences("en", lines(Firm("Bắc Ninh"), open_sides=3)) == [
        "6 m² at 3,600,000 ₫ per m².",
        "The smallest area that is charged is 9 m²; this booth has 6 m².",
        "12.5% on the rent for 3 open sides.",
        "Not for your firm: only for firms seated in Hà Nội.",
    ]


def test_every_line_says_why_in_japanese():
    assert sentences("ja", lines(Firm("Hà Nội", frozenset({"HN50"})), open_sides=4, area_cm2=90_000)) == [
        "9 m²、1 m²あたり3,600,000 ₫。",
        "開放面4面につき、賃料に20%を加算。",
        "他の小間で利用済みです。助成は一社につき一回です。",
    ]


def test_support_within_its_cap_and_without_one():
    within = lines(Firm("Hà Nội"), open_sides=1, area_cm2=90_000, cap=20_000_000)
    assert sentences("en", within) == [
        "9 m² at 3,600,000 ₫ per m²; one open side, so no surcharge for the position.",
        "50% of the booth's price, at most 20,000,000 ₫.",
    ]
    assert sentences("en", lines(Firm("Hà Nội"), cap=None))[-1] == "50% of the booth's price."
    with translation.override("en"):
        assert [line_title(line) for line in within] == ["Booth rent", "Hà Nội hỗ trợ"]
        assert vat_sentence(16_200_000, "VND") == f"Reckoned on 16,200,000{NBSP}₫."


def test_every_reason_has_a_title():
    assert set(TITLES) == set(rules.REASONS)
    with translation.override("vi"):
        assert line_title(Line(rules.SUPPORT_USED, 0)) == "Hỗ trợ của Nhà nước"
