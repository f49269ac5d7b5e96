"""The search for makers: what is asked of a capability must hold for one of them; words need no marks."""

import datetime as dt

import pytest

from directory.models import Capability, Certificate, Company, Term
from directory.queries.makers import MakerSearch, facets, in_order, makers, understood
from directory.services.search_texts import keep_company_texts
from tests.factories.people import make_company

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 9, 25)


@pytest.fixture
def terms():
    made = [
        ("process", "five-axis", "Phay CNC 5 trục", "5-axis milling"),
        ("process", "cnc-milling", "Phay CNC", "CNC milling"),
        ("process", "welding", "Hàn kết cấu", "Welding"),
        ("material", "s45c", "Thép S45C", "Steel S45C"),
        ("standard", "iso-9001", "ISO 9001:2015 Quản lý chất lượng", "ISO 9001:2015 Quality"),
    ]
    return {code: Term.objects.create(kind=kind, code=code, name_vi=vi, name_en=en) for kind, code, vi, en in made}


@pytest.fixture
def maker(terms):
    def make(name, *capabilities, **fields) -> Company:
        company = make_company(name, **fields)
        for process, tolerance, size in capabilities:
            Capability.objects.create(company=company, process=terms[process], tolerance_um=tolerance, size_max_mm=size)
        keep_company_texts([company.pk])
        return company

    return make


def names(search, **kwargs):
    return sorted(makers(search, on=DAY, **kwargs).values_list("short_name", flat=True))


def test_words_are_found_without_marks(maker):
    maker("Cơ khí Đông Anh", ("five-axis", 5, 600))
    maker("Nhựa Hà Nội", ("welding", 500, 2000))
    assert names(MakerSearch(text="gia cong phay 5 truc")) == ["Cơ khí Đông Anh"]
    assert names(MakerSearch(text="ĐÔNG anh")) == ["Cơ khí Đông Anh"]


def test_a_word_begins_where_a_word_begins(maker):
    maker("Bánh răng Hoàng Lợi", ("cnc-milling", 10, 300))
    assert names(MakerSearch(text="anh")) == []
    assert names(MakerSearch(text="banh")) == ["Bánh răng Hoàng Lợi"]


def test_a_short_number_is_a_whole_word(maker):
    maker("Xưởng 50", ("welding", 500, 2000))
    assert names(MakerSearch(text="5")) == []
    assert names(MakerSearch(text="50")) == ["Xưởng 50"]


def test_process_tolerance_and_size_must_hold_for_one_capability(maker):
    maker("Hai việc", ("five-axis", 50, 600), ("welding", 5, 100))
    assert names(MakerSearch(processes=("five-axis",), tolerance_um=10)) == []
    assert names(MakerSearch(processes=("five-axis",), tolerance_um=50)) == ["Hai việc"]
    assert names(MakerSearch(tolerance_um=10, size_mm=500)) == []


def test_values_of_a_group_are_alternatives_and_groups_add_up(maker):
    maker("A", ("five-axis", 5, 600), province="Hà Nội")
    maker("B", ("welding", 500, 600), province="Bắc Ninh")
    assert names(MakerSearch(processes=("five-axis", "welding"))) == ["A", "B"]
    assert names(MakerSearch(processes=("five-axis", "welding"), provinces=("Bắc Ninh",))) == ["B"]


@pytest.mark.parametrize(
    ("dates", "state", "found"),
    [
        ((dt.date(2025, 1, 1), DAY), "verified", ["A"]),
        ((dt.date(2025, 1, 1), DAY - dt.timedelta(days=1)), "verified", []),
        ((DAY + dt.timedelta(days=1), dt.date(2028, 1, 1)), "verified", []),
        ((dt.date(2025, 1, 1), dt.date(2028, 1, 1)), "rejected", []),
        ((dt.date(2025, 1, 1), dt.date(2028, 1, 1)), "declared", ["A"]),
    ],
)
def test_a_certificate_counts_when_it_holds_on_the_day(maker, terms, dates, state, found):
    company = maker("A", ("welding", 500, 600))
    Certificate.objects.create(
        company=company, standard=terms["iso-9001"], number="1", issued_on=dates[0], expires_on=dates[1], state=state
    )
    assert names(MakerSearch(standards=("iso-9001",))) == found


def test_who_is_not_listed_or_makes_nothing_is_not_found(maker):
    maker("Ẩn", ("welding", 500, 600), is_listed=False)
    maker("Chưa khai")
    assert names(MakerSearch()) == []


def test_facets_count_what_each_choice_would_leave(maker):
    maker("A", ("five-axis", 5, 600), province="Hà Nội", export_markets=["JP", "KR"])
    maker("B", ("five-axis", 50, 1200), ("welding", 500, 2000), province="Bắc Ninh", export_markets=["JP"])
    found = facets(MakerSearch(provinces=("Hà Nội",)), on=DAY)
    assert [(c.value, c.count) for c in found.processes] == [("five-axis", 1)]
    assert [(c.value, c.count) for c in found.provinces] == [("Bắc Ninh", 1), ("Hà Nội", 1)]
    assert [(c.value, c.count) for c in found.tolerances] == [("5", 1), ("10", 1), ("50", 1), ("100", 1)]
    assert [(c.value, c.count) for c in found.markets] == [("JP", 1), ("KR", 1)]
    everything = facets(MakerSearch(), on=DAY)
    assert [(c.value, c.count) for c in everything.sizes] == [("100", 2), ("500", 2), ("1000", 1), ("2000", 1)]


@pytest.mark.parametrize("rows", [1, 3])
def test_facets_take_the_same_queries_whatever_the_number(maker, rows, django_assert_num_queries):
    for n in range(rows):
        maker(f"Xưởng {n}", ("welding", 500, 600))
    with django_assert_num_queries(8):
        facets(MakerSearch(text="xuong"), on=DAY)


def test_a_name_that_was_typed_stands_first_then_the_fairs_exhibitors(maker):
    maker("Anh Minh", ("welding", 500, 600))
    showing = maker("Bách Việt", ("welding", 500, 600))
    maker("Cơ khí Hàn", ("welding", 500, 600))
    first = Company.objects.filter(pk=showing.pk)
    search = MakerSearch()
    ordered = in_order(makers(search, on=DAY), search, "best", first=first)
    assert [c.short_name for c in ordered] == ["Bách Việt", "Anh Minh", "Cơ khí Hàn"]
    search = MakerSearch(text="co khi han")
    ordered = in_order(makers(search, on=DAY), search, "best", first=first)
    assert [c.short_name for c in ordered] == ["Cơ khí Hàn"]


@pytest.mark.usefixtures("terms")
def test_typed_words_are_understood_as_the_closest_terms():
    assert [term.code for term in understood("gia cong phay 5 truc")] == ["five-axis"]
    assert [term.code for term in understood("phay")] == ["cnc-milling"]
    assert understood("xyz") == []
    assert understood("") == []
