"""Badges and sheets as they come off the press: looked at as pixels, as text and as bytes."""

import io
import re
import threading
from xml.etree import ElementTree as ET

import numpy as np
import pypdfium2 as pdfium
import pytest
import zxingcpp
from PIL import Image

from badges import press, qr, render
from badges.colours import contrast, ink_on, woven
from badges.drawing import UnknownDrawing, self_contained

from .conftest import CODE, LONGEST_FIRM, LONGEST_NAME, TOKEN, WORDS

MM = 72 / 25.4


def pixels(pdf, page=0, dpi=200):
    return pdfium.PdfDocument(pdf)[page].render(scale=dpi / 72).to_numpy()


def decoded(pdf, page=0):
    return sorted(found.text for found in zxingcpp.read_barcodes(pixels(pdf, page)))


def text_of(pdf, page=0):
    return pdfium.PdfDocument(pdf)[page].get_textpage().get_text_range()


def plain(text):
    """Without spaces and hyphens, which differ between what was given and what is extracted from lines."""
    return re.sub(r"[\s\u200b\ufffe-]", "", text)


def letters_outside(pdf, page=0, margin_mm=3.0):
    """Characters whose box reaches into the margin of the page."""
    sheet = pdfium.PdfDocument(pdf)[page]
    width, height = sheet.get_size()
    texts = sheet.get_textpage()
    margin = margin_mm * MM
    out = []
    for at in range(texts.count_chars()):
        character = texts.get_text_range(at, 1)
        left, bottom, right, top = texts.get_charbox(at)
        if character.strip() and not (
            margin <= left and right <= width - margin and margin <= bottom and top <= height - margin
        ):
            out.append(character)
    return out


def lines_of(pdf, bottom_mm, top_mm, page=0):
    """Boxes of the characters between two heights over the lower edge."""
    texts = pdfium.PdfDocument(pdf)[page].get_textpage()
    boxes = [texts.get_charbox(at) for at in range(texts.count_chars()) if texts.get_text_range(at, 1).strip()]
    return [box for box in boxes if bottom_mm * MM <= box[1] <= top_mm * MM]


@pytest.mark.parametrize(
    ("shown", "read"),
    [(render.Shown.CODE, [CODE]), (render.Shown.TOKEN, [TOKEN]), (render.Shown.BOTH, sorted([CODE, TOKEN]))],
)
def test_another_makes_decoder_reads_the_rendered_badge(make_face, shown, read):
    face = make_face(shown=shown)
    assert decoded(render.badge_pdf(face)) == read
    picture = Image.open(io.BytesIO(render.badge_png(face, ppi=200)))
    assert sorted(found.text for found in zxingcpp.read_barcodes(picture)) == read


def test_printed_modules_are_over_a_millimetre(make_face):
    """On paper: the code's 29 modules (quiet zone included) on 36 mm, the token's 49 on 50 mm."""
    for shown, modules, least in ((render.Shown.CODE, 21, 1.2), (render.Shown.TOKEN, 41, 1.0)):
        image = np.asarray(pixels(render.badge_pdf(make_face(shown=shown, colour="#ffffff")), dpi=600))
        found = zxingcpp.read_barcodes(image)[0].position
        assert (found.top_right.x - found.top_left.x) / 600 * 25.4 / modules > least


def test_a_badge_is_one_a6_page_with_everything_on_it(make_face):
    face = make_face(
        second_name="田中 健二",
        position="Trưởng phòng Mua hàng",
        plate=render.Plate(label="Gian hàng", letter="C", number="07"),
    )
    pdf = render.badge_pdf(face)
    document = pdfium.PdfDocument(pdf)
    assert len(document) == 1
    assert [round(side / MM) for side in document[0].get_size()] == [105, 148]
    said = plain(text_of(pdf))
    for text in (
        face.fair,
        face.role,
        face.name,
        face.second_name,
        face.position,
        face.company,
        face.days,
        CODE,
        "C",
        "07",
        "Gian hàng",
        "Mã thẻ",
        "Vào cửa",
    ):
        assert plain(text) in said


@pytest.mark.parametrize("shown", list(render.Shown))
@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("vi", (LONGEST_NAME, "", LONGEST_FIRM)),
        ("vi", ("Ẵ Ễ Ộ Ứ Ỷ", LONGEST_NAME, LONGEST_FIRM * 3)),
        (
            "en",
            ("Wolfeschlegelsteinhausen-Montgomeryshire", "", "Donaudampfschifffahrtselektrizitätenbau GmbH"),
        ),
        ("ja", ("髙橋 﨑一郎", "Takahashi Sakiichirō", "株式会社東海精密機械製作所 ベトナム駐在員事務所")),
        ("ja", ("寿限無寿限無五劫の擦り切れ海砂利水魚の水行末雲来末風来末", "Jugemu Jugemu", "株" * 300)),
        ("en", ("W" * 300, "M" * 300, "W" * 300)),
        ("vi", ("A", "", "")),
    ],
)
def test_names_always_fit_whole_and_apart_from_their_neighbours(make_face, shown, language, names):
    name, second, company = names
    pdf = render.badge_pdf(make_face(language, name=name, second_name=second, company=company, shown=shown))
    assert len(pdfium.PdfDocument(pdf)) == 1
    said = plain(text_of(pdf))
    for text in (name, second, company):
        assert plain(text) in said
    assert letters_outside(pdf) == []
    # names stand between the slot and the QR: nothing of them reaches into the QR's square, nor the strap
    side = 36 if shown is render.Shown.CODE else 50
    boxes = lines_of(pdf, 8 + 15 + 0.5, 148 - 19 - 1)
    assert boxes
    assert min(bottom for _, bottom, _, _ in boxes) >= (8 + 15 + 3 + side - 0.6) * MM
    assert max(top for *_, top in boxes) <= (148 - 19 - 3) * MM
    assert decoded(pdf)


@pytest.mark.parametrize(
    ("role", "fair"),
    [
        (
            "Doanh nghiệp công nghiệp hỗ trợ trưng bày chính thức",
            "Hội chợ Công nghiệp hỗ trợ và Chế biến chế tạo Hà Nội 2026",
        ),
        ("出展者", "ハノイ裾野産業展示会2026"),
    ],
)
def test_a_long_role_and_a_long_fair_share_the_strap(make_face, role, fair):
    pdf = render.badge_pdf(make_face(role=role, fair=fair))
    assert plain(role) in plain(text_of(pdf))
    assert plain(fair) in plain(text_of(pdf))
    boxes = lines_of(pdf, 148 - 19, 148)
    assert min(bottom for _, bottom, _, _ in boxes) >= (148 - 19) * MM
    assert max(right for *_, right, _ in boxes) <= (105 - 7.9) * MM
    assert min(left for left, *_ in boxes) >= 7.9 * MM


def test_the_title_block_holds_long_labels_days_and_plates(make_face):
    words = render.BadgeWords(
        language="vi",
        document="Thẻ",
        code="Mã thẻ vào cửa của bạn",
        days="Ngày được vào cửa hội chợ",
        code_alt="a",
        token_alt="b",
    )
    face = make_face(
        words=words,
        days="Thứ Năm 24/9, Thứ Sáu 25/9 và Thứ Bảy 26/9/2026",
        plate=render.Plate(label="Gian hàng của bạn ở", letter="H3", number="1024-B"),
    )
    pdf = render.badge_pdf(face)
    boxes = lines_of(pdf, 7.5, 8 + 15)
    assert len(boxes) > 80
    assert max(top for *_, top in boxes) <= (8 + 15) * MM
    assert max(right for *_, right, _ in boxes) <= (105 - 8) * MM
    assert min(left for left, *_ in boxes) >= 8 * MM
    assert min(bottom for _, bottom, _, _ in boxes) >= 8 * MM


@pytest.mark.parametrize("make", [render.badge_pdf, render.badge_png, render.badge_svg])
def test_equal_faces_give_equal_bytes_and_others_do_not(make_face, make):
    assert make(make_face()) == make(make_face())
    assert make(make_face()) != make(make_face(name="Tanaka Kenja"))


def test_a_pdf_is_tagged_titled_and_in_its_language(make_face):
    for language, title in (("vi", "Thẻ vào cửa: Tanaka Kenji"), ("ja", "入場証: Tanaka Kenji")):
        pdf = render.badge_pdf(make_face(language))
        assert pdfium.PdfDocument(pdf).get_metadata_dict()["Title"] == title
        assert b"/MarkInfo" in pdf
        assert b"pdfuaid:part" in pdf
        assert f"/Lang ({language})".encode() in pdf or f"/Lang({language})".encode() in pdf
        assert b"CreationDate" not in pdf


def test_only_the_houses_fonts_are_embedded(make_face):
    pdf = render.badge_pdf(make_face(second_name="田中 健二 김민준"))
    names = {name.decode().partition("+")[2] for name in re.findall(rb"/FontName ?/([\w+-]+)", pdf)}
    assert {name.partition("-")[0] for name in names} == {
        "BeVietnamPro",
        "BarlowCondensed",
        "NotoSansJP",
        "NotoSansKR",
    }


@pytest.mark.parametrize(
    "hostile",
    [
        '#panic("x")',
        "$ x^2 $",
        "*bold* _it_ = H <l> @ref",
        '"); #read("/etc/passwd")',
        "\\u{41} \\",
        "</svg><script>alert(1)</script>",
        "`raw` // c /* d */",
        "#(1+1)",
    ],
)
def test_markup_in_a_name_is_printed_as_it_was_typed(make_face, hostile):
    pdf = render.badge_pdf(make_face(name=hostile, company=hostile))
    assert plain(text_of(pdf)).count(plain(hostile)) == 2
    drawn = ET.fromstring(render.badge_svg(make_face(name=hostile)))
    assert hostile in drawn.attrib["aria-label"]
    assert not [element for element in drawn.iter() if element.tag.endswith("script")]


def test_control_and_invisible_characters_vanish_and_unknown_scripts_print_as_geta(make_face):
    face = make_face(name="A\x00\u202eB\u200b\r\n\tC\u2028D", company="ไ Co \U0001f600")
    assert face.name == "AB C D"
    assert face.company == "〓 Co 〓"
    assert "〓" in text_of(render.badge_pdf(face))


def test_an_svg_may_stand_inline_and_holds_the_qr_as_a_path(make_face):
    svg = render.badge_svg(make_face(shown=render.Shown.BOTH))
    drawn = ET.fromstring(svg)
    assert drawn.attrib["role"] == "img"
    assert drawn.attrib["aria-label"] == "Thẻ vào cửa: Tanaka Kenji, Denko Việt Nam"
    for banned in ("data:", "style=", "<script", "<image", "<text", "http-equiv"):
        assert banned not in svg
    assert qr.matrix(CODE).path in svg
    assert qr.matrix(TOKEN).path in svg


def test_an_svg_of_an_unknown_shape_is_refused_rather_than_broken():
    with pytest.raises(UnknownDrawing):
        self_contained('<svg viewBox="0 0 1 1"><image href="data:x"/></svg>', images=["<svg />"], label="")


def test_a_png_has_the_asked_resolution(make_face):
    assert Image.open(io.BytesIO(render.badge_png(make_face()))).size == (1240, 1748)


def test_many_badges_are_one_document_in_order(make_face):
    pdf = render.badges_pdf([make_face(name=f"Khách {n}") for n in range(12)])
    assert len(pdfium.PdfDocument(pdf)) == 12
    assert [f"Khách{n}" in plain(text_of(pdf, n)) for n in range(12)] == [True] * 12
    assert decoded(pdf, 11) == [CODE]
    assert pdfium.PdfDocument(pdf).get_metadata_dict()["Title"] == "Thẻ vào cửa (12)"


def test_no_badge_and_too_many_are_refused(make_face):
    for faces in ([], [make_face()] * 501):
        with pytest.raises(ValueError, match="1 to 500"):
            render.badges_pdf(faces)


def test_threads_print_at_once_and_each_gets_its_own(make_face):
    faces = [make_face(name=f"Người {n}", shown=list(render.Shown)[n % 3]) for n in range(24)]
    alone = [render.badge_pdf(face) for face in faces]
    together = [b""] * len(faces)
    barrier = threading.Barrier(4)

    def work(part):
        barrier.wait()
        for at in range(part, len(faces), 4):
            together[at] = render.badge_pdf(faces[at])

    threads = [threading.Thread(target=work, args=(part,)) for part in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert together == alone
    assert len(press._kept) == 1  # the others had one of their own only as long as they needed it


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"colour": "red"}, "#rrggbb"),
        ({"colour": "#FFFFFF"}, "#rrggbb"),
        ({"code": "0" * 12}, "printed code"),
        ({"shown": render.Shown.TOKEN, "token": ""}, "no token"),
        ({"name": "x" * 301}, "name is longer"),
    ],
)
def test_a_face_that_cannot_be_printed_is_refused_when_made(make_face, wrong, said):
    with pytest.raises(ValueError, match=said):
        make_face(**wrong)


def test_a_language_is_a_code():
    with pytest.raises(ValueError, match="language"):
        render.BadgeWords(language="Vietnamese", document="", code="", days="", code_alt="", token_alt="")


@pytest.mark.parametrize("colour", [*render.Lanyard, "#ffffff", "#000000", "#ffdd00"])
def test_the_role_word_is_readable_on_every_strap(colour):
    assert contrast(ink_on(colour), colour) >= 4.5
    assert contrast(ink_on(colour), woven(colour)) >= 4.5


def test_the_words_fixture_covers_the_three_languages():
    assert set(WORDS) == {"vi", "en", "ja"}
