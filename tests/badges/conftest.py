"""Faces to print, the hard ones included."""

from datetime import UTC, datetime

import pytest

from badges import codes, render, tokens

LONGEST_FIRM = "Công ty Cổ phần Cơ khí Chính xác và Thương mại Kỹ thuật Đông Anh - Chi nhánh Bắc Ninh"
LONGEST_NAME = "Công Tằng Tôn Nữ Hoàng Thị Ngọc Phương Quỳnh Trâm Anh"
CODE = "7KH4M9XR3T2" + codes.check_character("7KH4M9XR3T2")
TOKEN = tokens.sign(
    tokens.TokenPayload(7, bytes(range(12)), datetime(2026, 9, 26, 11, tzinfo=UTC)),
    tokens.SigningKey.from_hex(1, "11" * 32),
)
WORDS = {
    "vi": render.BadgeWords(
        language="vi",
        document="Thẻ vào cửa",
        code="Mã thẻ",
        days="Vào cửa",
        code_alt="Mã QR của thẻ in",
        token_alt="Mã QR trên điện thoại",
    ),
    "en": render.BadgeWords(
        language="en",
        document="Badge",
        code="Badge code",
        days="Valid on",
        code_alt="QR code of the printed badge",
        token_alt="QR code for the phone",
    ),
    "ja": render.BadgeWords(
        language="ja",
        document="入場証",
        code="入場コード",
        days="入場日",
        code_alt="印刷用QRコード",
        token_alt="スマートフォン用QRコード",
    ),
}


@pytest.fixture
def make_face():
    """A face in Vietnamese with everything replaceable."""

    def make(language="vi", **changes):
        plain = {
            "words": WORDS[language],
            "fair": "CNHT Hà Nội 2026",
            "role": "Nhà mua hàng",
            "colour": render.Lanyard.BUYER,
            "name": "Tanaka Kenji",
            "company": "Denko Việt Nam",
            "days": "24, 25, 26/9/2026",
            "code": CODE,
            "token": TOKEN,
        }
        return render.BadgeFace(**(plain | changes))

    return make
