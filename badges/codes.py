"""The printed code of a badge: twelve characters that mean nothing but "look me up", the last one a check.

The alphabet is the ten digits and thirteen consonants, chosen so that
- no two are read for each other: O, Q and D are taken for 0, I and L for 1, Z for 2, S for 5, B for 8;
- a Vietnamese keyboard cannot garble them. Telex and VNI change a letter only when a vowel stands before the
  key, or through `dd`, `d9` and `w`: there is no vowel (Y included), no D and no W, so the tone keys
  F, R, X, J and the VNI digits stay themselves in these methods' standard settings;
- there are 23 of them, a prime, so a weighted sum modulo 23 can catch every single wrong character and every
  swap, adjacent or not.

Eleven random characters are 49.7 bits. In a QR code the twelve fit version 1 at level Q.
"""

import secrets
import unicodedata

ALPHABET = "0123456789CFGHJKMNPRTVX"
LENGTH = 12
_LONGEST_INPUT = 64
_BASE = len(ALPHABET)
_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_LOOKS_LIKE = str.maketrans("OQDILZSB", "00011258")
_CHECK_SUM = 7  # not 0, so that twelve zeros are no code

# The key that makes each mark (bar, circumflex, horn, breve; grave, acute, hook, tilde, dot), for someone who
# typed O, I or D (read for 0 and 1) under an input method. "" stands for the letter itself once more.
_STROKE = "\u0335"  # the bar of đ, which Unicode does not take apart
_SHAPES = _STROKE + "\u0302\u031b\u0306"
_TONES = "\u0300\u0301\u0309\u0303\u0323"
_TELEX = dict(zip(_SHAPES + _TONES, ("", "", "W", "W", "F", "S", "R", "X", "J"), strict=True))
_VNI = dict(zip(_SHAPES + _TONES, "967821345", strict=True))


def new_code() -> str:
    """A new code from the system's secure random source, without spaces."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return body + check_character(body)


def check_character(body: str) -> str:
    """The twelfth character for eleven. Raises ValueError on anything else."""
    if len(body) != LENGTH - 1 or not set(body) <= set(ALPHABET):
        raise ValueError("a code's body is eleven characters of its alphabet")
    missing = (_CHECK_SUM - _weighted_sum(body)) % _BASE
    return ALPHABET[missing * pow(LENGTH, -1, _BASE) % _BASE]


def is_code(text: str) -> bool:
    """Whether `text` is a code exactly as `new_code` writes it."""
    return len(text) == LENGTH and set(text) <= set(ALPHABET) and _weighted_sum(text) % _BASE == _CHECK_SUM


def grouped(code: str) -> str:
    """The code as people read it, in three groups of four: `7KH4 M9XR T28V`."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


def normalise(text: str) -> str | None:
    """The code a person meant, or None.

    Forgives case, full-width letters, spaces, dashes and dots anywhere, look-alikes, and what Telex or VNI
    made of a look-alike (`ô` typed as `oo` or `o6`), as long as exactly one reading passes the check.
    """
    if len(text) > _LONGEST_INPUT:
        return None
    if is_code(text):
        return text  # both methods leave it as it is
    readings = {_as_typed(text, method) for method in (_TELEX, _VNI)}
    codes = {reading for reading in readings if is_code(reading)}
    return codes.pop() if len(codes) == 1 else None


def _weighted_sum(text: str) -> int:
    """Weights 1 to 12 differ and are never 0 modulo 23: that is what catches slips and swaps."""
    return sum(weight * _VALUE[character] for weight, character in enumerate(text, 1))


def _as_typed(text: str, method: dict[str, str]) -> str:
    """The keys pressed under an input method, without separators, look-alikes resolved."""
    keys: list[str] = []
    for character in unicodedata.normalize("NFKC", text).upper():
        letter, *marks = tuple(unicodedata.normalize("NFD", character))
        if letter.isspace() or letter in "._" or unicodedata.category(letter) in {"Pd", "Cf"}:
            continue
        if letter == "Đ":
            letter, marks = "D", [_STROKE]
        keys.append(letter)
        keys += (method.get(mark, mark) or letter for mark in sorted(marks, key=_TONES.find))
    return "".join(keys).translate(_LOOKS_LIKE)
