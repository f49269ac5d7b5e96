"""Holding a booth: the clock, its one extension, the refusals, and that a refusal changes nothing."""

import datetime as dt

import pytest
from django.utils import translation

from booking.errors.bookings import (
    BookingClosed,
    BoothAlreadyYours,
    BoothNotForSale,
    BoothTaken,
    HoldAlreadyExtended,
    HoldLimitReached,
    HoldOver,
)
from booking.models import Booking
from booking.services.booths import (
    expire_due_holds,
    expire_hold,
    extend_hold,
    hold_booth,
    release_hold,
    submit_booking,
)
from kernel.clock import database_now, now
from kernel.errors import IllegalMove
from kernel.history import history_of
from kernel.models import DueItem, HistoryEntry, OutboxEvent
from tests.factories.fair import make_booths, make_fair, make_hall
from tests.factories.people import make_company, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def booths():
    return make_booths(make_hall(make_fair(hold_minutes=15, hold_extension_minutes=10)), 6)


@pytest.fixture
def company():
    return make_company()


@pytest.fixture
def actor():
    return make_user().pk


def run_out(booking):
    Booking.objects.filter(pk=booking.pk).update(hold_expires_at=now() - dt.timedelta(seconds=1))
    booking.refresh_from_db()


def everything():
    return (
        list(Booking.objects.order_by("pk").values_list("pk", "state", "hold_expires_at", "revision")),
        OutboxEvent.objects.count(),
        HistoryEntry.objects.count(),
        list(DueItem.objects.values_list("key", "due_at")),
    )


def test_hold_runs_from_the_click_for_the_fairs_minutes(booths, company, actor):
    booking = hold_booth(booths[0], company=company, actor_id=actor)
    assert booking.hold_expires_at == database_now() + dt.timedelta(minutes=15)
    assert (booking.state, booking.company, booking.booth, booking.booked_by_id) == ("draft", company, booths[0], actor)
    due = DueItem.objects.get()
    assert (due.key, due.event, due.payload, due.due_at) == (
        f"booking.hold:{booking.pk}",
        "booking.hold_due",
        {"booking_id": booking.pk},
        booking.hold_expires_at,
    )
    event = OutboxEvent.objects.get()
    assert (event.name, event.payload) == (
        "booking.held",
        {
            "booking_id": booking.pk,
            "booth_id": booths[0].pk,
            "company_id": company.pk,
            "fair_id": booking.fair_id,
            "revision": 0,
        },
    )
    assert [(entry.action, entry.after, entry.actor_id) for entry in history_of(booking)] == [("held", "draft", actor)]


def test_taken_booth_names_the_three_nearest_free_ones(booths, company, actor):
    hold_booth(booths[2], company=make_company(), actor_id=actor)
    hold_booth(booths[1], company=make_company(), actor_id=actor)
    before = everything()
    with pytest.raises(BoothTaken) as taken:
        hold_booth(booths[1], company=company, actor_id=actor)
    assert taken.value.extra["booth"] == "B02"
    assert [(free["code"], free["distance_m"]) for free in taken.value.extra["alternatives"]] == [
        ("B01", 3.0),
        ("B04", 6.0),
        ("B05", 9.0),
    ]
    assert taken.value.extra["alternatives"][0] == {
        "id": booths[0].public_id,
        "code": "B01",
        "hall": "A1",
        "area_cm2": 90_000,
        "kind": "shell",
        "open_sides": 1,
        "distance_m": 3.0,
    }
    assert everything() == before


def test_booth_of_your_own_company_names_its_booking(booths, company, actor):
    own = hold_booth(booths[0], company=company, actor_id=actor)
    before = everything()
    with pytest.raises(BoothAlreadyYours) as refused:
        hold_booth(booths[0], company=company, actor_id=actor)
    assert refused.value.extra == {"booking": own.public_id}
    assert everything() == before


def test_expired_hold_is_freed_by_the_next_taker(booths, company, actor):
    old = hold_booth(booths[0], company=make_company(), actor_id=actor)
    run_out(old)
    new = hold_booth(booths[0], company=company, actor_id=actor)
    old.refresh_from_db()
    assert (old.state, new.state) == ("expired", "draft")
    assert [entry.action for entry in history_of(old)] == ["held", "expired"]
    assert list(DueItem.objects.values_list("key", flat=True)) == [f"booking.hold:{new.pk}"]
    assert list(OutboxEvent.objects.order_by("id").values_list("name", flat=True)) == [
        "booking.held",
        "booking.expired",
        "booking.held",
    ]


def test_own_expired_hold_can_be_taken_again(booths, company, actor):
    old = hold_booth(booths[0], company=company, actor_id=actor)
    run_out(old)
    assert hold_booth(booths[0], company=company, actor_id=actor).pk != old.pk


@pytest.mark.parametrize("status", ["blocked", "draft", "withdrawn"])
def test_booth_that_is_not_for_sale_is_not_held(booths, company, actor, status):
    booths[0].status = status
    booths[0].save(update_fields=["status"])
    with pytest.raises(BoothNotForSale):
        hold_booth(booths[0], company=company, actor_id=actor)
    assert everything() == ([], 0, 0, [])


@pytest.mark.parametrize("state", ["draft", "running", "closed"])
def test_fair_that_is_not_open_sells_nothing(booths, company, actor, state):
    fair = booths[0].fair
    booking = hold_booth(booths[1], company=company, actor_id=actor)
    fair.state = state
    fair.save(update_fields=["state"])
    before = everything()
    with pytest.raises(BookingClosed):
        hold_booth(booths[0], company=company, actor_id=actor)
    with pytest.raises(BookingClosed):
        submit_booking(booking, fascia_name="A", actor_id=actor)
    assert everything() == before


def test_company_holds_no_more_than_the_fair_allows(booths, company, actor):
    """Booked and expired ones do not count; other fairs have their own count."""
    first = hold_booth(booths[0], company=company, actor_id=actor)
    second = hold_booth(booths[1], company=company, actor_id=actor)
    before = everything()
    with pytest.raises(HoldLimitReached) as refused:
        hold_booth(booths[2], company=company, actor_id=actor)
    assert refused.value.extra["limit"] == 2
    assert refused.value.extra["holds"] == [
        {"booking": first.public_id, "booth": "B01"},
        {"booking": second.public_id, "booth": "B02"},
    ]
    assert everything() == before
    submit_booking(first, fascia_name="A", actor_id=actor)
    run_out(second)
    hold_booth(booths[2], company=company, actor_id=actor)
    hold_booth(booths[3], company=company, actor_id=actor)
    hold_booth(make_booths(make_hall(make_fair()), 1)[0], company=company, actor_id=actor)


def test_hold_is_extended_once(booths, company, actor):
    booking = hold_booth(booths[0], company=company, actor_id=actor)
    end = booking.hold_expires_at
    booking = extend_hold(booking, actor_id=actor)
    assert (booking.hold_expires_at, booking.hold_extended, booking.revision) == (
        end + dt.timedelta(minutes=10),
        True,
        1,
    )
    assert DueItem.objects.get().due_at == booking.hold_expires_at
    before = everything()
    with pytest.raises(HoldAlreadyExtended):
        extend_hold(booking, actor_id=actor)
    assert everything() == before


def test_released_booth_is_free_at_once(booths, company, actor):
    booking = release_hold(hold_booth(booths[0], company=company, actor_id=actor), actor_id=actor)
    assert booking.state == "cancelled"
    assert not DueItem.objects.exists()
    assert hold_booth(booths[0], company=make_company(), actor_id=actor).state == "draft"


@pytest.mark.parametrize(
    "move", [extend_hold, release_hold, lambda b, actor_id: submit_booking(b, fascia_name="A", actor_id=actor_id)]
)
def test_hold_that_is_over_moves_no_more(booths, company, actor, move):
    booking = hold_booth(booths[0], company=company, actor_id=actor)
    run_out(booking)
    before = everything()
    with pytest.raises(HoldOver):
        move(booking, actor_id=actor)
    assert everything() == before
    assert expire_hold(booking.pk) is True
    with pytest.raises(HoldOver):
        move(booking, actor_id=actor)


@pytest.mark.parametrize("move", [extend_hold, release_hold])
def test_submitted_booking_is_no_hold(booths, company, actor, move):
    booking = submit_booking(hold_booth(booths[0], company=company, actor_id=actor), fascia_name="A", actor_id=actor)
    with pytest.raises(IllegalMove) as refused:
        move(booking, actor_id=actor)
    assert refused.value.extra == {"state": "confirmed"}


def test_sweep_ends_what_is_over_and_nothing_else(booths, actor):
    holds = [hold_booth(booth, company=make_company(), actor_id=actor) for booth in booths[:3]]
    run_out(holds[0])
    run_out(holds[2])
    assert expire_due_holds() == 2
    assert expire_due_holds() == 0
    assert [Booking.objects.get(pk=hold.pk).state for hold in holds] == ["expired", "draft", "expired"]
    assert OutboxEvent.objects.filter(name="booking.expired").count() == 2
    assert DueItem.objects.get().payload == {"booking_id": holds[1].pk}


def test_expiring_twice_or_nothing_is_harmless(booths, company, actor):
    booking = hold_booth(booths[0], company=company, actor_id=actor)
    assert expire_hold(booking.pk) is False
    run_out(booking)
    assert expire_hold(booking.pk) is True
    assert expire_hold(booking.pk) is False
    assert expire_hold(0) is False
    assert OutboxEvent.objects.filter(name="booking.expired").count() == 1


def test_refusals_are_said_in_the_readers_language():
    with translation.override("vi"):
        assert str(BoothTaken.title) == "Có người nhanh tay hơn: gian này đã được giữ."
    with translation.override("ja"):
        assert str(BoothTaken.title) == "一足違いで、この小間は埋まりました。"
