"""Decisions about booths and bookings. Pure: the database's time is an argument."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from booking.states import BOOKING_MOVES

RESERVED_STATES = ("submitted", "offered", "approved")
CONTRACTED_STATES = ("awaiting_deposit", "confirmed", "paid")
UNPAID_STATES = ("awaiting_deposit", "confirmed")


class BoothState(StrEnum):
    """A booth as people see it: what the organiser says of it, overlaid by its live booking."""

    DRAFT = "draft"
    AVAILABLE = "available"
    HELD = "held"
    RESERVED = "reserved"
    CONTRACTED = "contracted"
    BLOCKED = "blocked"
    WITHDRAWN = "withdrawn"


BOOTH_STATES = tuple(state.value for state in BoothState)
PLAN_STATES = (*BOOTH_STATES, "mine")


def booth_state(status: str, live_booking_state: str | None) -> BoothState:
    """`live_booking_state` is that of the booking which makes the booth busy now: an expired hold counts as None."""
    if live_booking_state is None:
        return BoothState(status)
    if live_booking_state in RESERVED_STATES:
        return BoothState.RESERVED
    if live_booking_state in CONTRACTED_STATES:
        return BoothState.CONTRACTED
    return BoothState.HELD


class Side(StrEnum):
    COMPANY = "company"
    ORGANISER = "organiser"


@dataclass(frozen=True, slots=True)
class Moment:
    """What a booking is at a moment, as far as the next moves depend on it."""

    state: str
    hold_expires_at: dt.datetime | None
    hold_extended: bool
    at: dt.datetime

    @property
    def is_over(self) -> bool:
        return hold_is_over(self.state, self.hold_expires_at, self.at)


def hold_is_over(state: str, hold_expires_at: dt.datetime | None, at: dt.datetime) -> bool:
    """A hold lives in `[click, hold_expires_at)`."""
    return state == "draft" and hold_expires_at is not None and hold_expires_at <= at


def moves_for(booking: Moment, side: Side) -> list[str]:
    """The moves the API offers this side now, in the order a page shows them."""
    if booking.is_over:
        return []
    state = booking.state
    if side is Side.COMPANY:
        if state == "draft":
            return ["submit", *([] if booking.hold_extended else ["extend"]), "release"]
        return ["cancel"] if may_cancel(state, side) else []
    moves = []
    if state == "submitted":
        moves += ["approve", "decline"]
    if "paid" in BOOKING_MOVES.get(state, ()):
        moves.append("mark-paid")
    if may_cancel(state, side):
        moves.append("cancel")
    return moves


def may_cancel(state: str, side: Side) -> bool:
    """A hold is released, not cancelled; once money has moved only the organiser cancels."""
    possible = state != "draft" and "cancelled" in BOOKING_MOVES.get(state, ())
    return possible and (side is Side.ORGANISER or state != "paid")
