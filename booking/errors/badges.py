"""Refusals around the look and the printing of badges.

Conflict  DesignChanged BatchAtWork NotReady
Rejected  BadBadgeDesign NothingToPrint
"""

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


class BadBadgeDesign(Rejected):
    """`detail` says what is wrong, `pointer` where."""

    code = "bad_badge_design"
    title = _("No badge can look like this.")


class NothingToPrint(Rejected):
    code = "nothing_to_print"
    title = _("Nobody matches: there is no badge to print. Choose others, or print again what was printed.")


refuse_constraint("badge_design_version_once", DesignChanged)
refuse_constraint("badge_batch_one_at_work", BatchAtWork)
