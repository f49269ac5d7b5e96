"""Which pairs of languages there are at meetings, each written one way only. Pure."""

LANGUAGES = ("vi", "en", "ja")


def pair_of(one: str, other: str) -> str | None:
    """`vi-ja` for Japanese and Vietnamese in either order; None for a language with itself or one we do not know."""
    if one == other or not {one, other} <= set(LANGUAGES):
        return None
    return "-".join(sorted((one, other), key=LANGUAGES.index))


PAIRS = tuple(pair for i, one in enumerate(LANGUAGES) for other in LANGUAGES[i + 1 :] if (pair := pair_of(one, other)))
