"""Money adds up within its currency, and with no other."""

import pytest

from kernel.money import Money


def test_only_money_of_one_currency_adds_up():
    assert Money(1_500_000) + Money(500_000) == Money(2_000_000)
    assert Money(1999, "USD") - Money(2999, "USD") == -Money(1000, "USD")
    for mixed in (lambda: Money(1) + Money(1, "USD"), lambda: Money(1, "USD") - Money(1)):
        with pytest.raises(ValueError, match="do not add up"):
            mixed()
