"""Refusals around registrations, badges and seats.

Conflict  AlreadyRegistered NotRegistered WorkshopFull SeatTaken WorkshopBegun
Conflict  NotBlank
Forbidden NotAdmitted
Rejected  NotADayOfTheFair RegistrationClosed ConsentMissing NotInStock TooManyAtOnce
"""

from django.utils.translation import gettext_lazy as _

from kernel.errors import Conflict, Forbidden, Rejected
from kernel.unit_of_work import refuse_constraint


class AlreadyRegistered(Conflict):
    """Says nothing about the registration itself: its mail was sent again, to its own address."""

    code = "already_registered"
    title = _("This e-mail address is already registered. We have sent the pass to it again.")


class NotRegistered(Conflict):
    code = "not_registered"
    title = _("This registration is not complete, so it has no pass.")


class WorkshopFull(Conflict):
    """`alternatives` names up to three later or other workshops that still have seats."""

    code = "workshop_full"
    title = _("Every seat of this workshop is taken.")


class SeatTaken(Conflict):
    code = "seat_taken"
    title = _("You already have a seat in this workshop.")


class WorkshopBegun(Conflict):
    code = "workshop_begun"
    title = _("This workshop has already begun.")


class NotADayOfTheFair(Rejected):
    """`days` lists the fair's days."""

    code = "not_a_day_of_the_fair"
    title = _("The fair is not open on one of these days.")


class RegistrationClosed(Rejected):
    code = "registration_closed"
    title = _("Registration for this fair is closed.")


class ConsentMissing(Rejected):
    code = "consent_missing"
    title = _("Without your consent we may not keep your data, so we cannot register you.")


class NotAdmitted(Forbidden):
    code = "not_admitted"
    title = _("The organiser does not admit this person. Call the supervisor.")


class NotInStock(Rejected):
    code = "not_in_stock"
    title = _("This is no blank badge of this fair. Take one from the stock.")


class NotBlank(Conflict):
    code = "not_blank"
    title = _("This badge belongs to somebody already. Take another one from the stock.")


class TooManyAtOnce(Rejected):
    """`most` says how many."""

    code = "too_many_at_once"
    title = _("That is more than are made at once. Make several batches.")


refuse_constraint("registration_once_per_fair", AlreadyRegistered)
refuse_constraint("workshop_seats_not_oversold", WorkshopFull)
refuse_constraint("workshop_seat_once", SeatTaken)
