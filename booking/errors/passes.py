"""Refusals around the passes that exhibitors give out.

Forbidden NotExhibiting
Conflict  PlacesTaken AlreadyComing BadgePrinted PlaceJustTaken
"""

from django.utils.translation import gettext_lazy as _

from kernel.errors import Conflict, Forbidden
from kernel.unit_of_work import refuse_constraint


class NotExhibiting(Forbidden):
    code = "not_exhibiting"
    title = _("This is for firms that show at this fair. Choose a booth on the plan first.")


class PlacesTaken(Conflict):
    """`places` and `taken` say how many; `ask` is where the organiser reads mail and the phone, what of them is known."""

    code = "places_taken"
    title = _(
        "Every place that goes with your booth is taken. Withdraw somebody who does not come, "
        "or ask the organiser for more places."
    )


class PlaceJustTaken(Conflict):
    code = "place_just_taken"
    title = _("A colleague took this place in the same moment. Please send it once more.")


class AlreadyComing(Conflict):
    code = "already_coming"
    title = _(
        "This e-mail address is registered for the fair already. Use another one, "
        "or have that registration withdrawn on its pass page first."
    )


class BadgePrinted(Conflict):
    code = "badge_printed"
    title = _("The badge is printed already. Ask the organiser for a new one: the old one then stops working.")


refuse_constraint("exhibitor_pass_place_once", PlaceJustTaken)
