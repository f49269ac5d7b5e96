"""Refusals of the directory.

Conflict  TaxCodeTaken NeedCodeTaken NeedClosed ProfileChanged
Rejected  TaxCodeWrong UnknownTerm WrongYear DoubledEntry RangeReversed
"""

from django.utils.translation import gettext_lazy as _

from kernel.errors import Conflict, Rejected
from kernel.unit_of_work import refuse_constraint


class TaxCodeTaken(Conflict):
    code = "tax_code_taken"
    title = _("Another company is listed under this tax code.")


class NeedCodeTaken(Conflict):
    code = "need_code_taken"
    title = _("Your company already has a need with this code.")


class NeedClosed(Conflict):
    code = "need_closed"
    title = _("A closed need cannot be changed.")


class ProfileChanged(Conflict):
    code = "profile_changed"
    title = _("A colleague has saved this profile meanwhile. Nothing of yours was saved; look at it again.")


class TaxCodeWrong(Rejected):
    code = "tax_code_wrong"
    title = _("This is not a tax code: the check digit does not fit.")


class UnknownTerm(Rejected):
    """`unknown` lists the codes the vocabulary does not have."""

    code = "unknown_term"
    title = _("The vocabulary does not have this word.")


class WrongYear(Rejected):
    code = "wrong_year"
    title = _("This year cannot be right.")


class DoubledEntry(Rejected):
    """Two entries of a profile are about the same thing."""

    code = "doubled_entry"
    title = _("The same entry stands there twice.")


class RangeReversed(Rejected):
    code = "range_reversed"
    title = _("The lower end is above the upper one.")


refuse_constraint("company_tax_code_once", TaxCodeTaken)
refuse_constraint("need_code_once", NeedCodeTaken)
refuse_constraint("capability_once_per_process", DoubledEntry)
refuse_constraint("machine_once", DoubledEntry)
refuse_constraint("certificate_once", DoubledEntry)
refuse_constraint("capability_size_in_order", RangeReversed)
refuse_constraint("capability_batch_in_order", RangeReversed)
refuse_constraint("certificate_in_order", RangeReversed)
