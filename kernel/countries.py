"""Names of countries in the house's languages, by ISO code; out of the locale data, not translated by hand."""

import pickle
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from babel import localedata


@cache
def country_names(language: str) -> Mapping[str, str]:
    """`JP` -> "Nhật Bản". Read here, not by Babel's Locale, which would keep all else it knows of a language: megabytes."""
    with Path(localedata.resolve_locale_filename(language)).open("rb") as file:
        return dict(pickle.load(file)["territories"])  # noqa: S301 -- the library's own file
