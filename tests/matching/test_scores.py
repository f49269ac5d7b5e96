"""Scores and suggestions: each criterion at its edge, points that add up, and no maker everywhere."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.provinces import distance_km
from matching.scores import POINTS, Capability, Certificate, Code, Maker, Need, Score, Verdict, score
from matching.suggestions import suggest

FAIR_DAY = date(2026, 11, 26)
NEED = Need(
    process="cnc-milling",
    materials=("al-6061", "sus304"),
    length_mm=120,
    width_mm=80,
    height_mm=40,
    tolerance_um=20,
    annual_quantity=12_000,
    standards=("iso-9001", "iatf-16949"),
    languages=("ja", "en"),
    province="Hà Nội",
)
MILLING = Capability(
    process="cnc-milling",
    materials=("al-6061", "sus304", "pom"),
    tolerance_um=10,
    size_min_mm=10,
    size_max_mm=500,
    batch_min=100,
    batch_max=5_000,
)
MAKER = Maker(
    capabilities=(Capability(process="casting"), MILLING),
    certificates=(Certificate("iso-9001", date(2027, 1, 1)), Certificate("iatf-16949", FAIR_DAY)),
    languages=("vi", "ja"),
    province="Bắc Ninh",
)


def of(code: str, need: Need = NEED, maker: Maker = MAKER) -> tuple[str, int]:
    result = score(need, maker, on=FAIR_DAY)
    (found,) = [criterion for criterion in (*result.met, *result.unmet) if criterion.code == code]
    return found.verdict, found.points


def milling(**changes: Any) -> Maker:
    return replace(MAKER, capabilities=(replace(MILLING, **changes),))


def test_a_perfect_match_has_all_points() -> None:
    result = score(NEED, MAKER, on=FAIR_DAY)
    assert (result.points, result.total, result.percent, result.capability) == (100, 100, 100, 1)
    assert result.unmet == ()
    assert {criterion.code for criterion in result.met} == set(Code)


def test_what_is_not_asked_for_does_not_count() -> None:
    result = score(Need(process="cnc-milling"), MAKER, on=FAIR_DAY)
    assert [criterion.code for criterion in result.met] == ["process"]
    assert (result.points, result.total) == (30, 30)


def test_a_maker_without_the_process_cannot_make_it() -> None:
    result = score(NEED, replace(MAKER, capabilities=(replace(MILLING, process="casting"),)), on=FAIR_DAY)
    assert not result.can_make
    assert {criterion.code for criterion in result.unmet} == {"process", "material", "size", "tolerance", "quantity"}
    assert result.points == POINTS[Code.CERTIFICATE] + POINTS[Code.LANGUAGE] + POINTS[Code.DISTANCE]


def test_a_maker_who_said_nothing_scores_nothing() -> None:
    result = score(NEED, Maker(), on=FAIR_DAY)
    assert (result.points, result.total, result.capability, result.met) == (0, 100, None, ())


@pytest.mark.parametrize(
    ("code", "changes", "verdict", "points"),
    [
        ("material", {"materials": ("al-6061",)}, "partly", 7),
        ("material", {"materials": ("pom",)}, "unmet", 0),
        ("material", {"materials": ()}, "unknown", 0),
        ("size", {"size_max_mm": 120}, "met", 10),
        ("size", {"size_max_mm": 119}, "unmet", 0),
        ("size", {"size_min_mm": 120}, "met", 10),
        ("size", {"size_min_mm": 121}, "unmet", 0),
        ("size", {"size_min_mm": None}, "met", 10),
        ("size", {"size_min_mm": None, "size_max_mm": None}, "unknown", 0),
        ("tolerance", {"tolerance_um": 20}, "met", 15),
        ("tolerance", {"tolerance_um": 21}, "unmet", 0),
        ("tolerance", {"tolerance_um": None}, "unknown", 0),
        ("quantity", {"batch_min": 1_000}, "met", 10),
        ("quantity", {"batch_min": 1_001}, "unmet", 0),
        ("quantity", {"batch_max": 1_000}, "met", 10),
        ("quantity", {"batch_max": 999}, "unmet", 0),
        ("quantity", {"batch_min": None, "batch_max": None}, "unknown", 0),
    ],
)
def test_a_capability_at_its_edge(code: str, changes: dict[str, Any], verdict: str, points: int) -> None:
    assert of(code, maker=milling(**changes)) == (verdict, points)


def test_a_fraction_of_a_month_is_not_rounded_away() -> None:
    assert of("quantity", need=replace(NEED, annual_quantity=12_001), maker=milling(batch_max=1_000)) == ("unmet", 0)


def test_a_certificate_counts_through_its_last_day() -> None:
    late = Certificate("iatf-16949", date(2026, 11, 25))
    expired = replace(MAKER, certificates=(Certificate("iso-9001"), late))
    assert of("certificate") == ("met", 10)
    assert of("certificate", maker=expired) == ("partly", 5)
    assert of("certificate", maker=replace(MAKER, certificates=(late,))) == ("unmet", 0)
    assert of("certificate", maker=replace(MAKER, certificates=())) == ("unknown", 0)


def test_one_common_language_is_enough() -> None:
    assert of("language", maker=replace(MAKER, languages=("en",))) == ("met", 5)
    assert of("language", maker=replace(MAKER, languages=("vi",))) == ("unmet", 0)
    assert of("language", maker=replace(MAKER, languages=())) == ("unknown", 0)


@pytest.mark.parametrize(
    ("province", "verdict", "points"),
    [
        ("Hà Nội", "met", 5),
        ("Hải Phòng", "met", 5),
        ("Nghệ An", "partly", 2),
        ("Đồng Nai", "unmet", 0),
        ("Aichi", "unknown", 0),
    ],
)
def test_distance_by_province(province: str, verdict: str, points: int) -> None:
    assert of("distance", maker=replace(MAKER, province=province)) == (verdict, points)


def test_the_criterion_carries_what_a_page_needs() -> None:
    result = score(NEED, milling(tolerance_um=50), on=FAIR_DAY)
    (criterion,) = result.unmet
    assert (criterion.code, criterion.asked, criterion.offered, criterion.out_of) == ("tolerance", (20,), (50,), 15)


def test_the_best_capability_is_taken_and_the_first_among_equals() -> None:
    rough = replace(MILLING, tolerance_um=100)
    assert score(NEED, replace(MAKER, capabilities=(rough, MILLING, MILLING)), on=FAIR_DAY).capability == 1


numbers = st.none() | st.integers(1, 100)


@given(
    a=st.builds(Need, process=st.sampled_from("xy"), tolerance_um=numbers, length_mm=numbers, annual_quantity=numbers),
    b=st.builds(
        Capability, process=st.sampled_from("xy"), tolerance_um=numbers, size_max_mm=numbers, batch_min=numbers
    ),
)
def test_points_add_up_and_full_points_mean_all_met(a: Need, b: Capability) -> None:
    result: Score = score(a, Maker(capabilities=(b,)), on=FAIR_DAY)
    assert 0 <= result.points <= result.total
    assert (result.points == result.total) == (not result.unmet)
    assert all(criterion.points == criterion.out_of for criterion in result.met)
    assert all(criterion.verdict is not Verdict.MET for criterion in result.unmet)


def test_suggestions_are_best_first_and_leave_out_the_blocked() -> None:
    makers = {
        "rough": milling(tolerance_um=100),
        "good": MAKER,
        "blocked": MAKER,
        "caster": Maker(capabilities=(Capability(process="casting"),)),
    }
    found = suggest({"need": NEED}, makers, on=FAIR_DAY, each=5, blocked=frozenset({("need", "blocked")}))
    assert [(s.maker, s.score.percent) for s in found["need"]] == [("good", 100), ("rough", 85)]


def test_no_maker_is_suggested_to_everybody() -> None:
    needs = dict.fromkeys(range(4), NEED)
    makers = {"best": MAKER, "next": milling(tolerance_um=100)}
    found = suggest(needs, makers, on=FAIR_DAY, each=1, cap=2)
    assert [[s.maker for s in row] for row in found.values()] == [["best"], ["best"], ["next"], ["next"]]


@pytest.mark.parametrize(
    ("one", "other", "km"),
    [("Hà Nội", "hanoi", 0), ("TP. Hồ Chí Minh", "Sài Gòn", 0), ("Tỉnh Đồng Nai", "Biên Hòa", None)],
)
def test_provinces_are_known_under_their_usual_names(one: str, other: str, km: int | None) -> None:
    assert distance_km(one, other) == km


def test_hanoi_to_saigon_is_some_1140_km() -> None:
    assert distance_km("Thành phố Hà Nội", "Hồ Chí Minh City") == pytest.approx(1140, abs=15)
