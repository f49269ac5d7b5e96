"""The door as an app of its own: one page without a session, its files for the time without a network, its manifest.

Nothing of the fair is in the page: gate, lists and verdicts come to the enrolled device (docs/door.md).
"""

import hashlib
from functools import lru_cache
from pathlib import Path

from csp.constants import SELF
from csp.decorators import csp_update
from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from booking.models import RegistrationRole
from checkin.models import Verdict

WASM = "vendor/zxing-wasm/zxing_reader.wasm"
FILES = (
    *(f"css/{sheet}.css" for sheet in ("tokens", "base", "parts", "screens", "door")),
    *(f"vendor/be-vietnam-pro/{subset}-{weight}.woff2" for subset in ("latin", "vietnamese") for weight in (400, 600)),
    *(
        f"vendor/barlow-condensed/{subset}-{weight}.woff2"
        for subset in ("latin", "vietnamese")
        for weight in (500, 600)
    ),
    *(
        f"js/door/{module}.js"
        for module in (
            *("app", "board", "camera", "checks", "clock", "code", "decide", "enrol", "groups", "keys", "people"),
            *("printing", "queue", "scans", "seen", "sight", "snapshot", "stock", "store", "sync", "token", "walkin"),
        )
    ),
    *("vendor/barcode-detector/ponyfill.js", "vendor/barcode-detector/zxing-exported.js", WASM),
    *("vendor/idb/index.js", "vendor/ed25519/index.js", "icons.svg", "favicon.svg"),
)
"""Everything the page asks for; a test follows each import and each url() and finds them here."""

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

# In a verdict's place, where the answer says more: look, icon, the order, what to do.
NOTES: dict[str, tuple[str, str, Promise, Promise]] = {
    "no_exit_seen": (
        "again",
        "warn",
        _("Come in, and check"),
        _("This badge came in before and was not scanned out. Compare the name with the person."),
    ),
    "no_seat": (
        "no",
        "ban",
        _("Stop"),
        _("No seat in this workshop is booked on this badge. Show the way to the workshop desk."),
    ),
    "crew_elsewhere": (
        "no",
        "ban",
        _("Not here"),
        _("A contractor's pass. It does not open this gate: show the way to the gate for setting up."),
    ),
    "crew_hours": (
        "no",
        "clock",
        _("Not today"),
        _("A contractor's pass, for setting up and taking down only. Valid again {day} from {from}."),
    ),
    "crew_over": (
        "no",
        "clock",
        _("It is over"),
        _("A contractor's pass, and nothing is set up or taken down any more. Send the person to the desk."),
    ),
    "hours_over": (
        "no",
        "clock",
        _("Hours are over"),
        _("The badge is good, but the hours for it are over here. Show the way to the exit."),
    ),
}

# What the app says of itself: the icon, what is the matter, what to do.
NOTICES: tuple[tuple[str, str, Promise, Promise], ...] = (
    ("out", "out", _("Out"), _("Ready for the next person")),
    ("group", "people", _("Delegation"), _("Count how many pass.")),
    ("undone", "undo", _("Undone"), _("The last scan does not count. Scan the badge again if the person comes in.")),
    (
        "not_enrolled",
        "qr",
        _("Enrol this device"),
        _("Hold the QR of the organiser's page “Devices” into the frame, or type its code into the field."),
    ),
    ("enrolling", "sync", _("Enrolling"), _("This takes a moment.")),
    (
        "enrol_over",
        "x",
        _("Code is over"),
        _("This code is unknown or older than 15 minutes. Ask the organiser for a new one."),
    ),
    ("enrol_used", "x", _("Code was used"), _("Each code enrols one device. Ask the organiser for a new one.")),
    ("enrol_offline", "net", _("No network"), _("Enrolling needs the network once. Connect, then scan the QR again.")),
    (
        "enrol_unsent",
        "sync",
        _("Send first"),
        _(
            "This device still has scans of its present post. Connect it until nothing is left to send, then scan again."
        ),
    ),
    (
        "revoked",
        "ban",
        _("Device is shut out"),
        _("The organiser has ended this device. Scans not sent yet are kept. Ask for a new QR to go on."),
    ),
    (
        "storage",
        "lock",
        _("No storage"),
        _("This browser keeps nothing: a private window, or the memory is full. Open the page in an ordinary window."),
    ),
    (
        "insecure",
        "lock",
        _("Not secure"),
        _("The page came without https: camera and signatures are closed to it. Open the address with https."),
    ),
    ("elsewhere", "copy", _("Open twice"), _("The scanner is open in another window. Close that one to go on here.")),
    ("failed", "x", _("Stop"), _("The scanner failed. Reload the page; scans that were told are kept.")),
    (
        "unprinted",
        "print",
        _("Badge not printed"),
        _("The badge could not be fetched. The person is let in; print it from the search when the network is back."),
    ),
    (
        "keys",
        "key",
        _("Wrong keys"),
        _("The hand scanner's letters were changed. Turn off Vietnamese typing (Unikey) and Caps Lock."),
    ),
)

# The start check: what is right, what is to be seen to.
CHECKS: tuple[tuple[str, Promise, Promise], ...] = (
    ("network", _("The server answers."), _("No network: badges are checked on this device and sent later.")),
    (
        "snapshot",
        _("{badges} badges are known here, as of {time}."),
        _("The list of badges has not come yet. Signed badges are checked, printed codes are not."),
    ),
    (
        "storage",
        _("Scans are kept on this device."),
        _("The browser may delete what is kept when memory runs short. Add the page to the home screen."),
    ),
    (
        "worker",
        _("The page opens without a network too."),
        _("The page could not be kept: it will not open again without a network. Reload it once while there is one."),
    ),
    (
        "keys",
        _("Signed badges are checked by the browser."),
        _("This browser does not know the signature (Ed25519): a slower way is used. A newer browser is better."),
    ),
    (
        "camera",
        _("The camera runs."),
        _("No camera: allow it in the browser, or use a hand scanner or the code field."),
    ),
    (
        "clock",
        _("The clock is right."),
        _("This device's clock is {minutes} minutes wrong. Times are corrected, but set it to automatic."),
    ),
    ("refused", _("Every scan was taken."), _("{scans} scans were not taken by the server. Tell the organiser.")),
)


def _page() -> str:
    context = {
        "scope": reverse("web:door_app"),
        "api": reverse("api_door_post").removesuffix("post/"),
        "wasm": WASM,
        "verdicts": [(verdict, *VERDICTS[verdict], PLAIN_HINTS.get(verdict, "")) for verdict in Verdict.values],
        "notes": [(note, *words) for note, words in NOTES.items()],
        "notices": NOTICES,
        "checks": CHECKS,
        "roles": RegistrationRole.choices,
    }
    return render_to_string("checkin/app.html", context)  # without the request: nobody's name may come into it


def _version(page: str, addresses: list[str]) -> str:
    """Changes with the page and with every file: by its hashed name, or where names have none by its content."""
    digest = hashlib.sha256("\n".join([page, *addresses]).encode())
    if settings.INSECURE_LOCAL:
        for name in FILES:
            digest.update(Path(str(finders.find(name))).read_bytes())
    return digest.hexdigest()[:16]


def _worker(language: str) -> str:  # noqa: ARG001 -- what the texts and addresses are made in
    page = _page()
    addresses = [static(name) for name in FILES]
    context = {"version": _version(page, addresses), "page": reverse("web:door_app"), "files": addresses}
    return render_to_string("checkin/app-worker.js", context)


_worker_for_good = lru_cache(maxsize=8)(_worker)


@csp_update({"script-src": [SELF, "'wasm-unsafe-eval'"], "worker-src": [SELF]})
@require_GET
def app(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- the same for everybody
    """The scanner of an enrolled device; the same for everybody, so that it can be kept on the device."""
    return HttpResponse(_page(), headers={"Cache-Control": "no-cache"})


@require_GET
def worker(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- the same for everybody
    """The service worker: its scope is the folder it lies in, the app's page and nothing else."""
    make = _worker if settings.INSECURE_LOCAL else _worker_for_good
    script = make(get_language() or settings.LANGUAGE_CODE)
    return HttpResponse(script, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


@require_GET
def manifest(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- the same for everybody
    """What a phone needs to put the app on its home screen."""
    address = reverse("web:door_app")
    content = {
        "name": gettext("The door – Phiên"),
        "short_name": gettext("The door"),
        "lang": get_language(),
        "id": address,
        "start_url": address,
        "scope": address,
        "display": "standalone",
        "background_color": "#05060a",
        "theme_color": "#161b26",
        "icons": [{"src": static("favicon.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }
    return JsonResponse(content, content_type="application/manifest+json", headers={"Cache-Control": "no-cache"})
