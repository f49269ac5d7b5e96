"""Refusals around erasing a person: something still binds them, and what to do about it first.

Conflict  StillMeeting ManagedByFirm HasAccount StillContact ComingElsewhere PassForMany LetterErased
"""

from django.utils.translation import gettext_lazy as _

from kernel.errors import Conflict


class StillMeeting(Conflict):
    code = "still_meeting"
    title = _(
        "There are still meetings or open wishes to meet. Cancel them first, so that nobody waits; "
        "then the data can be erased."
    )


class ManagedByFirm(Conflict):
    code = "managed_by_firm"
    title = _("This pass was given out by an exhibitor. Ask the firm to withdraw it; then the data can be erased.")


class HasAccount(Conflict):
    code = "has_account"
    title = _(
        "A user account belongs to this person. Ask the organiser to have it closed; then the data can be erased."
    )


class ComingElsewhere(Conflict):
    """`fairs` names where, of this organiser's: of another's nothing is told."""

    code = "coming_elsewhere"
    title = _(
        "This person has another registration for a fair that is not over. Withdraw that one first; "
        "then everything can be erased together."
    )


class PassForMany(Conflict):
    code = "pass_for_many"
    title = _("This badge is that of a whole delegation. Ask the organiser to end the delegation's badge first.")


class StillContact(Conflict):
    code = "still_contact"
    title = _(
        "This person is the contact of a delegation. Ask the organiser to close it and to end its badge; "
        "then the data can be erased."
    )


class LetterErased(Conflict):
    code = "letter_erased"
    title = _("What this mail said was erased with the person it went to. It cannot be sent again.")
