"""Base45 against the examples of RFC 9285, and strict in what it takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badges import base45


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"AB", "BB8"),
        (b"Hello!!", "%69 VD92EX0"),
        (b"base-45", "UJCLQE7W581"),
        (b"ietf!", "QED8WEX0"),
        (b"", ""),
    ],
)
def test_examples_of_the_rfc(data, text):
    assert base45.encode(data) == text
    assert base45.decode(text) == data


@given(st.binary(max_size=200))
def test_every_byte_string_comes_back(data):
    assert base45.decode(base45.encode(data)) == data


@given(st.text(max_size=40) | st.text(base45.ALPHABET, max_size=40))
def test_a_text_is_refused_or_is_the_only_spelling(text):
    try:
        data = base45.decode(text)
    except base45.NotBase45:
        return
    assert base45.encode(data) == text


@pytest.mark.parametrize("text", ["A", "BB8A", "GGW", ":::", "::", "V5", "bb8", "BB8\n", "ß00", "００"])
def test_what_no_bytes_are_written_as_is_refused(text):
    with pytest.raises(base45.NotBase45):
        base45.decode(text)


def test_the_largest_groups_are_taken():
    assert base45.decode("FGW") == b"\xff\xff"
    assert base45.decode("U5") == b"\xff"
