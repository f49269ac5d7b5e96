"""Text as people type it: NFC, no control or zero-width characters, and a folded form for search without marks."""

import re
import unicodedata

_FORBIDDEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_SPACES = re.compile(r"[^\S\n]+")


def has_forbidden_characters(value: str) -> bool:
    """True when a control, zero-width or direction-changing character is inside (tab and line feed are allowed)."""
    return _FORBIDDEN.search(value) is not None


def clean_line(value: str) -> str:
    """NFC, trimmed, inner white space runs become one space."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", value).replace("\n", " ")).strip()


def fold(value: str) -> str:
    """For search: lower case, no marks, đ as d. `fold("Cơ khí Đông Anh") == "co khi dong anh"`."""
    decomposed = unicodedata.normalize("NFD", value.casefold().replace("đ", "d"))
    return _SPACES.sub(" ", "".join(c for c in decomposed if not unicodedata.combining(c))).strip()
