"""Prices of a fair as its rows say."""

import pytest
from django.utils import translation

from billing.errors import NoPrice
from billing.models import PriceRule
from billing.queries.prices import price_list, schemes_of
from tests.factories.fair import make_booths, make_fair, make_hall, make_support

pytestmark = pytest.mark.django_db


def test_kind_without_a_price_has_none(django_assert_num_queries):
    fair = make_fair()
    booth = make_booths(make_hall(fair), 1, kind="raw")[0]
    with django_assert_num_queries(1):
        prices = price_list(fair)
        assert prices.list_price("raw", 90_000, 1).net == 26_100_000
        assert prices.list_price("raw", 90_000, 1) is prices.list_price("raw", 90_000, 1)
    PriceRule.objects.filter(kind="raw").delete()
    prices = price_list(fair)
    assert prices.list_price("raw", 90_000, 1) is None
    with pytest.raises(NoPrice):
        prices.price(booth)


@pytest.mark.parametrize(
    ("language", "name"), [("vi", "Hà Nội hỗ trợ"), ("en", "Hanoi pays half"), ("ja", "Hà Nội hỗ trợ")]
)
def test_scheme_is_named_in_the_readers_language_where_it_can_be(language, name):
    fair = make_fair()
    make_support(fair, name_en="Hanoi pays half")
    with translation.override(language):
        assert [(scheme.code, scheme.name) for scheme in schemes_of(fair)] == [("HN50", name)]
