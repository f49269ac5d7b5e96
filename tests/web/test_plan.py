"""The drawing of a hall: openings in walls, names that are never cut, every booth where it stands."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.plan import Spot, draw, features_of
from web.planframe import Feature
from web.planwords import width_of, wrap

HALL = (6000, 4000)


def spot(code="B01", *, x=300, y=300, width=300, depth=300, look="free", name=""):
    return Spot(code, x, y, width, depth, look, f"{code}, 9 m²", name)


def test_walls_are_open_where_gates_and_doors_are():
    gates = [Feature("gate", 1400, 4000, 700, 0, "Cổng A"), Feature("door", 0, 1880, 0, 240, "Kho")]
    walls = draw(*HALL, gates, []).walls
    assert walls == "M-6 -3H1206M-6 803H280M420 803H1206M-3 -6V376M-3 424V806M1203 -6V806"


def test_a_hall_without_openings_is_closed():
    assert draw(*HALL, [], []).walls == "M-6 -3H1206M-6 803H1206M-3 -6V806M1203 -6V806"


def test_axes_count_in_even_steps_and_skip_i_and_o():
    drawing = draw(*HALL, [], [])
    assert [(mark.x, mark.text) for mark in drawing.across] == [(i * 240.0, str(i + 1)) for i in range(6)]
    assert [(mark.y, mark.text) for mark in drawing.down] == [(i * 200.0, "ABCDE"[i]) for i in range(5)]


def test_one_booth_can_be_reached_by_tab_and_it_is_the_selected_one():
    spots = [spot("B01"), spot("B02", x=600), spot("B03", x=900)]
    assert [b.tabindex for b in draw(*HALL, [], spots, selected="B02").booths] == [-1, 0, -1]
    assert [b.tabindex for b in draw(*HALL, [], spots, selected="gone").booths] == [0, -1, -1]


def test_the_second_sign_stands_beside_the_colour():
    blocked, plain = draw(*HALL, [], [spot(look="blok"), spot("B02", x=600)]).booths
    assert (bool(blocked.hatch), bool(plain.hatch)) == (True, False)


def test_around_shows_the_neighbourhood_with_a_pin():
    drawing = draw(*HALL, [], [spot(), spot("B02", x=3000, y=2000)], around="B02")
    assert drawing.view_box == "420 280 420 300"
    assert drawing.pin is not None
    assert (drawing.pin.x, drawing.pin.y) == (630.0, 401.0)


def test_as_many_tables_as_the_name_says():
    area = Feature("meeting_area", 3900, 3300, 1100, 600, "Khu giao thương · 24 bàn")
    assert len(draw(*HALL, [area], []).tables) == 24


def test_features_are_named_in_the_page_language_else_in_one_that_is_there():
    raw = {"kind": "stage", "x": 0, "y": 0, "width": 900, "depth": 300, "label_vi": "Sân khấu", "label_en": "Stage"}
    assert [features_of({"features": [raw]}, language)[0].name for language in ("vi", "en", "ja")] == [
        "Sân khấu",
        "Stage",
        "Stage",
    ]
    assert features_of({}, "vi") == []


@pytest.mark.parametrize(("room", "lines"), [(54, ["Đồ gá", "Thành", "Công"]), (200, ["Đồ gá Thành Công"]), (10, [])])
def test_a_name_wraps_by_words_or_is_left_out(room, lines):
    assert list(wrap("Đồ gá Thành Công", room, 14.5, 4)) == lines


@given(
    st.lists(st.text(st.sampled_from("aăâbcđeêghiklmnoôơpqrstuưvxyÁẾỘ精密加工"), min_size=1, max_size=12), max_size=8),
    st.floats(20, 300),
)
def test_wrapped_lines_fit_and_lose_no_letter(words, room):
    text = " ".join(words)
    lines = wrap(text, room, 10, 4)
    assert all(width_of(line, 10) <= room for line in lines)
    assert len(lines) <= 4
    if lines:
        assert re.sub(r"\s", "", "".join(lines)) == re.sub(r"\s", "", text)
