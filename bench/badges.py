"""How long badges take (`python -m bench badges`): milliseconds each unless named otherwise; `goals` says what was promised."""

import multiprocessing
import resource
import statistics
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from badges import codes, qr, render, tokens

STACK, WORKERS = 200, 2
GOALS = {"batch_seconds": 12.0, "warm_badge_ms": 30.0}
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


def warm_cpu(count: int) -> float:
    """The processor's milliseconds of one warm badge, face and all: what a busy machine does not blur."""
    began = time.process_time()
    for number in range(count):
        render.badge_pdf(face(number, render.Shown.CODE))
    return round((time.process_time() - began) * 1000 / count, 2)


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


def stack(number: int) -> tuple[int, float]:
    """One file of a batch, as a worker makes it: its bytes and the processor's seconds it cost."""
    began = time.process_time()
    data = render.badges_pdf([face(number * STACK + n, render.Shown.CODE) for n in range(STACK)])
    return len(data), time.process_time() - began


def batch(badges: int) -> dict[str, Any]:
    """`badges` different ones in files of 200, by two warm processes, as a house of two workers makes them."""
    with multiprocessing.get_context("spawn").Pool(WORKERS) as pool:
        pool.map(stack, range(WORKERS), chunksize=1)
        began = time.perf_counter()
        made = pool.map(stack, range(WORKERS, WORKERS + badges // STACK), chunksize=1)
        took = time.perf_counter() - began
    cpu = sum(seconds for _, seconds in made)
    return {
        "badges": badges,
        "files": len(made),
        "megabytes": round(sum(size for size, _ in made) / 1e6, 1),
        "seconds": round(took, 2),
        "cpu_seconds": round(cpu, 2),
        "cpu_seconds_a_core": round(cpu / WORKERS, 2),
    }


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
    result["batch_of_5000"] = batch(5000)
    result["goals"] = {
        "batch_seconds": {
            "goal": GOALS["batch_seconds"],
            "found": result["batch_of_5000"]["seconds"],
            "cpu": result["batch_of_5000"]["cpu_seconds_a_core"],
        },
        "warm_badge_ms": {"goal": GOALS["warm_badge_ms"], "found": result["badge_pdf_code"], "cpu": warm_cpu(200)},
    }
    drawn = qr.matrix(ready[0])
    result["token"] = {"characters": len(ready[0]), "version": drawn.version, "level": drawn.level}
    result["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return result
