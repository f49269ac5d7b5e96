"""Strict JSON: UTF-8, at most 1 MB and 20 levels deep, no duplicate keys, no NaN, no forbidden characters in any text."""

import json
from math import isfinite
from typing import IO, Any

from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser

from kernel.text import has_forbidden_characters

MAX_BYTES = 1_000_000
MAX_DEPTH = 20


class TooLarge(APIException):
    status_code = 413
    default_code = "too_large"
    default_detail = _("The request is larger than 1 MB.")


class StrictJSONParser(BaseParser):
    media_type = "application/json"

    def parse(self, stream: IO[Any], media_type: str | None = None, parser_context: Any = None) -> Any:  # noqa: ARG002
        raw = stream.read(MAX_BYTES + 1)
        if len(raw) > MAX_BYTES:
            raise TooLarge
        _check_depth(raw)
        try:
            value = json.loads(
                raw.decode("utf-8"), object_pairs_hook=_no_duplicates, parse_constant=_no_constants, parse_float=_finite
            )
        except ParseError:
            raise
        except (ValueError, RecursionError) as exc:
            raise ParseError(_("The body is not valid JSON.")) from exc
        _check_text(value)
        return value


def _check_depth(raw: bytes) -> None:
    """A cheap bound before parsing: brackets outside strings may nest at most MAX_DEPTH deep."""
    if raw.count(b"[") + raw.count(b"{") <= MAX_DEPTH:
        return
    depth, in_string, escaped = 0, False, False
    for byte in raw:
        if in_string:
            if escaped:
                escaped = False
            elif byte == 0x5C:
                escaped = True
            elif byte == 0x22:
                in_string = False
        elif byte == 0x22:
            in_string = True
        elif byte in b"[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise ParseError(_("The body is nested too deeply."))
        elif byte in b"]}":
            depth -= 1


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise ParseError(_("A field stands twice in the body."))
    return result


def _finite(text: str) -> float:
    """1e999 is written as a number and read as infinity: refused like NaN."""
    value = float(text)
    if not isfinite(value):
        raise ParseError(_("A number is too large."))
    return value


def _no_constants(_name: str) -> Any:
    raise ParseError(_("NaN and Infinity are not JSON."))


def _check_text(value: Any) -> None:
    if isinstance(value, str):
        if has_forbidden_characters(value):
            raise ParseError(_("A text holds a control or invisible character."))
    elif isinstance(value, dict):
        for key, inner in value.items():
            _check_text(key)
            _check_text(inner)
    elif isinstance(value, list):
        for inner in value:
            _check_text(inner)
