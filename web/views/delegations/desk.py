"""A delegation's list: for its contact by the key of the mail, for its host and the organiser by log-in."""

from dataclasses import dataclass
from urllib.parse import quote

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from badges import codes, qr
from badges.qr import QUIET_ZONE, Matrix, matrix
from booking.access.delegations import By, Seen, delegation_for
from booking.delegation_links import SEPARATOR, join_key
from booking.errors.delegations import LinkEnded
from booking.keys import token_of
from booking.models import Badge, Delegation
from booking.queries.delegations import badges_to_hand_out, passes_mailed, people_of
from booking.services.delegation_people import confirm_people, decline_people, remove_person
from booking.states import DelegationState
from checkin.queries.delegations import inside_of
from kernel.clock import now
from kernel.errors import DomainError, NotFound
from web.pages import FairRequest, fair_page
from web.views.delegations.forms import ListForm, RunForm, ticked

A_FILE = 100
"""Badges in one file: what `api_delegation_passes` makes."""


@dataclass(frozen=True, slots=True)
class Handed:
    """A pass to hand out: the QR for a phone's screen, and the address to send."""

    name: str
    phone: str
    email: str
    code: str
    address: str
    qr: Matrix
    sms: str

    @property
    def side(self) -> int:
        return self.qr.size + 2 * QUIET_ZONE


@never_cache
@require_GET
@fair_page
def delegation(request: FairRequest, delegation: str) -> HttpResponse:
    """The list, its numbers, its link."""
    try:
        seen = seen_by(request, delegation)
    except LinkEnded as refusal:
        return render(request, "delegation/ended.html", {"refusal": refusal, "is_desk": True}, status=refusal.status)
    return list_page(request, seen, delegation)


@require_POST
@fair_page
def people(request: FairRequest, delegation: str) -> HttpResponse:
    """`act` is confirm, confirm_all, decline or remove; `place` who is meant."""
    seen = seen_by(request, delegation)
    chosen = ticked(request.POST.getlist("place"))
    act = request.POST.get("act", "")
    if act in {"confirm", "decline", "remove"} and not chosen:
        messages.error(request, _("Tick at least one person."))
        return redirect("web:delegation", request.fair.slug, delegation)
    try:
        told = _act(seen.delegation, act, chosen, actor_id=actor_of(request))
    except DomainError as refusal:
        messages.error(request, str(refusal.title))
    else:
        messages.success(request, told)
    return redirect("web:delegation", request.fair.slug, delegation)


@never_cache
@require_GET
@fair_page
def passes(request: FairRequest, delegation: str) -> HttpResponse:
    """Each pass with its QR, for those who have no mail: shown, sent by Zalo or SMS, or printed."""
    seen = seen_by(request, delegation)
    handed = [_handed(request, badge) for badge in badges_to_hand_out(seen.delegation)]
    context = {
        "delegation": seen.delegation,
        "word": delegation,
        "passes": handed,
        "parts": range(1, -(-len(handed) // A_FILE) + 1),
        "files": files_of(seen.delegation, delegation),
    }
    return render(request, "delegation/passes.html", context)


def seen_by(request: FairRequest, word: str) -> Seen:
    """Raises NotFound for one of another fair, too."""
    seen = delegation_for(request.user, word)
    if seen.delegation.fair_id != request.fair.pk:
        raise NotFound
    return seen


def list_page(
    request: FairRequest,
    seen: Seen,
    word: str,
    *,
    list_form: ListForm | None = None,
    run_form: RunForm | None = None,
    status: int = 200,
) -> HttpResponse:
    found = seen.delegation
    listed = people_of(found)
    address = f"{settings.SITE_URL}{reverse('web:delegation_join', args=[request.fair.slug, join_key(found)])}"
    drawn = matrix(address)
    context = {
        "nav": "desk" if seen.by == By.ORGANISER else "",
        "delegation": found,
        "word": word,
        "by": seen.by,
        "people": listed,
        "mailed": passes_mailed([found]).get(found.pk, 0),
        "inside": inside_of(request.fair, only=found).get(found.pk, 0),
        "can_join": found.state == DelegationState.OPEN and found.join_until > now(),
        "rest": max(found.places - len(listed.confirmed), 0),
        "address": address,
        "qr": drawn,
        "side": drawn.size + 2 * QUIET_ZONE,
        "files": files_of(found, word),
        "list_form": list_form or ListForm(),
        "run_form": run_form or RunForm(initial={"places": found.places, "join_until": found.join_until}),
    }
    return render(request, "delegation/list.html", context, status=status)


def files_of(delegation: Delegation, word: str) -> dict[str, str]:
    """Where its printed things are made, with the key where there is no log-in."""
    key = f"?key={word}" if SEPARATOR in word else ""
    names = {"poster": "api_delegation_poster", "svg": "api_delegation_qr_svg", "png": "api_delegation_qr_png"}
    names |= {"passes": "api_delegation_passes"}
    return {name: f"{reverse(route, args=[delegation.public_id])}{key}" for name, route in names.items()}


def actor_of(request: FairRequest) -> int | None:
    return request.user.pk if isinstance(request.user, User) else None


def _act(delegation: Delegation, act: str, chosen: list[str], *, actor_id: int | None) -> str:
    """What was done, in words."""
    if act == "remove":
        remove_person(delegation, place=chosen[0], actor_id=actor_id)
        return _("Removed from the list. The pass no longer opens the door.")
    if act == "decline":
        number = len(decline_people(delegation, places=chosen, actor_id=actor_id))
        return ngettext("%(n)s person declined.", "%(n)s people declined.", number) % {"n": number}
    if act not in {"confirm", "confirm_all"}:
        raise NotFound
    done = confirm_people(delegation, places=None if act == "confirm_all" else chosen, actor_id=actor_id)
    number = len(done.confirmed)
    told = ngettext("%(n)s person confirmed.", "%(n)s people confirmed.", number) % {"n": number}
    if done.not_admitted:
        words = ngettext(
            "The organiser does not admit %(n)s of them.",
            "The organiser does not admit %(n)s of them.",
            len(done.not_admitted),
        )
        told += " " + words % {"n": len(done.not_admitted)}
    if done.left > 0:
        words = ngettext("%(n)s still waits.", "%(n)s still wait.", done.left)
        told += " " + words % {"n": done.left}
    return told


def _handed(request: FairRequest, badge: Badge) -> Handed:
    registration = badge.registration
    page = reverse("web:pass_by_key", args=[request.fair.slug, registration.manage_key])
    address, person = f"{settings.SITE_URL}{page}", registration.person
    words = _("Your pass for %(fair)s: %(address)s") % {"fair": request.fair.short_name, "address": address}
    return Handed(
        name=person.full_name,
        phone=person.phone,
        email=person.email,
        code=codes.grouped(badge.code),
        address=address,
        sms=f"sms:{person.phone}?body={quote(words)}" if person.phone else "",
        qr=qr.matrix(token_of(badge)),
    )
