"""Seeded choice and plain-text folding, shared by every subject of the sample."""

import random
import re
import unicodedata
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def dice(seed: int, subject: str) -> random.Random:
    """One stream of chance per subject, so that a change in one file does not stir the others."""
    return random.Random(f"{seed}:{subject}")


def weighted(rng: random.Random, choices: Sequence[tuple[T, float]]) -> T:
    return rng.choices([value for value, _ in choices], weights=[weight for _, weight in choices])[0]


def ascii_fold(text: str) -> str:
    """`Đông Anh` -> `Dong Anh`."""
    stripped = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(ch for ch in stripped if not unicodedata.combining(ch))


def slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", ascii_fold(text).lower()).strip("-")


def low(text: str) -> str:
    """Lowers the first letter, for use inside a sentence, unless the word is an abbreviation such as CNC or EDM."""
    word = text.split(maxsplit=1)[0]
    return text if len(word) > 1 and word.isupper() else text[0].lower() + text[1:]
