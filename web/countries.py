"""Names of countries in the page's language, by ISO code; out of the locale data, not translated by hand."""

from functools import lru_cache

from babel import Locale
from django.utils.translation import get_language


@lru_cache(maxsize=8)
def _names(language: str) -> dict[str, str]:
    return dict(Locale(language).territories)


def country_name(code: str) -> str:
    """`JP` -> "Nhật Bản"; a code nobody knows stays as it is."""
    language = (get_language() or "vi")[:2]
    return _names(language if language in {"vi", "en", "ja"} else "vi").get(code, code)
