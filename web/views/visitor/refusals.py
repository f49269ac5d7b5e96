"""A refusal as a sentence with what it is about: which time and why, from when on."""

import datetime as dt
from collections.abc import Mapping

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fairs.models import Fair, MeetingSlot
from kernel.clock import local
from kernel.errors import DomainError
from web import wording


def refusal_words(refusal: DomainError, fair: Fair) -> str:
    """The refusal's title; behind it each refused time with its reason, or the moment from which it is possible."""
    said = [str(refusal.title)]
    reasons = refusal.extra.get("slots") or refusal.extra.get("hindrances") or {}
    if isinstance(reasons, Mapping) and reasons:
        slots = MeetingSlot.objects.filter(fair=fair, public_id__in=list(reasons)).order_by("index")
        said += [f"{_moment(slot.starts_at, fair)}: {_why(str(reasons[slot.public_id]))}." for slot in slots]
    if again := refusal.extra.get("again_at"):
        at = _moment(dt.datetime.fromisoformat(str(again)), fair)
        said.append(_("Possible again: %(at)s.") % {"at": at})
    return " ".join(said)


def _moment(moment: dt.datetime, fair: Fair) -> str:
    at = local(moment, fair.timezone)
    return f"{wording.day(at, (get_language() or 'vi')[:2])} {wording.hour(at)}"


def _why(reason: str) -> str:
    words = {
        "past": _("it is over"),
        "away": _("not here that day"),
        "meeting": _("another meeting"),
        "workshop": _("a workshop"),
        "duty": _("a duty"),
        "unavailable": _("kept free"),
        "same": _("the meeting is then already"),
        "table": _("no table free"),
    }
    return words.get(reason, _("not offered"))
