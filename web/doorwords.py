"""What the scanner says for each verdict: look, icon, the order first, then what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERDICTS: dict[str, tuple[str, str, Promise, Promise]] = {
    "ok": ("ok", "ok", _("Come in"), _("Ready for the next person")),
    "already_in": ("again", "warn", _("Already in"), _("Entered at {time}, gate {gate}. Check the name with the person.")),
    "not_yet_valid": ("no", "clock", _("Not yet"), _("This badge is for another time. Valid from {from}.")),
    "wrong_zone": ("no", "ban", _("Stop"), _("This role does not enter here. Show the way to the main gate.")),
    "wrong_fair": ("no", "x", _("Stop"), _("This badge belongs to another fair. Send the person to registration.")),
    "revoked": ("no", "ban", _("Stop"), _("This badge was revoked at {ended}. Send the person to the desk.")),
    "replaced": ("no", "sync", _("Stop"), _("This badge was replaced at {ended}. Ask for the new one.")),
    "unpaid": ("no", "coin", _("Stop"), _("The registration is not complete. Send the person to registration.")),
    "cancelled": ("no", "x", _("Stop"), _("The registration was withdrawn. Send the person to registration.")),
    "blocked": ("no", "ban", _("Stop"), _("The organiser does not admit this person. Call the supervisor.")),
    "unknown": ("no", "x", _("Stop"), _("This is not a badge of ours. Search by code or send to registration.")),
    "capacity": ("no", "people", _("Wait"), _("The hall is full. Hold the queue until somebody leaves.")),
    "expired": ("no", "clock", _("Stop"), _("This badge is no longer valid. Send the person to registration.")),
}
