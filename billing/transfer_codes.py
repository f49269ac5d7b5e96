"""The code a firm writes into its bank transfer, made so that it survives what banks do to it.

`PH`, eight random characters and a check character, all out of 23 letters and digits of which no two are read for each
other. 23 is prime and the weights differ, so every single wrong character and every swap of two is noticed. Banks put
words before and after it, change case, cut it in groups, drop punctuation: `codes_in` finds it all the same.
"""

import re
import secrets
import unicodedata

PREFIX = "PH"
ALPHABET = "34679ACDEFHJKMNPQRTVWXY"
RANDOM = 8
LENGTH = len(PREFIX) + RANDOM + 1
_BASE = len(ALPHABET)
_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_CANDIDATE = re.compile(f"(?={PREFIX}([{ALPHABET}]{{{RANDOM + 1}}}))")
_NOISE = re.compile(r"[^A-Z0-9]")


def new_transfer_code() -> str:
    """36 random bits and a check; unique by constraint."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM))
    return PREFIX + body + check_character(body)


def check_character(body: str) -> str:
    return ALPHABET[-sum(weight * _VALUE[character] for weight, character in enumerate(body, 2)) % _BASE]


def is_transfer_code(text: str) -> bool:
    return bool(
        len(text) == LENGTH
        and text.startswith(PREFIX)
        and set(text) <= _VALUE.keys()
        and check_character(text[len(PREFIX) : -1]) == text[-1]
    )


def codes_in(memo: str) -> list[str]:
    """Every code whose check is right, in the order they stand in a bank's memo; each once."""
    plain = _NOISE.sub("", unicodedata.normalize("NFKC", memo).upper())
    found = (PREFIX + match.group(1) for match in _CANDIDATE.finditer(plain))
    return list(dict.fromkeys(code for code in found if is_transfer_code(code)))
