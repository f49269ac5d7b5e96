"""Acts of the planner, each a POST that leads back to it: accept, decline, withdraw, cancel, answer a proposal, keep times free."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from booking.access.meetings import meeting_for, party_at, proposal_for, request_for
from booking.access.references import slot_named
from booking.models import Meeting, UnavailableSlot
from booking.services.availability import set_unavailable
from booking.services.meetings import accept_request, cancel_meeting
from booking.services.proposals import agree_proposal, refuse_proposal, withdraw_proposal
from booking.services.requests import decline_request, withdraw_request
from fairs.models import MeetingSlot
from kernel.clock import local
from web import wording
from web.pages import FairRequest
from web.views.visitor.forms import ReasonForm, reason_in
from web.views.visitor.planner_act import planner_act


@planner_act("meetings")
def accept(request: FairRequest, user: User, wish: str) -> str:
    """At the time chosen, or the earliest that suits both."""
    found = request_for(user, request.fair, wish)
    slot = slot_named(request.fair, request.POST.get("slot") or None)
    read = request.POST.get("revision", "")
    revision = int(read) if read.isdecimal() and len(read) < 10 else None
    return _fixed_words(accept_request(found, user=user, slot=slot, revision=revision))


@planner_act()
def decline(request: FairRequest, user: User, wish: str) -> str:
    decline_request(request_for(user, request.fair, wish), user=user, reason=reason_in(ReasonForm(request.POST)))
    return _("Declined. The other side is told.")


@planner_act()
def withdraw(request: FairRequest, user: User, wish: str) -> str:
    withdraw_request(request_for(user, request.fair, wish), user=user)
    return _("The wish is taken back.")


@planner_act()
def cancel(request: FairRequest, user: User, meeting: str) -> str:
    cancel_meeting(meeting_for(user, meeting), user=user, reason=reason_in(ReasonForm(request.POST)))
    return _("The meeting is cancelled; the other side is told and both calendars change.")


@planner_act("meetings")
def answer(request: FairRequest, user: User, meeting: str, proposal: str) -> str:
    """`act` says how a proposal to move a meeting is answered: agree (to one time or the best), keep, or take back."""
    found = proposal_for(user, meeting, proposal)
    if request.POST.get("act") == "agree":
        slot = slot_named(request.fair, request.POST.get("slot") or None)
        return _fixed_words(agree_proposal(found, user=user, slot=slot))
    if request.POST.get("act") == "back":
        withdraw_proposal(found, user=user)
        return _("Your proposal is taken back. The meeting stands as it was.")
    refuse_proposal(found, user=user, reason=reason_in(ReasonForm(request.POST)))
    return _("The meeting stays where it is. The other side is told.")


@planner_act("day", keeps_day=True)
def keep_times(request: FairRequest, user: User) -> str:
    """The day's ticked slots are open for meetings, its others are kept free. Other days stay as they are."""
    fair = request.fair
    slots = list(MeetingSlot.objects.filter(fair=fair).order_by("index"))
    day = request.POST.get("day", "")
    of_day = [slot for slot in slots if local(slot.starts_at, fair.timezone).date().isoformat() == day]
    offered, opened = set(request.POST.getlist("offered")), set(request.POST.getlist("open"))
    party = party_at(user, fair)
    rows = UnavailableSlot.objects.filter(person=party.person, slot__fair=fair)
    kept = set(rows.values_list("slot_id", flat=True))
    for slot in of_day:
        if slot.public_id in offered:
            (kept.discard if slot.public_id in opened else kept.add)(slot.pk)
    set_unavailable(fair, user=user, slots=[slot for slot in slots if slot.pk in kept])
    return _("Your times are kept.")


def _fixed_words(meeting: Meeting) -> str:
    at = local(meeting.slot.starts_at, meeting.fair.timezone)
    day = wording.day(at, (get_language() or "vi")[:2])
    return _("Fixed: %(day)s %(hour)s, table %(table)s. It stands in both agendas.") % {
        "day": day,
        "hour": wording.hour(at),
        "table": meeting.table.number,
    }
