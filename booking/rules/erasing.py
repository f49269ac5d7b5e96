"""What is taken out of a text that others wrote, so that it speaks of nobody any more."""

import re
from collections.abc import Collection
from html import escape

GONE = "…"
_LETTER = "[A-Za-zÀ-ɏḀ-ỿ]"


def without(text: str, words: Collection[str]) -> str:
    """The text with each of `words` replaced, in whatever case, as it is written and as HTML writes it.

    In Latin letters whole words only: somebody called An is not in every "bạn". Chinese and Japanese have no such gaps.
    """
    both = {form for word in words if word for form in (word, escape(word))}
    for word in sorted(both, key=len, reverse=True):
        begins = f"(?<!{_LETTER})" if re.match(_LETTER, word) else ""
        ends = f"(?!{_LETTER})" if re.search(f"{_LETTER}$", word) else ""
        text = re.sub(f"{begins}{re.escape(word)}{ends}", GONE, text, flags=re.IGNORECASE)
    return text


def without_in(value: object, words: Collection[str]) -> object:
    """As `without`, in every text of a JSON value."""
    if isinstance(value, str):
        return without(value, words)
    if isinstance(value, list):
        return [without_in(one, words) for one in value]
    if isinstance(value, dict):
        return {key: without_in(one, words) for key, one in value.items()}
    return value
