"""VietQR texts against NAPAS's published example and a reader of another make."""

import pytest
import qrcode
import zxingcpp

from billing.vietqr import crc16, vietqr_text

STATIC = "00020101021138570010A00000072701270006970403011300110123456780208QRIBFTTA53037045802VN63049E6F"


def test_crc_is_ccitt_false():
    assert crc16(b"123456789") == 0x29B1
    assert crc16(b"") == 0xFFFF


def test_static_code_is_the_published_example():
    assert vietqr_text(bank_bin="970403", account="0011012345678") == STATIC


def test_dynamic_code_carries_amount_and_memo():
    text = vietqr_text(bank_bin="970436", account="1028374650", amount=17_496_000, memo="PH3ACDEFHJK")
    fields = read(text)
    assert list(fields) == ["00", "01", "38", "53", "54", "58", "62", "63"]
    assert [fields[tag] for tag in ("00", "01", "53", "54", "58")] == ["01", "12", "704", "17496000", "VN"]
    merchant = read(fields["38"])
    assert (merchant["00"], merchant["02"]) == ("A000000727", "QRIBFTTA")
    assert read(merchant["01"]) == {"00": "970436", "01": "1028374650"}
    assert read(fields["62"]) == {"08": "PH3ACDEFHJK"}
    assert fields["63"] == f"{crc16(text[:-4].encode()):04X}"


def test_code_survives_a_reader_of_another_make():
    text = vietqr_text(bank_bin="970436", account="1028374650", amount=1, memo="PH3ACDEFHJK")
    image = qrcode.make(text, error_correction=qrcode.ERROR_CORRECT_M).get_image().convert("L")
    assert [found.text for found in zxingcpp.read_barcodes(image)] == [text]


@pytest.mark.parametrize(
    "wrong",
    [
        {"bank_bin": "97043"},
        {"bank_bin": "97043a"},
        {"account": ""},
        {"account": "1" * 20},
        {"account": "12-34"},
        {"amount": 0},
        {"amount": -5},
        {"amount": 10**13},
        {"memo": "x" * 26},
        {"memo": "giữ chỗ"},
    ],
)
def test_what_the_format_cannot_carry_is_refused(wrong):
    whole = {"bank_bin": "970436", "account": "1028374650", "amount": 5, "memo": "PH"}
    with pytest.raises(ValueError, match=r"has|positive"):
        vietqr_text(**(whole | wrong))


def read(text: str) -> dict[str, str]:
    """An independent reader of tag, length, value."""
    fields, at = {}, 0
    while at < len(text):
        tag, length = text[at : at + 2], int(text[at + 2 : at + 4])
        fields[tag] = text[at + 4 : at + 4 + length]
        at += 4 + length
    assert at == len(text)
    return fields
