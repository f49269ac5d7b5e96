"""Refusals about booths and bookings.

Conflict 409
├── BoothTaken          booth_taken           somebody holds or has it; names free ones near it
├── BoothAlreadyYours   booth_already_yours   your company holds or has it; names the booking
├── BoothNotForSale     booth_not_for_sale    blocked, not yet published or withdrawn
├── HoldLimitReached    hold_limit_reached    your company holds as many booths as it may
├── HoldOver            hold_over             the clock ran out before this arrived
├── HoldAlreadyExtended hold_already_extended once only
├── BookingClosed       booking_closed        the fair sells no booths now
└── PaidNeedsOrganiser  paid_needs_organiser  money has moved, so only the organiser can cancel
Forbidden 403
├── NoCompany           no_company            the user works for no company
└── OtherSide           other_side            the other side of the booking decides this
Busy 503                                       two transfer codes were the same: once in 78,000,000,000
"""

from django.utils.translation import gettext_lazy as _

from kernel.errors import Busy, Conflict, Forbidden
from kernel.unit_of_work import refuse_constraint


class BoothTaken(Conflict):
    """`alternatives`: up to three free booths, each with code, id, area and distance in metres."""

    code = "booth_taken"
    title = _("Somebody was faster: this booth is taken.")


class BoothAlreadyYours(Conflict):
    """`booking`: the id of the company's own live booking."""

    code = "booth_already_yours"
    title = _("Your company already has this booth.")


class BoothNotForSale(Conflict):
    code = "booth_not_for_sale"
    title = _("This booth is not for sale.")


class HoldLimitReached(Conflict):
    """`limit`, and `holds`: the company's holds, each with booking and booth code."""

    code = "hold_limit_reached"
    title = _("Your company already holds as many booths as it may. Book or release one first.")


class HoldOver(Conflict):
    code = "hold_over"
    title = _("The hold has ended. Hold the booth again; it may still be free.")


class HoldAlreadyExtended(Conflict):
    code = "hold_already_extended"
    title = _("A hold can be extended once only.")


class BookingClosed(Conflict):
    code = "booking_closed"
    title = _("Booths of this fair cannot be booked now.")


class PaidNeedsOrganiser(Conflict):
    code = "paid_needs_organiser"
    title = _("This booking is paid. Please ask the organiser to cancel it.")


class NoCompany(Forbidden):
    code = "no_company"
    title = _("Only a company can book a booth. Ask your company to add you, or register it.")


class OtherSide(Forbidden):
    code = "other_side"
    title = _("This step belongs to the other side of the booking.")


refuse_constraint("booth_one_live_booking", BoothTaken)
refuse_constraint("booking_transfer_code_once", Busy)
