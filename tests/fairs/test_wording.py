"""What a fair says of itself, in the reader's language or the next best."""

from types import SimpleNamespace

import pytest

from fairs.wording import said


@pytest.mark.parametrize(
    ("names", "told"),
    [
        ({"vi": "Cổng", "en": "Gate", "ja": "ゲート"}, ["Cổng", "Gate", "ゲート", "Gate"]),
        ({"vi": "Cổng", "en": "", "ja": ""}, ["Cổng"] * 4),
        ({"vi": "", "en": "Gate", "ja": ""}, ["Gate"] * 4),
        ({}, [""] * 4),
    ],
)
def test_a_name_is_said_in_the_language_asked_for_or_in_one_that_is_there(names, told):
    gate = SimpleNamespace(**{f"name_{code}": text for code, text in names.items()})
    assert [said(gate, "name", language) for language in ("vi", "en", "ja", "de")] == told
