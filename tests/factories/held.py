"""Meetings that have begun: a fair that runs today, with one meeting a slot already past."""

import datetime as dt

from booking.models import Meeting
from booking.services.meetings import accept_request
from directory.models import Need
from fairs.models import MeetingSlot
from kernel.clock import now
from tests.factories.meetings import Participant
from tests.factories.wishes import make_wish


def make_meeting(buyer: Participant, maker: Participant, slot: MeetingSlot, *, need: Need | None = None) -> Meeting:
    """Asked by the buyer, accepted by the maker."""
    fair = slot.fair
    return accept_request(make_wish(fair, buyer, maker, [slot], need=need), user=maker.user)


def begin(meeting: Meeting, *, ago: dt.timedelta = dt.timedelta(minutes=5)) -> Meeting:
    """Its slot moved so that it began that long ago. Other meetings of the slot move with it."""
    slot = MeetingSlot.objects.get(pk=meeting.slot_id)
    length = slot.ends_at - slot.starts_at
    starts_at = now() - ago
    MeetingSlot.objects.filter(pk=slot.pk).update(starts_at=starts_at, ends_at=starts_at + length)
    return Meeting.objects.select_related("slot", "fair").get(pk=meeting.pk)
