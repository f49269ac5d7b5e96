"""Telephone numbers of the whole world, kept as E.164; one without `+` is a number of Vietnam."""

import re

import phonenumbers

HOME_REGION = "VN"
_SEPARATORS = re.compile(r"[\s().\-/+]")
_HOME_PREFIX = "84"
_HOME_MOBILE = re.compile(r"\+84([35789]\d\d)(\d{3})(\d{3})")
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


def as_written(number: str) -> str:
    """A stored number as people write it: `0912 345 678`, `024 3825 1234`, abroad `+81 3-1234-5678`; else as it stands."""
    if found := _HOME_MOBILE.fullmatch(number):
        return "0{} {} {}".format(*found.groups())
    try:
        read = phonenumbers.parse(number, HOME_REGION)
    except phonenumbers.NumberParseException:
        return number
    if not phonenumbers.is_valid_number(read):
        return number
    is_home = read.country_code == phonenumbers.country_code_for_region(HOME_REGION)
    form = phonenumbers.PhoneNumberFormat.NATIONAL if is_home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return str(phonenumbers.format_number(read, form))
