"""Refusals about prices.

Rejected
└── NoPrice  no_price  the organiser has not set a price for this kind of booth
"""

from django.utils.translation import gettext_lazy as _

from kernel.errors import Rejected


class NoPrice(Rejected):
    code = "no_price"
    title = _("The organiser has not set a price for this kind of booth yet.")
