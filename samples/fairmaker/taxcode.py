"""Vietnamese tax codes (mã số thuế) with a true check digit, in a block nobody has been given.

Real serials of a province start at 0 and stand far below 9: `019...` and `239...` are ours alone.
"""

import random

WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)


def check_digit(nine: str) -> int | None:
    """The tenth digit, or None where the remainder gives ten: such a number is never issued."""
    digit = 10 - sum(w * int(d) for w, d in zip(WEIGHTS, nine, strict=True)) % 11
    return digit if digit < 10 else None


def is_valid(code: str) -> bool:
    head, _, branch = code.partition("-")
    if len(head) != 10 or not head.isdigit() or (branch and not (len(branch) == 3 and branch.isdigit())):
        return False
    return check_digit(head[:9]) == int(head[9])


class TaxCodes:
    """Hands out tax codes of a province, each once."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._given: set[str] = set()

    def next(self, province_digits: str) -> str:
        while True:
            nine = f"{province_digits}9{self._rng.randrange(10**6):06d}"
            digit = check_digit(nine)
            if digit is not None and nine not in self._given:
                self._given.add(nine)
                return f"{nine}{digit}"
