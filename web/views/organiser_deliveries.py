"""The organiser's letters: what was written to whom, whether it has left, and the button that sends it again."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from booking.access.deliveries import deliveries_fair, delivery_of
from booking.errors.erasure import LetterErased
from booking.queries.deliveries import count_deliveries, deliveries_found
from booking.services.deliveries import DeliveryUnderWay, resend
from fairs.models import Fair
from kernel.history import history_of
from kernel.models import Message, MessageState
from web.pages import FairRequest, fair_page

PER_PAGE = 40
WAITING = (MessageState.READY.value, MessageState.SENDING.value)
LOST = (MessageState.FAILED.value, MessageState.UNKNOWN.value)


@dataclass(frozen=True, slots=True)
class Look:
    """How a state stands on the page: the pill's class, its icon, and what it means for the organiser."""

    css: str
    icon: str
    meaning: Promise


TABS = (
    ("all", _("All letters"), ()),
    ("lost", _("Not delivered"), LOST),
    ("waiting", _("On their way"), WAITING),
    ("sent", pgettext_lazy("letters", "Sent"), (MessageState.SENT.value,)),
    ("suppressed", _("No longer needed"), (MessageState.SUPPRESSED.value,)),
)
SUBJECTS = (
    ("pass", _("Passes"), (r"registration\.", r"badge\.")),
    ("booking", _("Booths"), (r"booking\.",)),
    ("meeting", _("Meetings"), (r"meeting\.", r"meeting_request\.")),
    ("workshop", _("Workshops"), (r"workshop\.",)),
)
LOOKS = {
    "ready": Look("wait", "clock", _("It waits for its turn and leaves within seconds; after a failed try, later.")),
    "sending": Look("wait", "sync", _("It is being handed to the mail server now.")),
    "sent": Look("yes", "ok", _("The mail server has taken it.")),
    "failed": Look("no", "x", _("The mail server refused it, or it could not be reached often enough.")),
    "unknown": Look("no", "warn", _("The connection broke at the end: nobody knows whether it arrived.")),
    "suppressed": Look("", "ban", _("What it was about was over before it left, so it was not sent.")),
}
ATTACHMENTS = {"pass": _("Pass as PDF, calendar file"), "calendar": _("Calendar invitation")}


def _fair(request: FairRequest) -> Fair:
    return deliveries_fair(request.user, request.fair.slug)


@require_GET
@login_required
@fair_page
def deliveries(request: FairRequest) -> HttpResponse:
    """Every letter of the fair, newest first; a tab a state, a choice of subjects, a search."""
    fair = _fair(request)
    asked = request.GET
    key, _label, states = next((tab for tab in TABS if tab[0] == asked.get("state")), TABS[0])
    subject, kinds = next(((name, kinds) for name, _, kinds in SUBJECTS if name == asked.get("about")), ("", ()))
    text = " ".join(asked.get("q", "").split())[:100]
    counts = count_deliveries(fair)
    found = deliveries_found(fair, text=text, states=states, kinds=kinds)
    context = {
        "nav": "desk",
        "tab": "deliveries",
        "key": key,
        "tabs": [(name, label, sum(counts.get(one, 0) for one in listed or counts)) for name, label, listed in TABS],
        "about": subject,
        "subjects": [(name, label) for name, label, _kinds in SUBJECTS],
        "q": text,
        "page": Paginator(found, PER_PAGE).get_page(asked.get("page")),
        "looks": LOOKS,
        "lost": LOST,
    }
    return render(request, "organiser/deliveries.html", context)


@require_GET
@login_required
@fair_page
def delivery(request: FairRequest, delivery: str) -> HttpResponse:
    """One letter: its words, its way so far, and what went wrong."""
    fair = _fair(request)
    found = delivery_of(fair, delivery)
    context = {
        "nav": "desk",
        "tab": "deliveries",
        "delivery": found,
        "look": LOOKS[found.state],
        "is_under_way": found.state in WAITING,
        "is_lost": found.state in LOST,
        "attachments": [ATTACHMENTS[one["maker"]] for one in found.attachments if one.get("maker") in ATTACHMENTS],
        "subject": _subject_of(found),
        "resent": [entry for entry in history_of(found) if entry.action == "resent"],
    }
    return render(request, "organiser/delivery.html", context)


@require_POST
@login_required
@fair_page
def send_again(request: FairRequest, delivery: str) -> HttpResponse:
    """Once more to the same address; then back to the list or the letter, with a sentence."""
    fair = _fair(request)
    assert isinstance(request.user, User)
    found = delivery_of(fair, delivery)
    try:
        resend(found, actor_id=request.user.pk)
    except (DeliveryUnderWay, LetterErased) as refusal:
        messages.error(request, str(refusal.title))
    else:
        messages.success(request, _("The letter to %(address)s leaves again now.") % {"address": found.recipient})
    if request.POST.get("back") == "list":
        return redirect("web:desk_deliveries", fair.slug)
    return redirect("web:desk_delivery", fair.slug, found.public_id)


def _subject_of(message: Message) -> Promise | str:
    beginnings = ((label, kind.replace("\\", "")) for _name, label, kinds in SUBJECTS for kind in kinds)
    return next((label for label, kind in beginnings if message.kind.startswith(kind)), message.kind)
