"""How long badges take (`python -m bench badges`): milliseconds each unless named otherwise."""

import resource
import statistics
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from badges import codes, qr, render, tokens

KEY = tokens.SigningKey.from_hex(1, "11" * 32)
ENDS = datetime(2026, 9, 26, 11, tzinfo=UTC)
NAMES = ("Nguyễn Thị Hồng Nhung", "Tôn Nữ Hoàng Thị Ngọc Phương Quỳnh Trâm Anh", "Tanaka Kenji", "髙橋 一郎")
FIRMS = (
    "Công ty Cổ phần Cơ khí Chính xác và Thương mại Kỹ thuật Đông Anh - Chi nhánh Bắc Ninh",
    "Denko Việt Nam",
    "株式会社東海精密機械製作所 ベトナム駐在員事務所",
)
WORDS = render.BadgeWords(
    language="vi", document="Thẻ vào cửa", code="Mã thẻ", days="Vào cửa", code_alt="Mã QR", token_alt="Mã QR"
)


def token() -> str:
    return tokens.sign(tokens.TokenPayload(7, tokens.new_badge_id(), ENDS), KEY)


def face(number: int, shown: render.Shown) -> render.BadgeFace:
    return render.BadgeFace(
        words=WORDS,
        fair="CNHT Hà Nội 2026",
        role="Nhà trưng bày",
        colour=render.Lanyard.EXHIBITOR,
        name=f"{NAMES[number % 4]} {number}",
        company=FIRMS[number % 3],
        days="24, 25, 26/9/2026",
        code=codes.new_code(),
        token=token(),
        shown=shown,
    )


def each(count: int, make: Callable[[int], object]) -> float:
    """The median in milliseconds of `count` calls, after ten for warmth."""
    took = []
    for number in range(-10, count):
        start = time.perf_counter()
        make(number)
        took.append((time.perf_counter() - start) * 1000)
    return round(statistics.median(took[10:]), 2)


def in_threads(threads: int, count: int) -> float:
    """Badges a second by several threads together."""

    def work(part: int) -> None:
        for number in range(count):
            render.badge_pdf(face(part * count + number, render.Shown.CODE))

    working = [threading.Thread(target=work, args=(part,)) for part in range(threads)]
    start = time.perf_counter()
    for thread in working:
        thread.start()
    for thread in working:
        thread.join()
    return round(threads * count / (time.perf_counter() - start), 1)


def measure() -> dict[str, Any]:
    start = time.perf_counter()
    render.badge_pdf(face(0, render.Shown.CODE))
    first = (time.perf_counter() - start) * 1000
    ready = [token() for _ in range(210)]
    ring = tokens.KeyRing([KEY.verify_key])
    result: dict[str, Any] = {
        "first_badge": round(first, 1),
        "sign": each(200, lambda _: token()),
        "verify": each(200, lambda n: tokens.verify(ready[n], ring, fair=7, now=ENDS)),
        "qr_matrix_token": each(200, lambda _: qr.matrix(token())),
        "qr_svg_token": each(200, lambda _: qr.svg(token())),
        "badge_pdf_code": each(200, lambda n: render.badge_pdf(face(n, render.Shown.CODE))),
        "badge_pdf_token": each(200, lambda n: render.badge_pdf(face(n, render.Shown.TOKEN))),
        "badge_pdf_both": each(100, lambda n: render.badge_pdf(face(n, render.Shown.BOTH))),
        "badge_svg_code": each(100, lambda n: render.badge_svg(face(n, render.Shown.CODE))),
        "badge_png_code": each(30, lambda n: render.badge_png(face(n, render.Shown.CODE))),
        "badges_a_second_2_threads": in_threads(2, 100),
    }
    many = [face(n, render.Shown.CODE) for n in range(100)]
    start = time.perf_counter()
    data = render.badges_pdf(many)
    result["batch_of_100_each"] = round((time.perf_counter() - start) * 10, 2)
    result["batch_of_100_bytes"] = len(data)
    drawn = qr.matrix(ready[0])
    result["token"] = {"characters": len(ready[0]), "version": drawn.version, "level": drawn.level}
    result["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return result
