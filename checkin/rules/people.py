"""What a guard typed to find somebody: words of a name or a company, or the end of a telephone number. Pure."""

from dataclasses import dataclass

from kernel.phones import last_digits
from kernel.text import fold

FEWEST_DIGITS = 4
FEWEST_LETTERS = 2
MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class Wanted:
    """Exactly one of `words` (folded) and `digits`; neither when too little was typed to look for."""

    words: tuple[str, ...] = ()
    digits: str = ""


def read_wanted(typed: str) -> Wanted:
    digits = last_digits(typed)
    if digits:
        return Wanted(digits=digits if len(digits) >= FEWEST_DIGITS else "")
    words = tuple(fold(typed).split()[:MOST_WORDS])
    return Wanted(words=words if sum(map(len, words)) >= FEWEST_LETTERS else ())
