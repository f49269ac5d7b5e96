"""Money: integer minor units and an ISO 4217 code. The dong has no minor unit, so one unit is one dong."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

MINOR_DIGITS = {"VND": 0, "JPY": 0, "KRW": 0, "USD": 2, "EUR": 2}


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """`amount` in minor units of `currency`; only equal currencies add up."""

    amount: int
    currency: str = "VND"

    def __add__(self, other: "Money") -> "Money":
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.amount - self._same(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.amount, self.currency)

    def _same(self, other: "Money") -> int:
        if other.currency != self.currency:
            msg = f"{self.currency} and {other.currency} do not add up"
            raise ValueError(msg)
        return other.amount

    def percent(self, percent: Decimal | int) -> "Money":
        return Money(round_half_up(Decimal(self.amount) * Decimal(percent) / 100), self.currency)


def round_half_up(value: Decimal) -> int:
    """To the whole minor unit, halves up: the rounding rule of Decree 174/2016/NĐ-CP, article 4."""
    return int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))
