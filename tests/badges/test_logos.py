"""Logos for badges: what comes in, what is refused and why, and that nothing but shapes and pixels is left."""

import io
import struct
import zlib

import pypdfium2 as pdfium
import pytest
from PIL import Image

from badges.designs import Design, Line, Paper, Size
from badges.logos import MOST_BYTES, BadLogo, read_logo
from badges.render import BadgeFace, BadgeWords, badge_pdf, badge_png, badge_svg, badges_pdf

OPEN = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 200 60">'
DRAWN = """<?xml version="1.0"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg xmlns="http://www.w3.org/2000/svg" xmlns:ink="http://ink.example/" viewBox="0 0 200 60" fill="#101010">
<metadata><who>An</who></metadata><title>Denko</title>
<defs><linearGradient id="a"><stop offset="0" style="stop-color:#c83214;stop-opacity:1;-ink-font:x"/><stop offset="1" stop-color="#18417f"/></linearGradient></defs>
<g ink:label="layer" data-name="x"><circle cx="30" cy="30" r="28" fill="url(#a)"/><path d="M70 10h120v40h-120z" style="fill:url('#a')"/></g></svg>"""


def png(width=400, height=120, colour=(200, 50, 20), **more):
    held = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(held, "PNG", **more)
    return held.getvalue()


def face():
    words = BadgeWords(language="vi", document="Thẻ", code="Mã thẻ", days="Vào cửa", code_alt="QR", token_alt="QR")
    return BadgeFace(
        words=words, fair="CNHT", role="Khách mua", name="Nguyễn Thị Hồng Nhung", company="Cơ khí Đông Anh",
        days="24/9", code="7KH4M9XR3T2M",
    )  # fmt: skip


def design(logo, *, paper=Paper.A6, size=Size.NORMAL):
    lines = ((Line.LOGO, size), (Line.NAME, Size.NORMAL), (Line.COMPANY, Size.NORMAL))
    return Design(paper=paper, lines=lines, logo=logo)


def test_a_drawing_is_written_anew_with_its_shapes_alone():
    logo = read_logo(DRAWN.encode(), alt="Denko")
    assert (round(logo.ratio, 3), logo.alt) == (3.333, "Denko")
    for left_out in ("An", "metadata", "DOCTYPE", "ink", "data-name", "style", "Denko"):
        assert left_out not in logo.svg, left_out
    assert logo.svg.count("url(#logo-") == 2
    assert '<g fill="#101010">' in logo.svg
    assert 'stop-color="#c83214"' in logo.svg
    assert read_logo(logo.svg.encode()).ratio == logo.ratio, "what we write we read"


@pytest.mark.parametrize(
    ("inside", "code"),
    [
        ("<script>alert(1)</script>", "script"),
        ('<rect width="9" height="9" onload="alert(1)"/>', "script"),
        ('<rect width="9" height="9" OnClick="alert(1)"/>', "script"),
        ("<foreignObject><b/></foreignObject>", "script"),
        ('<animate attributeName="x"/>', "script"),
        ('<a xlink:href="javascript:alert(1)"><rect/></a>', "link"),
        ('<use href="#x"/>', "link"),
        ('<rect fill="url(http://tracker.example/x)"/>', "link"),
        ('<rect style="fill:url(javascript:alert(1))"/>', "link"),
        ('<rect fill="javascript:alert(1)"/>', "link"),
        ('<rect xlink:href="http://tracker.example/"/>', "link"),
        ("<style>*{fill:red}</style>", "style"),
        ('<rect class="cls-1"/>', "style"),
        ("<text>Denko</text>", "text"),
        ('<image href="data:image/png;base64,AAAA"/>', "picture"),
        ('<filter id="f"/>', "rich"),
        ("<g>" * 40 + "</g>" * 40, "rich"),
        ("<rect/>" * 4001, "rich"),
        ("", "broken"),
        ("<rect>", "broken"),
    ],
)
def test_a_drawing_that_holds_more_is_refused_with_what_it_is(inside, code):
    with pytest.raises(BadLogo) as refused:
        read_logo(f"{OPEN}{inside}</svg>".encode())
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "kind"),
        (b"GIF89a" + bytes(100), "kind"),
        (b"<html><svg></svg></html>", "kind"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]>' + OPEN.encode() + b"<rect/></svg>", "script"),
        (OPEN.replace("0 0 200 60", "0 0 nan 60").encode() + b"<rect/></svg>", "side"),
        (OPEN.replace("0 0 200 60", "0 0 2000 60").encode() + b"<rect/></svg>", "shape"),
        (png(50, 50), "side"),
        (png(1000, 70), "shape"),
        (png()[:-20], "broken"),
        (png()[:60] + b"\x00" + png()[61:], "broken"),
        (png() + bytes(MOST_BYTES), "size"),
    ],
)
def test_what_is_no_logo_is_refused(content, code):
    with pytest.raises(BadLogo) as refused:
        read_logo(content)
    assert refused.value.code == code


def test_a_picture_that_unpacks_to_more_than_it_says_is_refused():
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 100, 100, 8, 2, 0, 0, 0))
    bomb = chunk(b"IDAT", zlib.compress(bytes(50_000_000), 9))
    with pytest.raises(BadLogo, match="broken"):
        read_logo(b"\x89PNG\r\n\x1a\n" + head + bomb + chunk(b"IEND", b""))


def test_a_picture_keeps_its_pixels_and_loses_its_notes():
    from PIL.PngImagePlugin import PngInfo

    notes = PngInfo()
    notes.add_text("Author", "Trần Thị Bình")
    plain, noted = read_logo(png()), read_logo(png(pnginfo=notes))
    assert plain.svg == noted.svg


@pytest.mark.parametrize("paper", list(Paper))
@pytest.mark.parametrize("content", [png(), DRAWN.encode()], ids=["png", "svg"])
def test_a_logo_stands_on_every_paper_and_the_name_still_fits(paper, content):
    logo = read_logo(content, alt="Denko")
    pdf = badge_pdf(face(), design(logo, paper=paper))
    with pdfium.PdfDocument(pdf) as document:
        assert "Nhung" in document[0].get_textpage().get_text_range()
    if paper is Paper.A4:
        return
    drawn = badge_svg(face(), design(logo, paper=paper))
    assert drawn.count("<svg") == 3, "the badge, its logo, its code"
    assert "style=" not in drawn


def test_its_colour_is_on_the_badge_larger_where_the_design_says_so():
    logo = read_logo(png(), alt="Denko")

    def red(size):
        picture = Image.open(io.BytesIO(badge_png(face(), design(logo, size=size), ppi=60))).convert("RGB")
        return dict(map(reversed, picture.getcolors(1 << 20)))[(200, 50, 20)]

    assert red(Size.LARGE) > red(Size.NORMAL) > red(Size.SMALL) > 50
    plain = Image.open(io.BytesIO(badge_png(face(), ppi=60))).convert("RGB")
    assert (200, 50, 20) not in {colour for _number, colour in plain.getcolors(1 << 20)}


def test_two_hundred_badges_hold_the_logo_once():
    logo = read_logo(png(1000, 300), alt="Denko")
    plain, one, many = (
        len(badges_pdf([face()] * n, d)) for n, d in ((50, Design()), (1, design(logo)), (50, design(logo)))
    )
    assert many < plain + one
