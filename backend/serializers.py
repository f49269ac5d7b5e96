"""The form of what comes in: unknown fields are refused by name, texts are NFC on one line unless said otherwise."""

import datetime as dt
import unicodedata
from collections.abc import Callable
from functools import cache
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from backend.plain_forms import plain_reader
from kernel.text import clean_line, has_forbidden_characters


class StrictSerializer(serializers.Serializer):
    """A serializer of input: a field it does not know is an error at that field."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict):
            unknown = sorted(set(data) - set(self.fields))
            if unknown:
                raise serializers.ValidationError(
                    {
                        name: [serializers.ErrorDetail(str(_("There is no such field.")), code="unknown_field")]
                        for name in unknown
                    }
                )
        return super().to_internal_value(data)


def read(form: type[StrictSerializer], data: Any) -> dict[str, Any]:
    """What `form` makes of `data`. Raises ValidationError exactly as `is_valid(raise_exception=True)` does.

    The library copies a form's fields for every request, which takes longer than checking with them; here a form is made
    once. So it must not be given a context, nor keep anything while it checks. A body that is plainly right does not come to
    it at all (`backend.plain_forms`).
    """
    reader = _reader(form)
    if reader is not None and (plain := reader(data)) is not None:
        return plain
    try:
        value: dict[str, Any] = _form(form, get_language() or "").run_validation(data)
    except serializers.ValidationError as refusal:
        detail = refusal.detail
        if isinstance(detail, list) and len(detail) == 1 and getattr(detail[0], "code", None) == "null":
            nothing = serializers.ErrorDetail("No data provided", code="null")
            raise serializers.ValidationError({"non_field_errors": [nothing]}) from refusal
        raise
    return value


@cache
def _form(form: type[StrictSerializer], language: str) -> StrictSerializer:  # noqa: ARG001 -- see below
    """One a language: the library keeps the first text that a length's or a bound's message became."""
    return form()


@cache
def _reader(form: type[StrictSerializer]) -> Callable[[Any], dict[str, Any] | None] | None:
    has_own_rules = form.to_internal_value is not StrictSerializer.to_internal_value
    return (
        None
        if has_own_rules or form.run_validation is not serializers.Serializer.run_validation
        else plain_reader(form())
    )


class LineField(serializers.CharField):
    """One line of text: NFC, trimmed, single spaces, nothing invisible."""

    def to_internal_value(self, data: Any) -> str:
        value = clean_line(super().to_internal_value(data))
        if has_forbidden_characters(value):
            raise serializers.ValidationError(_("The text holds a control or invisible character."), code="invisible")
        if not value and not self.allow_blank:
            self.fail("blank")
        return value


class TextField(serializers.CharField):
    """Text of several lines: NFC, nothing invisible, trimmed at its ends."""

    def to_internal_value(self, data: Any) -> str:
        value = unicodedata.normalize("NFC", super().to_internal_value(data)).replace("\r\n", "\n")
        if has_forbidden_characters(value):
            raise serializers.ValidationError(_("The text holds a control or invisible character."), code="invisible")
        return value


@extend_schema_field(OpenApiTypes.DATETIME)
class MomentField(serializers.Field):
    """A time with its offset (RFC 3339); a time without one is refused, never guessed."""

    default_error_messages = {
        "malformed": _("Give a time as 2026-09-24T09:20:00+07:00."),
        "no_offset": _("The time has no offset: add +07:00 or Z."),
    }

    def to_internal_value(self, data: Any) -> dt.datetime:
        try:
            value = parse_datetime(data) if isinstance(data, str) else None
        except ValueError:
            value = None
        if value is None:
            self.fail("malformed")
        if value.tzinfo is None:
            self.fail("no_offset")
        return value

    def to_representation(self, value: dt.datetime) -> str:
        return value.isoformat()
