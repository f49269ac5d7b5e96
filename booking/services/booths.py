"""A company's way to a booth: hold it (the clock starts at the click), extend once, release, or submit the booking.

The law "one live booking for a booth" is the constraint `booth_one_live_booking`; the row locks keep it from ever
having to decide. The organiser's moves are in `booth_decisions.py`.
"""

import datetime as dt
import logging

from billing.services.quotes import freeze_quote
from billing.transfer_codes import new_transfer_code
from booking.errors.bookings import (
    BookingClosed,
    BoothAlreadyYours,
    BoothNotForSale,
    BoothTaken,
    HoldAlreadyExtended,
    HoldLimitReached,
    HoldOver,
)
from booking.locks.booths import lock_booking, lock_booth, lock_company, lock_live_booking
from booking.models import Booking
from booking.queries.booths import live_booking_of, nearest_free
from booking.queries.prices import price_for
from booking.rules.bookings import hold_is_over
from booking.services._booking_moves import move_booking, publish, start_clock, stop_clock
from booking.states import BookingState
from directory.models import Company
from fairs.models import ApprovalMode, Booth, BoothStatus, Exhibitor, Fair, FairState
from kernel.clock import database_now
from kernel.errors import Busy, IllegalMove
from kernel.history import record
from kernel.unit_of_work import unit_of_work

log = logging.getLogger(__name__)


def hold_booth(booth: Booth, *, company: Company, actor_id: int) -> Booking:
    """A hold on the booth for the fair's `hold_minutes`, from this call on.

    Refusals: BookingClosed, BoothNotForSale, BoothTaken (naming free booths near it), BoothAlreadyYours,
    HoldLimitReached. Losers of a race look their way out here without a lock, and are told the alternatives after the
    transaction has ended, so that a crowd on one booth never queues behind its own consolation.
    """
    try:
        _refuse_busy(live_booking_of(booth), company)
        return _hold(booth, company=company, actor_id=actor_id)
    except BoothTaken as taken:
        raise BoothTaken(booth=booth.code, alternatives=nearest_free(booth)) from taken


@unit_of_work
def _hold(booth: Booth, *, company: Company, actor_id: int) -> Booking:
    lock_company(company.pk)
    booth = lock_booth(booth.pk)
    live = lock_live_booking(booth.pk)
    moment = database_now()
    if live is not None and hold_is_over(live.state, live.hold_expires_at, moment):
        _expire(live)
        live = None
    _refuse_busy(live, company)
    fair = Fair.objects.get(pk=booth.fair_id)
    _check_open(fair)
    if booth.status != BoothStatus.AVAILABLE:
        raise BoothNotForSale
    _check_limit(fair, company, moment)
    booking = Booking.objects.create(
        fair=fair,
        booth=booth,
        company=company,
        booked_by_id=actor_id,
        hold_expires_at=moment + dt.timedelta(minutes=fair.hold_minutes),
        created_at=moment,
    )
    record(booking, "held", actor_id=actor_id, after=booking.state, minutes=fair.hold_minutes)
    start_clock(booking)
    publish("booking.held", booking)
    return booking


@unit_of_work
def extend_hold(booking: Booking, *, actor_id: int) -> Booking:
    """The hold's end moves by the fair's `hold_extension_minutes`, once. Refusals: HoldOver, HoldAlreadyExtended."""
    booking = _locked_hold(booking)
    if booking.hold_extended:
        raise HoldAlreadyExtended
    minutes = booking.fair.hold_extension_minutes
    assert booking.hold_expires_at is not None
    booking.hold_expires_at += dt.timedelta(minutes=minutes)
    booking.hold_extended = True
    booking.revision += 1
    booking.save(update_fields=["hold_expires_at", "hold_extended", "revision"])
    record(booking, "extended", actor_id=actor_id, before=booking.state, after=booking.state, minutes=minutes)
    start_clock(booking)
    publish("booking.extended", booking)
    return booking


@unit_of_work
def release_hold(booking: Booking, *, actor_id: int) -> Booking:
    """The booth is free again at once. Refusals: HoldOver, IllegalMove when it is no hold any more."""
    booking = _locked_hold(booking)
    move_booking(booking, BookingState.CANCELLED, action="released", actor_id=actor_id)
    stop_clock(booking)
    publish("booking.cancelled", booking)
    return booking


@unit_of_work
def submit_booking(booking: Booking, *, fascia_name: str, note: str = "", actor_id: int) -> Booking:
    """The hold becomes a booking with a frozen quote and a transfer code.

    1. A booth sold at once is confirmed and to be paid within the fair's `deposit_days`; a committee's booth waits
       for its approval. 2. The company becomes an exhibitor of the fair if it is none.
    Refusals: HoldOver, IllegalMove, BookingClosed, NoPrice.
    """
    booking = _locked_hold(booking)
    fair = booking.fair
    _check_open(fair)
    moment = database_now()
    quote = freeze_quote(price_for(booking.booth, booking.company), booth=booking.booth, company=booking.company)
    written = {
        "fascia_name": fascia_name,
        "note": note,
        "quote": quote,
        "transfer_code": new_transfer_code(),
        "submitted_at": moment,
        "hold_expires_at": None,
    }
    if booking.booth.approval == ApprovalMode.INSTANT:
        written |= {"decided_at": moment, "pay_until": moment + dt.timedelta(days=fair.deposit_days)}
        after, event = BookingState.CONFIRMED, "booking.confirmed"
    else:
        after, event = BookingState.SUBMITTED, "booking.submitted"
    move_booking(booking, after, action="submitted", actor_id=actor_id, **written)
    Exhibitor.objects.get_or_create(fair=fair, company_id=booking.company_id, defaults={"fascia_name": fascia_name})
    stop_clock(booking)
    publish(event, booking)
    return booking


@unit_of_work
def expire_hold(booking_id: int) -> bool:
    """Free the booth of a hold whose time is over; False when there is nothing to do (any more). Safe to repeat."""
    booking = Booking.objects.filter(pk=booking_id).first()
    if booking is None or booking.state != BookingState.DRAFT:
        return False
    booking = lock_booking(booking)
    if not hold_is_over(booking.state, booking.hold_expires_at, database_now()):
        return False
    _expire(booking)
    return True


def expire_due_holds(limit: int = 500) -> int:
    """The sweep: how many holds were ended. Each in its own unit of work; one that is locked waits for the next sweep."""
    ended = 0
    for booking_id in _holds_over(limit):
        try:
            ended += expire_hold(booking_id)
        except Busy:
            log.info("booking.expiry_postponed", extra={"booking_id": booking_id})
    return ended


def _holds_over(limit: int) -> list[int]:
    rows = Booking.objects.filter(state=BookingState.DRAFT, hold_expires_at__lte=database_now())
    return list(rows.order_by("hold_expires_at").values_list("pk", flat=True)[:limit])


def _expire(booking: Booking) -> None:
    move_booking(booking, BookingState.EXPIRED, action="expired", actor_id=None)
    stop_clock(booking)
    publish("booking.expired", booking)


def _locked_hold(booking: Booking) -> Booking:
    """The hold, locked and alive. Raises HoldOver, or IllegalMove when it was submitted or released meanwhile."""
    booking = lock_booking(booking)
    if booking.state == BookingState.EXPIRED or hold_is_over(booking.state, booking.hold_expires_at, database_now()):
        raise HoldOver
    if booking.state != BookingState.DRAFT:
        raise IllegalMove(state=booking.state)
    return booking


def _refuse_busy(live: Booking | None, company: Company) -> None:
    if live is None:
        return
    if live.company_id == company.pk:
        raise BoothAlreadyYours(booking=live.public_id)
    raise BoothTaken


def _check_open(fair: Fair) -> None:
    if fair.state != FairState.OPEN:
        raise BookingClosed


def _check_limit(fair: Fair, company: Company, moment: dt.datetime) -> None:
    """Under the company's lock: two clicks at once cannot pass it together."""
    holds = list(
        Booking.objects.filter(fair=fair, company=company, state=BookingState.DRAFT, hold_expires_at__gt=moment).values(
            "public_id", "booth__code"
        )
    )
    if len(holds) >= fair.holds_per_company:
        raise HoldLimitReached(
            limit=fair.holds_per_company,
            holds=[{"booking": hold["public_id"], "booth": hold["booth__code"]} for hold in holds],
        )
