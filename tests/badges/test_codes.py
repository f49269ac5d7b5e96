"""Printed codes: every slip of one character and every swap is caught, and no Vietnamese keyboard garbles one."""

import random
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badges import codes, qr

SOME = [codes.new_code() for _ in range(20)]
CODE = "7KH4M9XR3T2" + codes.check_character("7KH4M9XR3T2")


def test_a_new_code_is_twelve_characters_and_passes():
    for code in SOME:
        assert len(code) == 12
        assert codes.is_code(code)
        assert codes.normalise(code) == code


def test_codes_do_not_repeat():
    assert len({codes.new_code() for _ in range(5000)}) == 5000


def test_every_single_wrong_character_is_caught():
    for code in SOME:
        for at in range(12):
            for wrong in codes.ALPHABET.replace(code[at], ""):
                assert codes.normalise(code[:at] + wrong + code[at + 1 :]) is None


def test_every_swap_of_two_characters_is_caught():
    """All pairs of places and all pairs of values: the check is linear, so this is every swap there is."""
    for first, second in combinations(range(12), 2):
        for a, b in combinations(codes.ALPHABET, 2):
            code = [*"0" * 12]
            code[first], code[second] = a, b
            swapped = code.copy()
            swapped[first], swapped[second] = b, a
            filler = next(at for at in range(12) if at not in (first, second))
            for value in codes.ALPHABET:  # exactly one value makes the code true
                code[filler] = swapped[filler] = value
                if codes.is_code("".join(code)):
                    break
            assert codes.is_code("".join(code))
            assert not codes.is_code("".join(swapped))


def test_a_random_text_of_the_alphabet_passes_once_in_23():
    rng = random.Random(1)
    passed = sum(codes.is_code("".join(rng.choices(codes.ALPHABET, k=12))) for _ in range(23_000))
    assert 900 < passed < 1100


def test_the_alphabet_has_nothing_that_telex_or_vni_acts_on():
    assert len(codes.ALPHABET) == len(set(codes.ALPHABET)) == 23
    assert not set(codes.ALPHABET) & set("AEIOUYDW")
    assert not set(codes.ALPHABET) & set("OQDILZSB")


@pytest.mark.parametrize(
    "typed",
    [
        CODE.lower(),
        codes.grouped(CODE),
        codes.grouped(CODE).replace(" ", "-"),
        codes.grouped(CODE).replace(" ", " – "),
        f"  {CODE}\r\n",
        "\u200b" + CODE,
        CODE.replace(" ", "\u00a0"),
        "".join(chr(ord(character) + 0xFEE0) for character in CODE),
        ".".join(CODE),
    ],
)
def test_what_people_and_scanners_add_is_forgiven(typed):
    assert codes.normalise(typed) == CODE


@pytest.mark.parametrize(
    ("body", "slips"),
    [
        (
            "0018H52C3K4",
            [("0", "O"), ("0", "q"), ("0", "d"), ("1", "l"), ("1", "I"), ("8", "B"), ("5", "s"), ("2", "z")],
        )
    ],
)
def test_look_alikes_are_read_as_what_is_printed(body, slips):
    code = body + codes.check_character(body)
    for printed, typed in slips:
        assert codes.normalise(code.replace(printed, typed)) == code


@pytest.mark.parametrize(
    ("body", "keys", "shown"),
    [
        ("7K00M9XR3T2", "OO", "Ô"),  # Telex: oo
        ("7K06M9XR3T2", "O6", "ô"),  # VNI: o6
        ("7K00M9XR3T2", "DD", "Đ"),  # Telex: dd
        ("7K09M9XR3T2", "D9", "đ"),  # VNI: d9
        ("7K0FM9XR3T2", "OF", "Ò"),  # Telex: of
        ("7K02M9XR3T2", "O2", "ò"),  # VNI: o2
        ("7K1JM9XR3T2", "IJ", "Ị"),
        ("7K000FM9XR3", "OOF", "Ồ"),
        ("7K00JM9XR3T", "OOJ", "Ộ"),
        ("7K065M9XR3T", "O65", "ộ"),
    ],
)
def test_a_look_alike_garbled_by_an_input_method_is_undone(body, keys, shown):
    code = body + codes.check_character(body)
    plain = keys.translate(str.maketrans("OD", "00")).replace("I", "1")
    assert codes.normalise(code.replace(plain, shown, 1)) == code


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "-",
        CODE[:-1],
        CODE + "0",
        CODE + CODE,
        "0" * 12,
        "Nguyễn Văn A",
        CODE.replace("K", "W"),
        "\u0302" * 12,
        "ư" * 6,
        "x" * 65,
        "!" + CODE,
        "٣" * 12,
    ],
)
def test_anything_else_is_no_code(text):
    assert codes.normalise(text) is None


@given(st.text(max_size=80))
def test_any_text_is_a_code_or_nothing(text):
    assert (found := codes.normalise(text)) is None or codes.is_code(found)


@pytest.mark.parametrize("body", ["", "0" * 10, "0" * 12, "A" * 11, "ß" * 11])
def test_a_check_character_needs_eleven_of_the_alphabet(body):
    with pytest.raises(ValueError, match="eleven"):
        codes.check_character(body)


def test_a_code_fits_qr_version_1_at_level_q():
    """At least: one in twenty thousand is all digits, takes less room, and has the highest level."""
    for code in [*SOME, "704123456789"]:
        drawn = qr.matrix(code)
        assert (drawn.version, drawn.level, drawn.size) == (1, "H" if code.isdigit() else "Q", 21)
