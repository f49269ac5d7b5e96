"""What one cell may hold: parsers from text to a typed value, each refusing with a sentence."""

import datetime as dt
import re
from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _

from kernel.text import clean_line, has_forbidden_characters

T = TypeVar("T")
Parser = Callable[[str], T]

LONGEST = 10_000
_FORMULA = re.compile(r"[=\t\r]|[+\-@](?![\d\s.,])")
_WHOLE = re.compile(r"-?\d{1,15}")
_DECIMAL = re.compile(r"-?\d{1,15}(\.\d{1,6})?")
_CLOCK = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)(:00)?")
_PHONE = re.compile(r"\+[1-9]\d{6,14}")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_YES, _NO = {"yes", "y", "1", "true", "có"}, {"no", "n", "0", "false", "không"}
_is_url = URLValidator(schemes=["http", "https"])


class BadCell(Exception):
    """Why a cell cannot be taken; `code` is stable, `reason` a sentence in the reader's language."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


def checked(raw: str) -> str:
    """The cell's text, NFC and trimmed. Refuses what no cell may hold."""
    if len(raw) > LONGEST:
        reason = _("The cell holds %(count)s characters; at most %(most)s are read.")
        raise BadCell("too_long", reason % {"count": len(raw), "most": LONGEST})
    if has_forbidden_characters(raw):
        raise BadCell("control_character", _("The cell holds a control or invisible character."))
    if _FORMULA.match(raw.lstrip(" ")):
        raise BadCell("formula", _("The cell begins like a formula. Put the value itself into it."))
    return clean_line(raw)


def text(longest: int) -> Parser[str]:
    def parse(value: str) -> str:
        if len(value) > longest:
            reason = _("The text has %(count)s characters; at most %(most)s fit.")
            raise BadCell("too_long", reason % {"count": len(value), "most": longest})
        return value

    return parse


def slug(longest: int) -> Parser[str]:
    def parse(value: str) -> str:
        if len(value) > longest or not _SLUG.fullmatch(value):
            reason = _("“%(value)s” is not a web name of small letters a-z, digits and hyphens, at most %(most)s long.")
            raise BadCell("slug", reason % {"value": value[:40], "most": longest})
        return value

    return parse


def whole(low: int = 0, high: int = 2_000_000_000) -> Parser[int]:
    def parse(value: str) -> int:
        if not _WHOLE.fullmatch(value):
            reason = _("“%(value)s” is not a whole number without separators.")
            raise BadCell("number", reason % {"value": value[:40]})
        return _within(int(value), low, high)

    return parse


def decimal(low: int = 0, high: int = 100) -> Parser[Decimal]:
    def parse(value: str) -> Decimal:
        return _within(_decimal(value), low, high)

    return parse


def centimetres(value: str) -> int:
    """Metres with a point, to the centimetre: "4.5" is 450."""
    length = _decimal(value) * 100
    if length != length.to_integral_value():
        raise BadCell("number", _("“%(value)s” is finer than a centimetre.") % {"value": value[:40]})
    return int(_within(length, 0, 1_000_000))


def day(value: str) -> dt.date:
    try:
        found = dt.date.fromisoformat(value)
    except ValueError:
        found = None
    if found is None or not 1900 <= found.year <= 2200:
        raise BadCell("date", _("“%(value)s” is not a date such as 2027-03-18.") % {"value": value[:40]})
    return found


def clock(value: str) -> int:
    """Minutes since midnight of a local time; "24:00" ends the day."""
    match = _CLOCK.fullmatch(value)
    minutes = int(match[1]) * 60 + int(match[2]) if match else 1441
    if minutes > 1440:
        raise BadCell("time", _("“%(value)s” is not a time such as 08:30.") % {"value": value[:40]})
    return minutes


def flag(value: str) -> bool:
    folded = value.casefold()
    if folded not in _YES | _NO:
        raise BadCell("yes_no", _("“%(value)s” is neither yes nor no.") % {"value": value[:40]})
    return folded in _YES


def one_of(choices: Iterable[str]) -> Parser[str]:
    known = list(choices)

    def parse(value: str) -> str:
        if value not in known:
            reason = _("“%(value)s” is not one of: %(known)s.")
            raise BadCell("choice", reason % {"value": value[:40], "known": ", ".join(known)})
        return value

    return parse


def many(item: Parser[T], most: int = 50) -> Parser[tuple[T, ...]]:
    """Values separated by semicolons, each once, in their order."""

    def parse(value: str) -> tuple[T, ...]:
        parts = list(dict.fromkeys(part.strip() for part in value.split(";") if part.strip()))
        if len(parts) > most:
            reason = _("The cell lists %(count)s values; at most %(most)s are read.")
            raise BadCell("too_many", reason % {"count": len(parts), "most": most})
        return tuple(item(part) for part in parts)

    return parse


def email(value: str) -> str:
    try:
        validate_email(value)
    except ValidationError:
        raise BadCell("email", _("“%(value)s” is not an e-mail address.") % {"value": value[:60]}) from None
    return text(254)(value.lower())


def web_address(value: str) -> str:
    try:
        _is_url(value)
    except ValidationError:
        raise BadCell("url", _("“%(value)s” is not a web address with https://.") % {"value": value[:60]}) from None
    return text(200)(value)


def phone(value: str) -> str:
    plain = re.sub(r"[\s().-]", "", value)
    if not _PHONE.fullmatch(plain):
        reason = _("“%(value)s” is not a telephone number with its country code, such as +84912345678.")
        raise BadCell("phone", reason % {"value": value[:40]})
    return plain


N = TypeVar("N", int, Decimal)


def _within(number: N, low: int, high: int) -> N:
    if not low <= number <= high:
        reason = _("%(value)s is not between %(low)s and %(high)s.")
        raise BadCell("range", reason % {"value": number, "low": low, "high": high})
    return number


def _decimal(value: str) -> Decimal:
    if not _DECIMAL.fullmatch(value):
        reason = _("“%(value)s” is not a number with a point.")
        raise BadCell("number", reason % {"value": value[:40]})
    try:
        return Decimal(value)
    except InvalidOperation:  # the pattern leaves nothing that Decimal refuses
        raise BadCell("number", _("“%(value)s” is not a number with a point.") % {"value": value[:40]}) from None
