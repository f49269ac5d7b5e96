"""Decisions about firms and needs: values in, verdict out; no query, no clock."""

import re
from collections.abc import Iterable

from kernel.text import fold

_TAX_CODE = re.compile(r"(\d{10})(-\d{3})?")
_TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
_FOREIGN_CODE = re.compile(r"[A-Z0-9][A-Z0-9./-]{1,13}")


def normal_tax_code(typed: str) -> str:
    """The code as it is kept: no spaces or dots, a branch's three digits behind a hyphen (`0100109106-001`)."""
    code = re.sub(r"[\s.]", "", typed).upper()
    if re.fullmatch(r"\d{13}", code):
        return f"{code[:10]}-{code[10:]}"
    return code


def is_tax_code(code: str, *, country: str = "VN") -> bool:
    """A Vietnamese code has 10 digits, the last a check digit, and for a branch `-NNN` (Circular 105/2020/TT-BTC, art. 5).

    The check digit is 10 minus the weighted sum of the first nine, modulo 11. Codes of other countries are only
    held to a sane form: we do not know their rules.
    """
    if country != "VN":
        return bool(_FOREIGN_CODE.fullmatch(code))
    match = _TAX_CODE.fullmatch(code)
    if match is None:
        return False
    digits = [int(c) for c in match[1]]
    total = sum(digit * weight for digit, weight in zip(digits, _TAX_WEIGHTS, strict=False))
    return digits[9] == 10 - total % 11


def search_text(parts: Iterable[str]) -> str:
    """Folded words, each part once, in the order given; what `search_text` columns hold."""
    return " · ".join(dict.fromkeys(folded for part in parts if (folded := fold(part))))


def search_words(typed: str) -> list[str]:
    """The folded words of what somebody typed into the search box; at most eight count."""
    return fold(typed).split()[:8]
