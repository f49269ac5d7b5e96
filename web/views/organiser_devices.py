"""The organiser's devices of the door: let one in by its QR, see which are silent, shut one out; and the merge report."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from badges.qr import QUIET_ZONE, Matrix, matrix
from booking.queries.stock_badges import stock_of
from booking.services.stock_badges import MOST_AT_ONCE, print_stock
from checkin.access.devices import device_for, fair_with_devices, place_of
from checkin.errors import DeviceNameTaken
from checkin.models import Device
from checkin.queries.devices import DeviceNow, devices_of
from checkin.queries.door import checkin_lists_of, gates_of
from checkin.queries.merges import merge_report
from checkin.services.devices import add_device, renew_code, revoke_device
from fairs.models import Fair
from kernel.clock import now
from kernel.errors import NotFound
from kernel.text import clean_line
from web.pages import FairRequest, fair_page
from web.templatetags.phien import pick
from web.views.organiser_halls import HallServerForm, halls_context

SHOWN_CODE = "door_code"
"""Under this name the session holds the code that is on the screen: `{device, code}`. Nobody else can read it again."""

# state: the pill's class, its icon, its word
STATES: dict[str, tuple[str, str, Promise]] = {
    "here": ("yes", "ok", _("Connected")),
    "silent": ("wait", "net", _("Silent")),
    "waiting": ("", "qr", _("Not let in yet")),
    "revoked": ("no", "ban", pgettext_lazy("device", "Shut out")),
}


@dataclass(frozen=True, slots=True)
class ShownCode:
    """A code as it stands on the screen until a device has used it."""

    device: Device
    code: str
    address: str
    qr: Matrix

    @property
    def side(self) -> int:
        return self.qr.size + 2 * QUIET_ZONE

    @property
    def grouped(self) -> str:
        return " ".join(self.code[at : at + 4] for at in range(0, len(self.code), 4))


class StockForm(forms.Form):
    number = forms.IntegerField(
        label=_("How many"),
        min_value=1,
        max_value=MOST_AT_ONCE,
        initial=100,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class DeviceForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the device"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    gate = forms.ChoiceField(label=_("Gate"))
    checkin_lists = forms.MultipleChoiceField(label=_("Check-in lists"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, fair: Fair, data: Any = None) -> None:
        super().__init__(data)
        lists = [(one.public_id, pick(one, "name")) for one in checkin_lists_of(fair)]
        gates = [(one.public_id, f"{one.code} · {pick(one, 'name')}") for one in gates_of(fair)]
        self.fields["gate"].choices = gates  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["checkin_lists"].choices = lists  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["checkin_lists"].initial = [public_id for public_id, _name in lists]

    def clean_name(self) -> str:
        return clean_line(self.cleaned_data["name"])


@require_http_methods(["GET", "POST"])
@login_required
@fair_page
def devices(request: FairRequest) -> HttpResponse:
    """All devices, the QR that waits for one, the form for the next, and what came to light. POST adds a device."""
    fair = fair_with_devices(request.user, request.fair.slug)
    assert isinstance(request.user, User)
    form = DeviceForm(fair, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        gate, lists = place_of(fair, gate=given["gate"], checkin_lists=given["checkin_lists"])
        try:
            device, code = add_device(
                fair, name=given["name"], gate=gate, checkin_lists=lists, actor_id=request.user.pk, now=now()
            )
        except DeviceNameTaken as refusal:
            form.add_error("name", str(refusal.title))
        else:
            request.session[SHOWN_CODE] = {"device": device.public_id, "code": code}
            return redirect("web:desk_devices", fair.slug)
    context = _devices(request, fair) | {
        "nav": "desk",
        "tab": "devices",
        "form": form,
        "has_places": bool(form.fields["gate"].choices and form.fields["checkin_lists"].choices),  # type: ignore[attr-defined]
        "report": merge_report(fair),
        "hall_form": HallServerForm(),
        "kiosk": f"{settings.SITE_URL.rstrip('/')}{reverse('web:door_kiosk')}",
        "stock": stock_of(fair),
        "stock_form": StockForm(),
    }
    return render(request, "organiser/devices.html", context, status=422 if form.errors else 200)


@require_GET
@login_required
@fair_page
def devices_now(request: FairRequest) -> HttpResponse:
    """The part of the page that changes by itself: the code until it is used, and the table."""
    fair = fair_with_devices(request.user, request.fair.slug)
    return render(request, "organiser/devices_part.html", _devices(request, fair))


@require_POST
@login_required
@fair_page
def stock(request: FairRequest) -> HttpResponse:
    """A batch of blank badges, to print and lay at the desks."""
    assert isinstance(request.user, User)
    fair = fair_with_devices(request.user, request.fair.slug)
    form = StockForm(request.POST)
    if form.is_valid():
        print_stock(fair, number=form.cleaned_data["number"], actor_id=request.user.pk)
        messages.success(request, _("The blank badges are made. Print them, and lay them at the desks."))
    else:
        messages.error(request, _("Give a number from 1 to %(most)s.") % {"most": MOST_AT_ONCE})
    return redirect(f"{reverse('web:desk_devices', args=[fair.slug])}#stock")


@require_POST
@login_required
@fair_page
def device_code(request: FairRequest, device: str) -> HttpResponse:
    """A new code for the same device; the key it had ends now."""
    assert isinstance(request.user, User)
    found, code = renew_code(_device(request, device), actor_id=request.user.pk, now=now())
    request.session[SHOWN_CODE] = {"device": found.public_id, "code": code}
    return redirect("web:desk_devices", request.fair.slug)


@require_POST
@login_required
@fair_page
def device_revoke(request: FairRequest, device: str) -> HttpResponse:
    assert isinstance(request.user, User)
    found = revoke_device(_device(request, device), actor_id=request.user.pk, now=now())
    messages.success(request, _("%(name)s is shut out from now on.") % {"name": found.name})
    return redirect("web:desk_devices", request.fair.slug)


def _device(request: FairRequest, public_id: str) -> Device:
    """A device of the page's fair, for whoever manages it."""
    found = device_for(request.user, public_id)
    if found.fair_id != request.fair.pk:
        raise NotFound
    return found


def _devices(request: FairRequest, fair: Fair) -> dict[str, Any]:
    found = devices_of(fair, now=now())
    return {
        "fair": fair,
        "devices": [(one, *STATES[one.state]) for one in found],
        "unsent": sum(one.device.unsent or 0 for one in found if one.state != "revoked"),
        "silent": sum(one.state == "silent" for one in found),
        "missing": sum(one.missing_count for one in found),
        "shown": _shown(request, found),
    } | halls_context(request, fair)


def _shown(request: FairRequest, found: list[DeviceNow]) -> ShownCode | None:
    """The code on the screen, while it waits for its device."""
    kept = request.session.get(SHOWN_CODE) or {}
    waiting = (one.device for one in found if one.device.public_id == kept.get("device") and one.state == "waiting")
    device = next(waiting, None)
    if device is None or device.code_expires_at <= now():
        return None
    site = urlsplit(settings.SITE_URL)
    address = f"{site.scheme}://{site.netloc}{reverse('web:door_app')}#enrol={kept['code']}"
    return ShownCode(device, kept["code"], address, matrix(address))
