"""The words and drawings of states and addresses; the colours stand in parts.css under the same names."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

ADDRESS_WORDS = {
    "booth": _("Booth"),
    "table": _("Table"),
    "room": _("Room"),
    "gate": _("Gate"),
    "row": _("Row"),
    "hall": _("Hall"),
}

# state of a booth in the database -> look on plan and pill
BOOTH_STATES = {
    "draft": "blok",
    "available": "free",
    "held": "held",
    "reserved": "resv",
    "contracted": "sold",
    "blocked": "blok",
    "withdrawn": "blok",
}

# look -> (icon, word)
STATE_LOOKS = {
    "free": ("ring", _("Available")),
    "held": ("clock", _("On hold")),
    "resv": ("half", _("Awaiting approval")),
    "sold": ("full", _("Taken")),
    "mine": ("ok", _("Yours")),
    "blok": ("ban", _("Not for rent")),
    "yes": ("ok", _("Confirmed")),
    "wait": ("clock", _("Awaiting answer")),
    "no": ("x", _("Declined")),
}
