"""Tax codes as the tax office numbers them, and folded texts."""

import pytest

from directory.rules import is_tax_code, normal_tax_code, search_text, search_words


@pytest.mark.parametrize("code", ["0100109106", "0100109106-001", "0300588569", "0101248141"])
def test_is_tax_code_knows_real_codes(code):
    assert is_tax_code(code)


@pytest.mark.parametrize(
    "code",
    ["", "0100109107", "010010910", "01001091060", "0100109106-01", "0100109106001", "O100109106", "0100109106-00a"],
)
def test_is_tax_code_refuses(code):
    assert not is_tax_code(code)


def test_is_tax_code_finds_every_single_wrong_digit():
    code = "0100109106"
    wrong = [code[:i] + digit + code[i + 1 :] for i in range(10) for digit in "0123456789" if digit != code[i]]
    assert [w for w in wrong if is_tax_code(w)] == []


@pytest.mark.parametrize(
    ("code", "is_valid"), [("T9010001008890", True), ("JP 1", False), ("", False), ("x" * 20, False)]
)
def test_is_tax_code_holds_foreign_codes_to_their_form(code, is_valid):
    assert is_tax_code(code, country="JP") is is_valid


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("0100 109 106", "0100109106"), ("0100109106001", "0100109106-001"), (" 0100.109.106-001", "0100109106-001")],
)
def test_normal_tax_code_takes_the_usual_spellings(typed, kept):
    assert normal_tax_code(typed) == kept


def test_search_text_folds_and_keeps_each_part_once():
    assert search_text(["Cơ khí Đông Anh", "CƠ KHÍ ĐÔNG ANH", "", "Phay CNC"]) == "co khi dong anh · phay cnc"


def test_search_words_counts_eight_words():
    assert search_words("Đông  Anh") == ["dong", "anh"]
    assert len(search_words("a b c d e f g h i j")) == 8
