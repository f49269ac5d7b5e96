"""Names of countries in the page's language."""

from django.utils.translation import get_language

from kernel.countries import country_names


def country_name(code: str) -> str:
    """`JP` -> "Nhật Bản"; a code nobody knows stays as it is."""
    language = (get_language() or "vi")[:2]
    return country_names(language if language in {"vi", "en", "ja"} else "vi").get(code, code)
