"""Texts fit their boxes: by arithmetic here, on the printed page in test_render."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badges.faces import printable
from badges.fitting import LINE, Face, Style, breakable, fit

BOLD = Style(is_bold=True)
JA = Style(is_bold=True, language="ja")
BOX = {"width": 250, "height": 120, "most": 42, "least": 11}


def test_a_short_name_is_one_line_at_the_largest_size():
    fitted = fit("Lê Ý", BOLD, **BOX)
    assert (fitted.lines, fitted.size) == (("Lê Ý",), 42)


def test_a_longer_name_is_broken_into_lines_of_like_length():
    assert fit("Nguyễn Thị Hồng Nhung", BOLD, **BOX).lines == ("Nguyễn Thị", "Hồng Nhung")


def test_one_line_is_kept_while_it_is_large_enough():
    fitted = fit("Khách tham quan", BOLD, **(BOX | {"width": 150, "single": 14}))
    assert fitted.lines == ("Khách tham quan",)
    assert 14 <= fitted.size < 22


def test_kanji_break_at_spaces_first():
    text = "株式会社東海精密機械製作所 ベトナム駐在員事務所"
    assert fit(text, JA, **BOX).lines == tuple(text.split())


def test_kanji_without_spaces_break_between_and_never_before_small_kana_or_marks():
    text = "東海ベアリング・テクノロジーセンターホーチミン事務所（ベトナム）ヒューマンリソース部"
    lines = fit(text, JA, **BOX).lines
    assert "".join(lines) == text
    assert len(lines) > 1
    assert not any(line[0] in "・ーュ）" or line[-1] == "（" for line in lines)


def test_a_word_too_long_for_its_line_is_broken_rather_than_made_tiny():
    fitted = fit("W" * 100, BOLD, **BOX)
    assert "".join(fitted.lines) == "W" * 100
    assert len(fitted.lines) > 3
    assert fitted.size > 11


def test_a_double_name_is_broken_at_its_hyphen_first():
    lines = fit("Montgomeryshirewestminster-Northumberland", BOLD, **(BOX | {"least": 14})).lines
    assert lines == ("Montgomeryshirewestminster-", "Northumberland")


def test_nothing_is_nothing():
    assert fit("", BOLD, **BOX).lines == ()
    assert fit("", BOLD, **BOX).height == 0


texts = st.text(
    st.sampled_from("aWi ẴỄộ đĐ .-/ 髙﨑ー（）カ・ 1₫〓") | st.characters(codec="utf-8"),
    min_size=1,
    max_size=120,
)


@given(
    texts,
    st.sampled_from([BOLD, JA, Style(), Style(Face.SIGN, is_bold=True)]),
    st.floats(30, 400),
    st.floats(8, 300),
)
def test_any_text_fits_any_box_and_loses_no_character(text, style, width, height):
    clean = printable(text)
    fitted = fit(clean, style, width=width, height=height, most=42, least=9)
    assert "".join(fitted.lines).replace(" ", "") == clean.replace(" ", "")
    assert fitted.width <= width * 1.0001
    assert fitted.height <= height * 1.0001 or not clean
    assert 0 < fitted.size <= 42
    assert fitted.height == len(fitted.lines) * fitted.size * LINE


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("Nguyễn Văn An", "Nguyễn Văn An"),
        ("x" * 25, "x" * 12 + "\u200b" + "x" * 12 + "\u200b" + "x"),
        ("東" * 40, "東" * 40),
    ],
)
def test_only_long_runs_get_breaks_in_paragraphs(text, broken):
    assert breakable(text) == broken
