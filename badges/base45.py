"""Base45 (RFC 9285), strict: the text form that a QR code in alphanumeric mode holds without waste.

Two bytes become three characters, a last odd byte two. Each byte string has exactly one text, and every
other text is refused, so a token cannot be re-spelled.
"""

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUE = {character: value for value, character in enumerate(ALPHABET)}


class NotBase45(ValueError):
    """The text is not what `encode` would have written for any bytes."""


def encode(data: bytes) -> str:
    """The base45 text of `data`, low digit first."""
    out: list[str] = []
    for at in range(0, len(data) - 1, 2):
        high, low = divmod(data[at] << 8 | data[at + 1], 45)
        middle, top = high % 45, high // 45
        out += (ALPHABET[low], ALPHABET[middle], ALPHABET[top])
    if len(data) % 2:
        middle, low = divmod(data[-1], 45)
        out += (ALPHABET[low], ALPHABET[middle])
    return "".join(out)


def decode(text: str) -> bytes:
    """The bytes behind `text`. NotBase45 for a foreign character, a wrong length, a group too large."""
    try:
        digits = [_VALUE[character] for character in text]
    except KeyError as exc:
        raise NotBase45("a character outside the base45 alphabet") from exc
    if len(digits) % 3 == 1:
        raise NotBase45("no byte string has this length")
    out = bytearray()
    whole = len(digits) // 3 * 3
    for at in range(0, whole, 3):
        value = digits[at] + 45 * digits[at + 1] + 2025 * digits[at + 2]
        if value > 0xFFFF:
            raise NotBase45("a group larger than two bytes")
        out += value.to_bytes(2, "big")
    if whole < len(digits):
        value = digits[whole] + 45 * digits[whole + 1]
        if value > 0xFF:
            raise NotBase45("a last group larger than one byte")
        out.append(value)
    return bytes(out)
