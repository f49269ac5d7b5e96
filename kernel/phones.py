"""Telephone numbers of the whole world, kept as E.164; one without `+` is a number of Vietnam."""

import re

import phonenumbers

HOME_REGION = "VN"
_SEPARATORS = re.compile(r"[\s().\-/+]")
_HOME_PREFIX = "84"
_HOME_LENGTH = 9  # of a number of Vietnam behind its 0 or +84


def normal_phone(typed: str) -> str | None:
    """`0912 345 678` is `+84912345678`; None for what can be no number."""
    try:
        number = phonenumbers.parse(typed, HOME_REGION)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def last_digits(typed: str) -> str:
    """The digits that end the number however it was kept, of a whole number or of its end: "" for any other text."""
    digits = _SEPARATORS.sub("", typed.replace("(0)", ""))
    if not digits.isascii() or not digits.isdigit():
        return ""
    if digits.startswith(_HOME_PREFIX) and len(digits) == len(_HOME_PREFIX) + _HOME_LENGTH:
        return digits.removeprefix(_HOME_PREFIX)
    return digits.lstrip("0") if digits.startswith("0") else digits
