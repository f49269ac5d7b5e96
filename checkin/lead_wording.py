"""What pages and files say of a lead."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from checkin.rules.leads import Standing

STANDINGS: dict[Standing, Promise] = {
    Standing.SHARED: _("Contact data shared"),
    Standing.NOT_SHARED: _("Contact data not shared"),
    Standing.WITHDRAWN: _("Contact data withdrawn"),
    Standing.GONE: _("No longer registered"),
}
_YES_NO = {"yes": pgettext_lazy("an answer", "Yes"), "no": pgettext_lazy("an answer", "No")}


def standing_word(standing: Standing) -> Promise:
    return STANDINGS[standing]


def answer_word(value: str, kind: str) -> str:
    return str(_YES_NO[value]) if kind == "yes_no" and value in _YES_NO else value
