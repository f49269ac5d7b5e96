"""The text inside a VietQR code: EMVCo merchant-presented TLV with NAPAS's fields. Pure.

A bank app that scans it fills in bank, account, exact amount and memo. Source: EMVCo QR code specification 1.1 and
NAPAS's technical document of the QR switching service (application id A000000727, service QRIBFTTA).
"""

import re

NAPAS = "A000000727"
TO_ACCOUNT = "QRIBFTTA"
VND = "704"
STATIC, DYNAMIC = "11", "12"
_BIN = re.compile(r"\d{6}")
_ACCOUNT = re.compile(r"[0-9A-Za-z]{1,19}")
_MEMO = re.compile(r"[0-9A-Za-z ]{1,25}")


def vietqr_text(*, bank_bin: str, account: str, amount: int | None = None, memo: str = "") -> str:
    """The text to draw. `amount` in whole dong; without one the payer types it and the code may be used again.

    Raises ValueError for what the format cannot carry.
    """
    if not _BIN.fullmatch(bank_bin):
        raise ValueError("a bank's BIN has six digits")
    if not _ACCOUNT.fullmatch(account):
        raise ValueError("an account has at most 19 letters and digits")
    if amount is not None and not 0 < amount <= 9_999_999_999_999:
        raise ValueError("an amount is positive and has at most 13 digits")
    if memo and not _MEMO.fullmatch(memo):
        raise ValueError("a memo has at most 25 plain letters, digits and spaces")
    beneficiary = _field("00", bank_bin) + _field("01", account)
    text = (
        _field("00", "01")
        + _field("01", STATIC if amount is None else DYNAMIC)
        + _field("38", _field("00", NAPAS) + _field("01", beneficiary) + _field("02", TO_ACCOUNT))
        + _field("53", VND)
    )
    if amount is not None:
        text += _field("54", str(amount))
    text += _field("58", "VN")
    if memo:
        text += _field("62", _field("08", memo))
    text += "6304"
    return f"{text}{crc16(text.encode('ascii')):04X}"


def crc16(data: bytes) -> int:
    """CRC-16/CCITT-FALSE: polynomial 0x1021, start 0xFFFF, no reflection."""
    crc = 0xFFFF
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1) ^ 0x1021 if crc & 0x8000 else crc << 1
        crc &= 0xFFFF
    return crc


def _field(tag: str, value: str) -> str:
    return f"{tag}{len(value):02}{value}"
