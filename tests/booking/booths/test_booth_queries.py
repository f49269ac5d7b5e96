"""Booths as people see them: state, mine, filters, the plan, the nearest free ones, all in a constant number of queries."""

import datetime as dt

import pytest
from django.db.models import F

from booking.models import Booking
from booking.queries.booths import (
    Wanted,
    booth_seen,
    booths,
    count_states,
    live_booking_of,
    nearest_free,
    plan_booths,
    plan_states,
)
from booking.services.booths import hold_booth
from booking.states import BookingState
from fairs.models import Booth, Hall, Pavilion
from kernel.clock import now
from tests.factories.fair import make_booths, make_fair, make_hall
from tests.factories.people import make_company, make_user

pytestmark = pytest.mark.django_db

SEEN = {
    "draft": "held",
    "submitted": "reserved",
    "waitlisted": "available",
    "offered": "reserved",
    "approved": "reserved",
    "declined": "available",
    "awaiting_deposit": "contracted",
    "confirmed": "contracted",
    "paid": "contracted",
    "cancelled": "available",
    "expired": "available",
}


def book(booth, state="confirmed", company=None, *, minutes=15, name="TÊN"):
    expires = now() + dt.timedelta(minutes=minutes) if state == "draft" else None
    return Booking.objects.create(
        fair=booth.fair,
        booth=booth,
        company=company or make_company(),
        state=state,
        hold_expires_at=expires,
        fascia_name=name,
    )


@pytest.fixture
def hall():
    return make_hall(make_fair())


def test_state_of_a_booth_follows_from_its_booking(hall):
    rows = make_booths(hall, len(SEEN))
    for booth, state in zip(rows, SEEN, strict=True):
        book(booth, state)
    expected = {booth.code: state for booth, state in zip(rows, SEEN.values(), strict=True)}
    assert set(SEEN) == set(BookingState.values)
    assert {row["code"]: row["state"] for row in booths(hall.fair)} == expected
    assert plan_states(hall.fair) == expected
    assert {row["code"]: row["state"] for row in plan_booths(hall)} == expected
    assert {booth.code: booth_seen(booth)["state"] for booth in rows} == expected
    assert count_states(hall.fair) == {"available": 4, "held": 1, "reserved": 3, "contracted": 3}


def test_expired_hold_reads_as_free_everywhere(hall):
    booth, other = make_booths(hall, 2)
    book(booth, "draft", minutes=-1)
    book(other, "draft", minutes=1)
    assert [row["state"] for row in booths(hall.fair)] == ["available", "held"]
    assert plan_states(hall.fair) == {"B01": "available", "B02": "held"}
    assert [row["state"] for row in plan_booths(hall)] == ["available", "held"]
    assert (live_booking_of(booth), live_booking_of(other).booth) == (None, other)
    assert [free["code"] for free in nearest_free(other)] == ["B01"]
    assert [row["code"] for row in booths(hall.fair, wanted=Wanted(states=["available"]))] == ["B01"]


def test_earlier_bookings_of_a_booth_do_not_double_it(hall):
    booth = make_booths(hall, 1)[0]
    for state in ("expired", "cancelled", "declined", "confirmed"):
        book(booth, state)
    assert len(booths(hall.fair)) == len(plan_booths(hall)) == len(plan_states(hall.fair)) == 1


def test_mine_is_what_my_company_has_and_its_name_stands_there(hall):
    mine = make_company()
    own, held, sold, applied = make_booths(hall, 4)
    book(own, "draft", mine, name="")
    book(held, "draft", name="BÍ MẬT")
    book(sold, "paid", name="AI CŨNG THẤY")
    book(applied, "submitted", name="BÍ MẬT")
    seen = [(row["code"], row["mine"], row["exhibitor"]) for row in booths(hall.fair, own_companies={mine.pk})]
    assert seen == [("B01", True, ""), ("B02", False, ""), ("B03", False, "AI CŨNG THẤY"), ("B04", False, "")]
    assert [(row["code"], row["mine"], row["exhibitor"]) for row in plan_booths(hall, own_companies={mine.pk})] == seen
    assert plan_states(hall.fair, own_companies={mine.pk}) == {
        "B01": "mine",
        "B02": "held",
        "B03": "contracted",
        "B04": "reserved",
    }


def test_drafts_and_withdrawn_booths_are_the_organisers_alone(hall):
    for booth, status in zip(make_booths(hall, 4), ("draft", "available", "blocked", "withdrawn"), strict=True):
        Booth.objects.filter(pk=booth.pk).update(status=status)
    assert [row["state"] for row in booths(hall.fair)] == ["available", "blocked"]
    assert [row["state"] for row in booths(hall.fair, see_all=True)] == ["draft", "available", "blocked", "withdrawn"]
    assert plan_states(hall.fair) == {"B02": "available", "B03": "blocked"}
    assert len(plan_states(hall.fair, see_all=True)) == len(plan_booths(hall, see_all=True)) == 4
    assert count_states(hall.fair) == {"available": 1, "held": 0, "reserved": 0, "contracted": 0, "blocked": 1}


def test_filters_narrow_the_list(hall):
    first, second, third = make_booths(hall, 3)
    other = make_booths(make_hall(hall.fair, "A2"), 1, row="C", kind="raw")[0]
    pavilion = Pavilion.objects.create(fair=hall.fair, code="JP", name_vi="Nhật Bản")
    Booth.objects.filter(pk=second.pk).update(pavilion=pavilion, depth_cm=400)
    book(third, "confirmed")
    book(first, "draft")

    def codes(**wanted):
        return [row["code"] for row in booths(hall.fair, wanted=Wanted(**wanted))]

    assert codes() == ["B01", "B02", "B03", "C01"]
    assert codes(hall="A2") == codes(kind="raw") == codes(code="c0") == [other.code]
    assert codes(pavilion="JP") == codes(min_area_cm2=120_000) == ["B02"]
    assert codes(min_area_cm2=120_001) == []
    assert codes(states=["available"]) == ["B02", "C01"]
    assert codes(states=["held"]) == ["B01"]
    assert codes(states=["contracted"]) == ["B03"]
    assert codes(states=["reserved"]) == codes(states=[]) == []
    assert codes(states=["held", "contracted"], hall="A1", code="B") == ["B01", "B03"]


def test_nearest_free_prefers_size_then_kind_then_the_same_hall(hall):
    near, asked, larger, far = make_booths(hall, 4)
    Booth.objects.filter(pk=near.pk).update(kind="raw")
    Booth.objects.filter(pk=larger.pk).update(width_cm=600)
    Booth.objects.filter(pk=far.pk).update(x_cm=F("x_cm") + 300)
    twin = make_booths(make_hall(hall.fair, "A2"), 1, row="C")[0]
    make_booths(make_hall(make_fair()), 3, row="Z")
    assert [(free["code"], free["hall"], free["distance_m"]) for free in nearest_free(asked, 9)] == [
        (far.code, "A1", 9.0),
        (twin.code, "A2", None),
        (near.code, "A1", 3.0),
        (larger.code, "A1", 4.5),
    ]
    assert len(nearest_free(asked)) == 3


def test_nearest_free_skips_what_is_busy_or_not_for_sale(hall):
    rows = make_booths(hall, 8)
    for booth, state in zip(rows[1:5], ("draft", "submitted", "confirmed", "expired"), strict=True):
        book(booth, state)
    Booth.objects.filter(pk=rows[5].pk).update(status="blocked")
    assert [free["code"] for free in nearest_free(rows[0])] == ["B05", "B07", "B08"]


@pytest.mark.parametrize("number", [1, 3, 320])
def test_lists_run_the_same_queries_whatever_their_length(hall, number, django_assert_num_queries):
    rows = make_booths(hall, number)
    company = make_company()
    book(rows[0], "confirmed", company)
    with django_assert_num_queries(1):
        assert len(booths(hall.fair, own_companies={company.pk})) == number
    with django_assert_num_queries(1):
        assert len(plan_booths(hall, own_companies={company.pk})) == number
    with django_assert_num_queries(1):
        assert len(plan_states(hall.fair)) == number
    with django_assert_num_queries(1):
        nearest_free(rows[0])


def test_hold_shows_at_once(hall):
    booth = make_booths(hall, 1)[0]
    company = make_company()
    assert booth_seen(booth)["state"] == "available"
    hold_booth(booth, company=company, actor_id=make_user().pk)
    seen = booth_seen(booth, own_companies={company.pk})
    assert (seen["state"], seen["mine"]) == ("held", True)
    assert Hall.objects.count() == 1
