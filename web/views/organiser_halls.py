"""The organiser's servers at the venue, on the page of devices: the command that lets one join, a new code, an end."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST

from accounts.models import User
from checkin.access.devices import fair_with_devices
from checkin.access.hall_servers import hall_server_for
from checkin.errors import HallServerNameTaken
from checkin.models import HallServer
from checkin.queries.hall_servers import HallServerNow, hall_servers_of, minutes_wrong
from checkin.services.hall_servers import add_hall_server, renew_hall_code, revoke_hall_server
from fairs.models import Fair
from kernel.clock import now
from kernel.errors import NotFound
from kernel.text import clean_line
from web.pages import FairRequest, fair_page

SHOWN_CODE = "hall_code"
"""Under this name the session holds the code that is on the screen: `{hall, code}`. Nobody else can read it again."""

# state: the pill's class, its icon, its word
STATES: dict[str, tuple[str, str, Promise]] = {
    "here": ("yes", "ok", _("Connected")),
    "silent": ("wait", "net", _("Silent")),
    "waiting": ("", "key", pgettext_lazy("hall server", "Not joined yet")),
    "revoked": ("no", "ban", pgettext_lazy("device", "Shut out")),
}


@dataclass(frozen=True, slots=True)
class ShownJoining:
    """The command that lets a hall server join, until it was used."""

    hall: HallServer
    command: str


class HallServerForm(forms.Form):
    hall_name = forms.CharField(
        label=_("Name of the computer"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def clean_hall_name(self) -> str:
        return clean_line(self.cleaned_data["hall_name"])


@require_POST
@login_required
@fair_page
def add(request: FairRequest) -> HttpResponse:
    fair = fair_with_devices(request.user, request.fair.slug)
    assert isinstance(request.user, User)
    form = HallServerForm(request.POST)
    if form.is_valid():
        try:
            hall, code = add_hall_server(fair, name=form.cleaned_data["hall_name"], actor_id=request.user.pk, now=now())
        except HallServerNameTaken as refusal:
            messages.error(request, str(refusal.title))
        else:
            request.session[SHOWN_CODE] = {"hall": hall.public_id, "code": code}
    else:
        messages.error(request, _("Give the computer a name of at most 60 characters."))
    return redirect("web:desk_devices", fair.slug)


@require_POST
@login_required
@fair_page
def renew(request: FairRequest, hall_server: str) -> HttpResponse:
    """A new code for the same server; the key it had ends now."""
    assert isinstance(request.user, User)
    hall, code = renew_hall_code(_hall(request, hall_server), actor_id=request.user.pk, now=now())
    request.session[SHOWN_CODE] = {"hall": hall.public_id, "code": code}
    return redirect("web:desk_devices", request.fair.slug)


@require_POST
@login_required
@fair_page
def revoke(request: FairRequest, hall_server: str) -> HttpResponse:
    assert isinstance(request.user, User)
    hall = revoke_hall_server(_hall(request, hall_server), actor_id=request.user.pk, now=now())
    messages.success(request, _("%(name)s is shut out from now on.") % {"name": hall.name})
    return redirect("web:desk_devices", request.fair.slug)


def _hall(request: FairRequest, public_id: str) -> HallServer:
    """A hall server of the page's fair, for whoever manages it."""
    found = hall_server_for(request.user, public_id)
    if found.fair_id != request.fair.pk:
        raise NotFound
    return found


def halls_context(request: FairRequest, fair: Fair) -> dict[str, Any]:
    """What the page of devices shows of them."""
    found = hall_servers_of(fair, now=now())
    return {
        "halls": [(one, *STATES[one.state], minutes_wrong(one.hall.clock_offset_ms)) for one in found],
        "joining": _joining(request, found),
    }


def _joining(request: FairRequest, found: list[HallServerNow]) -> ShownJoining | None:
    kept = request.session.get(SHOWN_CODE) or {}
    waiting = (one.hall for one in found if one.hall.public_id == kept.get("hall") and one.state == "waiting")
    hall = next(waiting, None)
    if hall is None or hall.code_expires_at <= now():
        return None
    return ShownJoining(hall, f'make hall ARGS="--join {settings.SITE_URL} {kept["code"]}"')
