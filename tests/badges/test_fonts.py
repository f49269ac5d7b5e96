"""The committed fonts: as listed, with the characters that names need, measured as they are drawn."""

import pytest
from fontTools.ttLib import TTFont

from badges import fonts
from badges.fonts import build

FILES = {
    ("Be Vietnam Pro", 400): "BeVietnamPro-Regular.ttf",
    ("Be Vietnam Pro", 600): "BeVietnamPro-SemiBold.ttf",
    ("Barlow Condensed", 500): "BarlowCondensed-Medium.ttf",
    ("Barlow Condensed", 600): "BarlowCondensed-SemiBold.ttf",
    ("Noto Sans JP", 400): "NotoSansJP-Regular.ttf",
    ("Noto Sans JP", 700): "NotoSansJP-Bold.ttf",
    ("Noto Sans KR", 400): "NotoSansKR-Regular.ttf",
    ("Noto Sans KR", 700): "NotoSansKR-Bold.ttf",
}
VIETNAMESE = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđ"


def test_every_file_is_what_the_sums_say():
    assert build.differing() == []


def test_each_licence_lies_beside_its_font():
    for family in {family for family, _ in FILES}:
        text = (fonts.FOLDER / f"OFL-{family.replace(' ', '')}.txt").read_text()
        assert "SIL OPEN FONT LICENSE Version 1.1" in text


def test_all_together_stay_under_13_megabytes():
    assert sum(path.stat().st_size for path in fonts.FOLDER.glob("*.ttf")) < 13_000_000


@pytest.mark.parametrize(("font", "file"), FILES.items())
def test_the_table_of_widths_is_the_fonts_own(font, file):
    ttf = TTFont(fonts.FOLDER / file)
    widths = {
        point: round(ttf["hmtx"][name][0] * 1000 / ttf["head"].unitsPerEm) for point, name in ttf.getBestCmap().items()
    }
    assert fonts.advances()[font] == widths


@pytest.mark.parametrize("family", ["Be Vietnam Pro", "Barlow Condensed"])
def test_every_vietnamese_letter_is_in_the_latin_fonts(family):
    for (name, _), table in fonts.advances().items():
        if name == family:
            assert [letter for letter in VIETNAMESE + VIETNAMESE.upper() if ord(letter) not in table] == []


def test_kana_and_the_kanji_of_both_levels_are_there():
    kana = [chr(point) for point in (*range(0x3041, 0x3097), *range(0x30A1, 0x30FB))]
    kanji = []
    for row in range(16, 85):
        for cell in range(1, 95):
            try:
                kanji.append(bytes((0xA0 + row, 0xA0 + cell)).decode("euc_jp"))
            except UnicodeDecodeError:
                continue
    assert len(kanji) == 2965 + 3390
    assert fonts.undrawable("".join(kana + kanji) + "髙﨑𠮷々〆ヶー・（）「」株①㈱") == ""


def test_every_syllable_of_hangul_is_there_and_what_firms_write():
    syllables = "".join(chr(point) for point in range(0xAC00, 0xD7A4))
    assert len(syllables) == 11_172
    assert fonts.undrawable(syllables + "ㄱㅎㅏ㈜ 삼성전자") == ""


def test_what_no_font_has_is_named_once_each():
    assert fonts.undrawable("ไ Nguyễn ไ발\U0001f600") == "ไ\U0001f600"
