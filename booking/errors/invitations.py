"""Refusals around the codes with which exhibitors invite visitors.

Conflict  InvitationsSpent
Rejected  EndsInThePast
"""

from django.utils.translation import gettext_lazy as _

from kernel.errors import Conflict, Rejected


class InvitationsSpent(Conflict):
    """`left` says how many the firm may still give out, `ask` where the organiser reads mail and the phone."""

    code = "invitations_spent"
    title = _(
        "Your firm has fewer invitations left. Take fewer, end a code that nobody uses, or ask the organiser for more."
    )


class EndsInThePast(Rejected):
    code = "ends_in_the_past"
    title = _("This time is over already. Choose a later one, or none.")
