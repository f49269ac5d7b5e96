"""Prices: each line and its reason, the rounding, and that everything adds up whatever the numbers."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.rules import GRANTED_SUPPORT, REASONS, Firm, Line, Scheme, Space, Tariff, plain, price_booth, used_support

TARIFF = Tariff(
    per_sqm=3_600_000,
    minimum_sqm=9,
    corner_percent=Decimal(10),
    peninsula_percent=Decimal("12.5"),
    island_percent=Decimal(20),
)
HANOI = Scheme(code="HN50", name="Hà Nội hỗ trợ", percent=Decimal(50), cap=20_000_000, provinces=("Hà Nội",))
EIGHT = Decimal("8.00")


def price(area_cm2=90_000, open_sides=1, *, tariff=TARIFF, vat=EIGHT, **kwargs):
    return price_booth(
        Space(kind="shell", area_cm2=area_cm2, open_sides=open_sides), tariff, currency="VND", vat_percent=vat, **kwargs
    )


def amounts(priced):
    return [(line.reason, line.amount) for line in priced.lines]


def test_price_of_the_mockup_booth():
    """G04: 12 m², one open side, a firm of Hanoi: 43.2 million, 20 of support, 8 % VAT on 23.2."""
    priced = price(120_000, schemes=[HANOI], firm=Firm("Hà Nội"))
    assert amounts(priced) == [("rent", 43_200_000), ("support_capped", -20_000_000)]
    assert (priced.net, priced.vat, priced.total) == (23_200_000, 1_856_000, 25_056_000)
    assert priced.lines[1].facts == {
        "scheme": "HN50",
        "name": "Hà Nội hỗ trợ",
        "percent": "50",
        "provinces": "Hà Nội",
        "cap": 20_000_000,
        "base": 43_200_000,
    }


@pytest.mark.parametrize(
    ("open_sides", "lines"),
    [
        (1, [("rent", 32_400_000)]),
        (2, [("rent", 32_400_000), ("corner", 3_240_000)]),
        (3, [("rent", 32_400_000), ("peninsula", 4_050_000)]),
        (4, [("rent", 32_400_000), ("island", 6_480_000)]),
    ],
)
def test_open_sides_pay_their_surcharge(open_sides, lines):
    priced = price(open_sides=open_sides)
    assert amounts(priced) == lines
    assert priced.net == sum(amount for _, amount in lines)


def test_small_booth_pays_the_minimum_and_the_surcharge_on_it():
    priced = price(60_000, 2)
    assert amounts(priced) == [("rent", 21_600_000), ("minimum_area", 10_800_000), ("corner", 3_240_000)]
    assert priced.lines[1].facts == {"minimum_sqm": 9, "area_cm2": 60_000, "per_sqm": 3_600_000}


@pytest.mark.parametrize(
    ("per_sqm", "area_cm2", "rent"),
    [(1, 5_000, 1), (1, 4_999, 0), (3, 5_000, 2), (3_333_333, 12_345, 4_115_000), (3_600_000, 105_000, 37_800_000)],
)
def test_rent_rounds_half_up_to_the_whole_minor_unit(per_sqm, area_cm2, rent):
    assert price(area_cm2, tariff=Tariff(per_sqm=per_sqm)).lines[0].amount == rent


@pytest.mark.parametrize(("net", "vat"), [(6, 0), (7, 1), (19, 2), (18, 1), (6_250_000, 500_000)])
def test_vat_rounds_half_up_once_on_the_net(net, vat):
    priced = price(10_000, tariff=Tariff(per_sqm=net))
    assert (priced.net, priced.vat, priced.total) == (net, vat, net + vat)


@pytest.mark.parametrize(
    ("firm", "lines"),
    [
        (None, [("rent", 32_400_000)]),
        (Firm("Hà Nội"), [("rent", 32_400_000), ("support", -16_200_000)]),
        (Firm("Bắc Ninh"), [("rent", 32_400_000), ("support_elsewhere", 0)]),
        (Firm("Hà Nội", frozenset({"HN50"})), [("rent", 32_400_000), ("support_used", 0)]),
    ],
)
def test_support_depends_on_who_rents(firm, lines):
    assert amounts(price(schemes=[HANOI], firm=firm)) == lines


def test_of_two_schemes_the_better_one_pays_and_only_that():
    small = Scheme(code="A10", name="A", percent=Decimal(10), cap=None)
    twin = Scheme(code="HN51", name="B", percent=Decimal(50), cap=None)
    for schemes in ([small, HANOI, twin], [twin, small, HANOI]):
        priced = price(schemes=schemes, firm=Firm("Hà Nội"))
        assert amounts(priced) == [("rent", 32_400_000), ("support", -16_200_000)]
        assert priced.lines[1].facts["scheme"] == "HN50"


def test_used_support_names_only_what_paid():
    lines = [Line("support", -1, {"scheme": "A"}), Line("support_elsewhere", 0, {"scheme": "B"}), Line("rent", 9, {})]
    assert used_support(lines) == {"A"}


@pytest.mark.parametrize(("given_percent", "text"), [("8.00", "8"), ("7.50", "7.5"), ("0", "0"), ("100.00", "100")])
def test_percentages_are_written_without_idle_zeros(given_percent, text):
    assert plain(Decimal(given_percent)) == text


percents = st.decimals(min_value=0, max_value=100, places=2)


@given(
    space=st.builds(Space, kind=st.just("raw"), area_cm2=st.integers(1, 10_000_000), open_sides=st.integers(1, 4)),
    tariff=st.builds(
        Tariff,
        per_sqm=st.integers(0, 10**9),
        minimum_sqm=st.integers(0, 100),
        corner_percent=percents,
        peninsula_percent=percents,
        island_percent=percents,
    ),
    vat=percents,
    percent=st.decimals(min_value="0.01", max_value=100, places=2),
    cap=st.none() | st.integers(0, 10**10),
    used=st.booleans(),
)
def test_whatever_the_numbers_the_price_adds_up(*, space, tariff, vat, percent, cap, used):
    scheme = Scheme(code="S", name="S", percent=percent, cap=cap)
    firm = Firm("Hà Nội", frozenset({"S"}) if used else frozenset())
    priced = price_booth(space, tariff, currency="VND", vat_percent=vat, schemes=[scheme], firm=firm)
    assert sum(line.amount for line in priced.lines) == priced.net
    assert priced.net + priced.vat == priced.total
    assert priced.net >= 0
    assert {line.reason for line in priced.lines} <= set(REASONS)
    paid = -sum(line.amount for line in priced.lines if line.reason in GRANTED_SUPPORT)
    assert paid <= (cap if cap is not None else priced.net + paid)
    assert paid == 0 or not used
