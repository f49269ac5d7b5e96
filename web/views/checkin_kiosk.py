"""The kiosk: a page on which visitors let themselves in with the QR of their mail, and take their badge from the printer."""

from csp.constants import SELF
from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django.views.decorators.http import require_GET

from web.templatetags.phien_nav import LANGUAGE_NAMES
from web.views.checkin_app import WASM

# What the screen says: its look, its drawing, the order, what to do.
WORDS: tuple[tuple[str, str, str, Promise, Promise], ...] = (
    ("ready", "", "qr", _("Hold your QR code here"), _("It is in the mail with your pass. Your badge is printed.")),
    ("printing", "v-ok", "print", _("One moment"), _("Your badge is being printed.")),
    ("welcome", "v-ok", "ok", _("Welcome"), _("Take your badge from the printer. Come in.")),
    ("unprinted", "v-again", "warn", _("Welcome"), _("Your badge could not be printed. Please take it at the desk.")),
    ("already", "v-again", "warn", _("You are in already"), _("Do you need another badge? Please go to the desk.")),
    ("desk", "v-no", "people", _("Please go to the desk"), _("Our staff there will help you.")),
    ("offline", "v-again", "net", _("Please go to the desk"), _("This screen has no network at the moment.")),
    ("unenrolled", "", "qr", _("Not in service"), _("For staff: hold the QR of the page “Devices” into the camera.")),
    ("elsewhere", "", "copy", _("Not in service"), _("For staff: the door is open in another window of this browser.")),
    ("storage", "", "lock", _("Not in service"), _("For staff: this browser keeps nothing. Use an ordinary window.")),
)


@csp_update({"script-src": [SELF, "'wasm-unsafe-eval'"]})
@require_GET
def kiosk(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- the same for everybody
    """The same for everybody: whose fair it is comes to the enrolled device."""
    languages = []
    for code, _name in settings.LANGUAGES:
        with override(code):
            languages.append((code, LANGUAGE_NAMES[code], reverse("web:door_kiosk")))
    context = {
        "api": reverse("api_door_post").removesuffix("post/"),
        "wasm": WASM,
        "words": WORDS,
        "languages": languages,
    }
    return HttpResponse(render_to_string("checkin/kiosk.html", context), headers={"Cache-Control": "no-cache"})
