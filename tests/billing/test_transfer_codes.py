"""Transfer codes: what banks and fingers do to them, and what is noticed."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.transfer_codes import ALPHABET, LENGTH, check_character, codes_in, is_transfer_code, new_transfer_code

CODE = "PH" + "7KM4ARTX" + check_character("7KM4ARTX")


def test_new_codes_are_valid_and_differ():
    codes = {new_transfer_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(is_transfer_code(code) and len(code) == LENGTH == 11 for code in codes)


def test_alphabet_has_no_look_alikes():
    assert len(ALPHABET) == len(set(ALPHABET)) == 23
    assert not set(ALPHABET) & set("0O1IL2Z5S8BUG")


@pytest.mark.parametrize(
    "memo",
    [
        CODE,
        CODE.lower(),
        f"MBVCB.5512345678.{CODE}.CT tu 0011 toi 1028",
        f"thanh toan gian hang {CODE[:4]} {CODE[4:8]}-{CODE[8:]} hoi cho",
        f"{CODE}{CODE} {CODE}",
        f"PHPH{CODE[2:]}",
        "".join(chr(ord(character) + 0xFEE0) for character in CODE),
    ],
)
def test_code_is_found_in_what_banks_make_of_it(memo):
    assert codes_in(memo) == [CODE]


@pytest.mark.parametrize("memo", ["", "chuyen tien", CODE[:-1], "PH" + "A" * 9, CODE.replace("PH", "HP")])
def test_nothing_is_found_where_no_code_is(memo):
    assert codes_in(memo) == []


def test_every_single_wrong_character_is_noticed():
    for at in range(2, LENGTH):
        for other in set(ALPHABET) - {CODE[at]}:
            assert not is_transfer_code(CODE[:at] + other + CODE[at + 1 :])


@given(st.text(ALPHABET, min_size=8, max_size=8))
def test_every_swap_of_two_is_noticed(body):
    code = list("PH" + body + check_character(body))
    for one, two in combinations(range(2, LENGTH), 2):
        swapped = code.copy()
        swapped[one], swapped[two] = code[two], code[one]
        assert is_transfer_code("".join(swapped)) == (swapped == code)
