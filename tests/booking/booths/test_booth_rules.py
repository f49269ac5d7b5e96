"""What a booth's state is and which moves each side is offered."""

import datetime as dt

import pytest

from booking.rules.bookings import BoothState, Moment, Side, booth_state, hold_is_over, moves_for
from booking.states import LIVE_BOOKING_STATES, BookingState
from fairs.models import BoothStatus

AT = dt.datetime(2026, 8, 14, 10, 13, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)


@pytest.mark.parametrize("status", BoothStatus.values)
def test_booth_without_a_booking_is_what_the_organiser_says(status):
    assert booth_state(status, None) == status


@pytest.mark.parametrize("status", BoothStatus.values)
@pytest.mark.parametrize(
    ("live", "state"),
    [
        ("draft", "held"),
        ("submitted", "reserved"),
        ("offered", "reserved"),
        ("approved", "reserved"),
        ("awaiting_deposit", "contracted"),
        ("confirmed", "contracted"),
        ("paid", "contracted"),
    ],
)
def test_live_booking_overlays_whatever_the_organiser_says(status, live, state):
    assert booth_state(status, live) is BoothState(state)


def test_every_live_state_is_overlaid():
    assert {booth_state("available", live) for live in LIVE_BOOKING_STATES} == {"held", "reserved", "contracted"}


@pytest.mark.parametrize(
    ("state", "expires", "over"),
    [
        ("draft", AT, True),
        ("draft", AT + SECOND, False),
        ("draft", AT - SECOND, True),
        ("draft", None, False),
        ("submitted", AT - SECOND, False),
    ],
)
def test_hold_lives_up_to_its_end_and_not_at_it(state, expires, over):
    assert hold_is_over(state, expires, AT) is over


def moves(state, side, *, extended=False, over=False):
    expires = (AT - SECOND if over else AT + SECOND) if state == "draft" else None
    return moves_for(Moment(state=state, hold_expires_at=expires, hold_extended=extended, at=AT), side)


def test_holder_may_submit_extend_once_and_release():
    assert moves("draft", Side.COMPANY) == ["submit", "extend", "release"]
    assert moves("draft", Side.COMPANY, extended=True) == ["submit", "release"]
    assert moves("draft", Side.COMPANY, over=True) == []
    assert moves("draft", Side.ORGANISER) == []


COMPANY = {
    state: ["cancel"] for state in ("submitted", "waitlisted", "offered", "approved", "awaiting_deposit", "confirmed")
}
ORGANISER = {
    "submitted": ["approve", "decline", "cancel"],
    "waitlisted": ["cancel"],
    "offered": ["cancel"],
    "approved": ["cancel"],
    "awaiting_deposit": ["mark-paid", "cancel"],
    "confirmed": ["mark-paid", "cancel"],
    "paid": ["cancel"],
}


@pytest.mark.parametrize("state", [state for state in BookingState.values if state != "draft"])
def test_each_side_is_offered_its_moves(state):
    assert moves(state, Side.COMPANY) == COMPANY.get(state, [])
    assert moves(state, Side.ORGANISER) == ORGANISER.get(state, [])
