"""Refusals around the look and the printing of badges.

Conflict  DesignChanged BatchAtWork NotReady
Rejected  BadBadgeDesign BadBadgeLogo NothingToPrint
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kernel.errors import Conflict, Rejected
from kernel.unit_of_work import refuse_constraint


class DesignChanged(Conflict):
    code = "design_changed"
    title = _("Somebody saved another design meanwhile. Load the page again and make your changes there.")


class BatchAtWork(Conflict):
    """One batch at a time and fair."""

    code = "batch_at_work"
    title = _("Badges of this fair are being made already. Wait for them, or stop that batch.")


class NotReady(Conflict):
    code = "stack_not_ready"
    title = _("This file is not there: it is not made yet, or it was thrown away. Make the batch again.")


BAD_LOGOS: dict[str, Promise] = {
    "kind": _("This is neither a PNG nor an SVG. Save the logo as one of them."),
    "size": _("The file is larger than 300 kB. Save it smaller: 1000 pixels wide are plenty for a badge."),
    "broken": _("The file cannot be read to its end. Save it again from the program it was made with."),
    "side": _("The logo is too small or too large: a PNG has 60 to 3000 pixels on each side, an SVG a viewBox."),
    "shape": _("The logo is too long and narrow for a badge: at most twelve times as wide as high."),
    "script": _("The drawing holds a program or something that moves. Save it as a plain SVG, or as PNG."),
    "text": _("The drawing holds text. Turn the letters into paths, or save it as PNG."),
    "style": _("The drawing holds a style sheet. Save it as a plain SVG with presentation attributes, or as PNG."),
    "picture": _("The drawing holds a picture. Save the logo as PNG instead."),
    "link": _("The drawing leads to something outside itself. Save it as a plain SVG, or as PNG."),
    "rich": _("The drawing holds more than shapes can say (filters, masks, thousands of paths). Save it as PNG."),
}


class BadBadgeLogo(Rejected):
    """`reason` says what is wrong with the file, in words out of BAD_LOGOS; `what` names it."""

    code = "bad_badge_logo"
    title = _("This logo cannot be printed.")


class BadBadgeDesign(Rejected):
    """`detail` says what is wrong, `pointer` where."""

    code = "bad_badge_design"
    title = _("No badge can look like this.")


class NothingToPrint(Rejected):
    code = "nothing_to_print"
    title = _("Nobody matches: there is no badge to print. Choose others, or print again what was printed.")


refuse_constraint("badge_design_version_once", DesignChanged)
refuse_constraint("badge_batch_one_at_work", BatchAtWork)
