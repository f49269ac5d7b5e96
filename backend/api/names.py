"""Texts an organiser writes in three languages, as `{"vi": …, "en": …, "ja": …}`: a program picks its own."""

from typing import Any

from rest_framework import serializers


class NamesOut(serializers.Serializer):
    vi = serializers.CharField()
    en = serializers.CharField(help_text="Empty where nobody has written it.")
    ja = serializers.CharField(help_text="Empty where nobody has written it.")


def names(row: Any, field: str) -> dict[str, str]:
    """`field`_vi, _en and _ja of a row."""
    return {language: getattr(row, f"{field}_{language}") for language in ("vi", "en", "ja")}
