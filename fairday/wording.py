"""How the day's figures are said, in the active language."""

from django.utils.translation import pgettext

from fairday.negotiation_sums import Standing


def standing_word(standing: Standing) -> str:
    words = {
        Standing.HELD: pgettext("meetings", "Held"),
        Standing.NO_SHOW: pgettext("meetings", "No-show"),
        Standing.CANCELLED: pgettext("meetings", "Cancelled"),
        Standing.AHEAD: pgettext("meetings", "Ahead"),
        Standing.UNKNOWN: pgettext("meetings", "Not known"),
    }
    return words[standing]
