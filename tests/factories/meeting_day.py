"""A meeting day under way: meetings at tables now, people through the door."""

import datetime as dt
from itertools import count

from booking.models import Badge, Meeting, MeetingParticipant
from booking.states import MeetingState
from checkin.models import CheckinList, Gate, Scan
from fairs.models import Fair, MeetingSlot, MeetingTable
from kernel.clock import local
from tests.factories.fair import make_checkin_list, make_gate
from tests.factories.meetings import Participant
from tests.factories.visits import make_badge
from tests.factories.wishes import make_wish

_number = count(1)


def slot_at(fair: Fair, index: int, starts_at: dt.datetime, *, minutes: int = 20) -> MeetingSlot:
    return MeetingSlot.objects.create(
        fair=fair, index=index, starts_at=starts_at, ends_at=starts_at + dt.timedelta(minutes=minutes)
    )


def make_meeting(
    fair: Fair, one: Participant, other: Participant, slot: MeetingSlot, table: MeetingTable, **fields
) -> Meeting:
    """A confirmed meeting of an accepted wish of `one`, as rows."""
    need = fields.pop("need", None)
    wish = make_wish(fair, one, other, [slot], named=other.person, state="accepted", need=need)
    meeting = Meeting.objects.create(
        fair=fair, request=wish, company_low_id=wish.company_low_id, company_high_id=wish.company_high_id,
        need=need, slot=slot, table=table, state=fields.pop("state", MeetingState.CONFIRMED), **fields,
    )  # fmt: skip
    for each in sorted((one, other), key=lambda side: side.person.pk):
        MeetingParticipant.objects.create(meeting=meeting, person=each.person, company=each.company, slot=slot)
    return meeting


def pass_door(who: Participant, at: dt.datetime, *, direction: str = "entry", gate: Gate | None = None) -> Scan:
    """One passage that the door let through."""
    fair = who.registration.fair
    badge = Badge.objects.filter(registration=who.registration).first() or make_badge(who.registration)
    gate = gate or Gate.objects.filter(fair=fair).first() or make_gate(fair)
    checkin_list = CheckinList.objects.filter(fair=fair).first() or make_checkin_list(
        fair, opens_at=dt.datetime.combine(local(at, fair.timezone).date(), dt.time(), at.tzinfo)
    )
    return Scan.objects.create(
        fair=fair, checkin_list=checkin_list, gate=gate, badge=badge, nonce=f"door-{next(_number):06}",
        direction=direction, verdict="ok", scanned_at=at,
    )  # fmt: skip
