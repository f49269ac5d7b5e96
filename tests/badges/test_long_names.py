"""Five hundred longest names fit their badge, looked at on the picture: no ink where none belongs, no letter that is missing."""

import random

import numpy as np
import pypdfium2 as pdfium
import pytest

from badges import fonts, layout, render
from badges.designs import DEFAULT_LINES, FRAMES, Design, Line, Paper, Size
from badges.fitting import Fitted

from .test_render import plain

NAMES = 500
STACK = 100
DPI = 110
INK = 200  # darker than this, of 255
PAPERS = (Paper.A6, Paper.A7, Paper.ROLL, Paper.LABEL, Paper.A6)
LINES = (*DEFAULT_LINES, (Line.PLACE, Size.LARGE))
WORDS = {
    "vi": "Nguyễn Công Tằng Tôn Nữ Huyền Hoàng Thị Ngọc Phương Quỳnh Trâm Khuê Nghiêng Đường Thượng Quyền Tuyết Bửu",
    "en": "Wolfeschlegelsteinhausen Featherstonehaugh Cholmondeley Montgomery-Massingberd Maximilian Bartholomew Æthelwynn",
    "ja": "勘解由小路 東坊城 髙橋 左衛門三郎 ヴォルフガング アレクサンドリア 龍之介 長宗我部 五劫の擦り切れ 桜子﨑",
    "ko": "남궁하늘빛나라 황보 제갈선우 박차고나온노미새미나 독고 김온누리빛모아사름한가하 믜 꿻뚫 웨넷뷁 서문",
}
FIRMS = {
    "vi": "Công ty Cổ phần Cơ khí Chính xác và Thương mại Kỹ thuật Đông Anh - Chi nhánh Khu công nghiệp Bắc Ninh",
    "en": "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft (Vietnam) Co., Ltd.",
    "ja": "株式会社東海精密機械製作所ベトナム駐在員事務所調達購買部グローバルサプライチェーン推進室",
    "ko": "㈜대한정밀공업베트남하노이현지법인구매전략기획본부 글로벌공급망혁신추진단",
}


def longest_names(count):
    """Long ones of each language in turn, up to the 200 characters a person's name may have; the same in each run."""
    chance = random.Random(count)
    for n in range(count):
        language = ("vi", "ja", "ko", "en")[n % 4]
        joint = "" if language in {"ja", "ko"} and n % 8 < 4 else " "
        wanted = chance.choice((40, 60, 90, 140, 200))
        name = ""
        while len(name) < wanted:
            name = f"{name}{joint}{chance.choice(WORDS[language].split())}".strip()
        yield language, name[:200].strip()


def faces_of(names, make_face):
    return [
        make_face(
            "ja" if language == "ja" else "vi",
            name=name,
            second_name="" if n % 3 else name[:60],
            company=FIRMS[language] * (1 + n % 2),
            position="Trưởng phòng Mua hàng và Phát triển nhà cung cấp" if n % 2 else "",
            place="Bà Rịa - Vũng Tàu",
        )
        for n, (language, name) in enumerate(names)
    ]


def pages(faces, paper):
    """Each page as grey levels, and what can be read on it."""
    pdf = render.badges_pdf(faces, Design(paper=paper, lines=LINES))
    with pdfium.PdfDocument(pdf) as document:
        assert len(document) == len(faces)
        for page in document:
            picture = page.render(scale=DPI / 72, grayscale=True).to_numpy()
            yield np.asarray(picture).reshape(picture.shape[:2]), plain(page.get_textpage().get_text_range())


def stray_ink(picture, paper, side):
    """Dark pixels in the clear strips around the text: both edges, under the strap, above what stands below."""
    frame = FRAMES[paper]
    dot = DPI / 25.4
    top, hair = (frame.strap + 0.4) * dot, 0.35

    def strip(left, upper, right, lower):
        return int((picture[round(upper) : round(lower), round(left) : round(right)] < INK).sum())

    wide, high = frame.width * dot, frame.height * dot
    text_right = frame.width - frame.pad - (side + frame.gap if frame.beside else 0)
    middle_end = frame.height - frame.pad - frame.foot - frame.gap - (0 if frame.beside else side)
    return (
        strip(0, top, (frame.pad - hair) * dot, high)
        + strip((text_right + hair) * dot, top, (text_right + frame.gap - hair) * dot, middle_end * dot)
        + strip(wide - (frame.pad - hair) * dot, top, wide, high)
        + strip(0, top, wide, (frame.strap + (2.5 if frame.slot > 5 else frame.slot * 0.6)) * dot)
        + strip(frame.pad * dot, (middle_end + hair) * dot, text_right * dot, (middle_end + frame.gap - hair) * dot)
    )


def test_500_longest_names_fit_on_the_picture(make_face):
    names = list(longest_names(NAMES))
    assert {language for language, _ in names} == {"vi", "ja", "ko", "en"}
    assert sum(len(name) for _, name in names) / NAMES > 90
    strays, unread = [], []
    for at, paper in enumerate(PAPERS):
        faces = faces_of(names[at * STACK : (at + 1) * STACK], make_face)
        for face, (picture, said) in zip(faces, pages(faces, paper), strict=True):
            if stray_ink(picture, paper, FRAMES[paper].code):
                strays.append((paper, face.name))
            if fonts.undrawable(face.name + face.company) or plain(face.name) not in said:
                unread.append(face.name)
    assert strays == []
    assert unread == []


@pytest.mark.parametrize("paper", [Paper.A6, Paper.LABEL])
def test_the_look_finds_ink_when_the_fitting_is_off(make_face, monkeypatch, paper):
    def in_one_line(text, style, *, width, height, most, least, single=None):
        return Fitted((text,) if text else (), most, width)

    monkeypatch.setattr(layout, "fit", in_one_line)
    faces = faces_of(longest_names(4), make_face)
    assert all(stray_ink(picture, paper, FRAMES[paper].code) > 100 for picture, _ in pages(faces, paper))


@pytest.mark.parametrize("paper", [paper for paper in Paper if paper is not Paper.A4])
def test_the_name_keeps_its_share_wherever_the_design_puts_it(make_face, paper):
    order = (Line.COMPANY, Line.NAME, Line.POSITION, Line.SECOND_NAME, Line.PLACE)
    design = Design(paper=paper, lines=tuple((line, Size.LARGE) for line in order), code_side=FRAMES[paper].most_code)
    (face,) = faces_of([("vi", "Công Tằng Tôn Nữ Hoàng Thị Ngọc Phương Quỳnh Trâm Anh")], make_face)
    solved = layout.lay_out(face, design.frame, design)
    name = solved.line(Line.NAME)
    assert name.size >= 6
    assert name.height >= 0.2 * solved.middle * layout.MM
