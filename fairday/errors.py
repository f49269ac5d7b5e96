"""Refusals of the day's desks.

Conflict  AlreadyLoaded
Rejected  ImportRefused
"""

from django.utils.translation import gettext_lazy as _

from kernel.errors import Conflict, Rejected


class AlreadyLoaded(Conflict):
    code = "already_loaded"
    title = _("This file was loaded already. Upload it again to load it once more.")


class ImportRefused(Rejected):
    """`lines` say what is wrong where (file, row, column, code, reason); `line_count` how many there are."""

    code = "import_refused"
    title = _("The file has faults; nothing was written.")
