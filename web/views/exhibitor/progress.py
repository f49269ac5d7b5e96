"""A booking along time: its steps, what has happened, where it stands, what comes next. Values in, words out."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from booking.models import Booking
from booking.states import BookingState
from fairs.models import ApprovalMode
from kernel.models import HistoryEntry

OVER = frozenset({BookingState.DECLINED, BookingState.CANCELLED, BookingState.EXPIRED})
WITH_ORGANISER = frozenset({BookingState.SUBMITTED, BookingState.OFFERED, BookingState.APPROVED})
TO_PAY = frozenset({BookingState.CONFIRMED, BookingState.AWAITING_DEPOSIT})

HAPPENED = {
    "held": gettext_noop("Booth put on hold"),
    "extended": gettext_noop("Hold extended"),
    "released": gettext_noop("Hold released"),
    "submitted": gettext_noop("Booking sent"),
    "approved": gettext_noop("Approved by the organiser"),
    "declined": gettext_noop("Declined by the organiser"),
    "cancelled_by_company": gettext_noop("Cancelled by your company"),
    "cancelled_by_organiser": gettext_noop("Cancelled by the organiser"),
    "paid": gettext_noop("Payment received"),
    "expired": gettext_noop("The hold ended"),
}


@dataclass(frozen=True, slots=True)
class Step:
    name: str
    is_done: bool
    is_now: bool


@dataclass(frozen=True, slots=True)
class Stop:
    """One line of the ruler; without `at` it has no fixed time. `look` is past, now or nothing."""

    text: str
    at: dt.datetime | None = None
    note: str = ""
    look: str = ""
    is_today: bool = False


def steps_of(booking: Booking) -> list[Step]:
    """Booth, details, the committee's approval where the booth asks for it, payment; nothing for a booking that is over or done."""
    if booking.state in OVER or booking.state == BookingState.PAID:
        return []
    has_committee = booking.booth.approval == ApprovalMode.COMMITTEE or booking.state in WITH_ORGANISER
    names = [_("Booth"), _("Details"), *([_("Approval")] if has_committee else []), _("Payment")]
    at = len(names) - 1
    if booking.state == BookingState.DRAFT:
        at = 1
    elif booking.state in WITH_ORGANISER:
        at = 2
    return [Step(name, is_done=i < at, is_now=i == at) for i, name in enumerate(names)]


def past_of(booking: Booking, history: Sequence[HistoryEntry], names: Mapping[int, str]) -> list[Stop]:
    """What has happened, oldest first; `names` are those of the company's own people."""
    stops = [
        Stop(_(HAPPENED[entry.action]), at=entry.at, note=names.get(entry.actor_id or 0, ""), look="past")
        for entry in history
        if entry.action in HAPPENED
    ]
    return stops or [Stop(_("Booking made"), at=booking.created_at, look="past")]


def coming_of(booking: Booking, *, amount: str, opens_at: dt.datetime | None) -> list[Stop]:
    """Where it stands, then what comes. `amount` is what is to pay, in words."""
    days = booking.fair.deposit_days
    within = ngettext(
        "Pay by bank transfer within %(n)s day", "Pay by bank transfer within %(n)s days", days
    ) % {"n": days}  # fmt: skip
    stops: list[Stop] = []
    if booking.state == BookingState.DRAFT:
        stops += [Stop(_("Give the name for the sign and send the booking"), look="now")]
        if booking.booth.approval == ApprovalMode.COMMITTEE:
            stops.append(Stop(_("The organiser approves the booking")))
        stops.append(Stop(within))
    elif booking.state in WITH_ORGANISER:
        stops += [Stop(_("Waiting for the organiser's approval"), note=_("We write to you."), look="now"), Stop(within)]
    elif booking.state in TO_PAY:
        stops.append(Stop(_("Waiting for %(amount)s") % {"amount": amount} if amount else _("Confirmed"), look="now"))
        if booking.pay_until is not None and amount:
            stops.append(Stop(_("Last day to pay"), at=booking.pay_until))
    elif booking.state == BookingState.PAID:
        stops.append(Stop(_("The booth is yours"), look="now"))
    if stops and opens_at is not None:
        stops.append(Stop(_("The fair opens"), at=opens_at))
    return stops


def with_today(stops: Collection[Stop], today: dt.date, zone: dt.tzinfo) -> list[Stop]:
    """Times of today are written as hours, others as days."""
    return [
        Stop(stop.text, stop.at, stop.note, stop.look, is_today=stop.at.astimezone(zone).date() == today)
        if stop.at
        else stop
        for stop in stops
    ]
