"""The door's pages: choose where you stand, then scan."""

from csp.constants import SELF
from csp.decorators import csp_update
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from booking.models import RegistrationRole
from checkin.models import Direction, Verdict
from checkin.queries.door import checkin_lists_of, gates_of
from fairs.access import DOOR_STAFF, fair_to_run
from kernel.clock import now
from kernel.errors import NotFound

# What the scanner says for each verdict: look, icon, the order first, then what to do.
VERDICTS: dict[str, tuple[str, str, Promise, Promise]] = {
    "ok": ("ok", "ok", _("Come in"), _("Ready for the next person")),
    "already_in": (
        "again",
        "warn",
        _("Already in"),
        _("Entered at {time}, gate {gate}. Check the name with the person."),
    ),
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

# The same without what only the server knows: when a badge was replaced, where somebody came in.
PLAIN_HINTS: dict[str, Promise] = {
    "already_in": _("Came in before. Check the name with the person."),
    "not_yet_valid": _("This badge is for another time. Show the way to the desk."),
    "revoked": _("This badge was revoked. Send the person to the desk."),
    "replaced": _("This badge was replaced. Ask for the new one."),
}

# What the scanner says of itself: the icon, what is the matter, what to do.
NOTICES: tuple[tuple[str, str, Promise, Promise], ...] = (
    (
        "waiting",
        "clock",
        _("No network"),
        _("Not checked yet. Keep the person a moment: the scan is kept and sent again."),
    ),
    ("login", "user", _("Log in again"), _("You were logged out. The scans are kept and sent once you are back.")),
    ("failed", "x", _("Stop"), _("The server did not accept the scan. Search by code or send to registration.")),
    (
        "keys",
        "key",
        _("Wrong keys"),
        _("The hand scanner's letters were changed. Turn off Vietnamese typing (Unikey)."),
    ),
)


@require_GET
@login_required
def choose_post(request: HttpRequest, fair: str) -> HttpResponse:
    """Which gate, which list: the list that is open now stands first."""
    the_fair = fair_to_run(request.user, fair, DOOR_STAFF)
    moment = now()
    lists = sorted(
        checkin_lists_of(the_fair), key=lambda one: (not one.opens_at <= moment < one.closes_at, one.opens_at)
    )
    context = {
        "fair": the_fair,
        "role": "dor",
        "nav": "door",
        "gates": gates_of(the_fair),
        "lists": lists,
        "now": moment,
    }
    return render(request, "checkin/choose.html", context)


@csp_update({"script-src": [SELF, "'wasm-unsafe-eval'"], "worker-src": [SELF]})  # type: ignore[arg-type]  # typed for views without arguments
@require_GET
@login_required
def scanner(request: HttpRequest, fair: str, gate: str, checkin_list: str) -> HttpResponse:
    """The scanner: camera, hand scanner and keyboard at once. `?exit` counts people out."""
    the_fair = fair_to_run(request.user, fair, DOOR_STAFF)
    the_gate = next((one for one in gates_of(the_fair) if one.public_id == gate), None)
    the_list = next((one for one in checkin_lists_of(the_fair) if one.public_id == checkin_list), None)
    if the_gate is None or the_list is None:
        raise NotFound
    direction = Direction.EXIT if "exit" in request.GET else Direction.ENTRY
    context = {
        "fair": the_fair,
        "role": "dor",
        "roles": RegistrationRole.choices,
        "gate": the_gate,
        "list": the_list,
        "direction": direction,
        "notices": NOTICES,
        "verdicts": [(verdict, *VERDICTS[verdict]) for verdict in Verdict.values],
    }
    return render(request, "checkin/scanner.html", context)
