"""What a form makes of a body that is plainly right, without the library's many calls for each field.

A reader knows texts, whole numbers, choices and booleans of the library's own fields, given as such. Whatever else comes, a
wrong value above all, it leaves to the library, whose words are the only ones anybody is told.
"""

import re
from collections.abc import Callable
from typing import Any

from django.core import validators
from rest_framework import serializers
from rest_framework.fields import empty
from rest_framework.validators import ProhibitSurrogateCharactersValidator

Check = Callable[[Any], Any]
_LIBRARYS = object()  # what a check answers when the library is to judge
_NEVER = re.compile("[\0\ud800-\udfff]")


def plain_reader(form: serializers.Serializer) -> Callable[[Any], dict[str, Any] | None] | None:
    """A reader that answers None for what it leaves to the library; None for a form with rules of its own."""
    if form.validators or type(form).validate is not serializers.Serializer.validate:
        return None
    fields = list(form.fields.items())
    if any(hasattr(form, f"validate_{name}") or not _is_simple(name, field) for name, field in fields):
        return None
    checks = {name: _check(field) for name, field in fields}
    left_out = [(name, field.default) for name, field in fields if not field.required and field.default is not empty]
    needed = {name for name, field in fields if field.required}

    def read(data: Any) -> dict[str, Any] | None:
        if type(data) is not dict or not needed <= data.keys():
            return None
        found = {}
        for name, given in data.items():
            check = checks.get(name)
            value = _LIBRARYS if check is None else check(given)
            if value is _LIBRARYS:
                return None
            found[name] = value
        for name, default in left_out:
            found.setdefault(name, default)
        return found

    return read


def _is_simple(name: str, field: serializers.Field) -> bool:
    has_plain_default = field.default is empty or not callable(field.default)
    return has_plain_default and not field.read_only and field.source_attrs == [name]


def _check(field: serializers.Field) -> Check | None:
    """None for a field that is none of the known: a body that has it goes to the library."""
    kind = type(field)
    if kind.run_validators is not serializers.Field.run_validators:
        return None
    if isinstance(field, serializers.CharField) and _has_methods_of(kind, serializers.CharField):
        return _text(field)
    if isinstance(field, serializers.IntegerField) and _has_methods_of(kind, serializers.IntegerField):
        return _whole(field)
    if isinstance(field, serializers.ChoiceField) and kind is serializers.ChoiceField and not field.validators:
        words = {word: value for word, value in field.choice_strings_to_values.items() if word}
        return lambda given: words.get(given, _LIBRARYS) if type(given) is str else _LIBRARYS
    if kind is serializers.BooleanField and not field.validators:
        return lambda given: given if type(given) is bool else _LIBRARYS
    return None


def _has_methods_of(kind: type, base: type[serializers.Field]) -> bool:
    names = ("run_validation", "validate_empty_values", "to_internal_value", "get_value")
    return all(getattr(kind, name) is getattr(base, name) for name in names)


def _text(field: serializers.CharField) -> Check | None:
    least, most, trims = 1, float("inf"), field.trim_whitespace
    patterns = [(_NEVER, False)]  # with whether the text must have it
    for rule in field.validators:
        if type(rule) is validators.MaxLengthValidator:
            most = min(most, rule.limit_value)
        elif type(rule) is validators.MinLengthValidator:
            least = max(least, rule.limit_value)
        elif type(rule) is validators.RegexValidator:
            patterns.append((re.compile(rule.regex), not rule.inverse_match))
        elif type(rule) not in {validators.ProhibitNullCharactersValidator, ProhibitSurrogateCharactersValidator}:
            return None

    def check(given: Any) -> Any:
        if type(given) is not str:
            return _LIBRARYS
        value = given.strip() if trims else given
        if not least <= len(value) <= most:
            return _LIBRARYS
        for pattern, is_wanted in patterns:
            if (pattern.search(value) is not None) is not is_wanted:
                return _LIBRARYS
        return value

    return check


def _whole(field: serializers.IntegerField) -> Check | None:
    least, most = float("-inf"), float("inf")
    for rule in field.validators:
        if type(rule) is validators.MaxValueValidator:
            most = min(most, rule.limit_value)
        elif type(rule) is validators.MinValueValidator:
            least = max(least, rule.limit_value)
        else:
            return None
    return lambda given: given if type(given) is int and least <= given <= most else _LIBRARYS
