"""Ten minutes before a meeting: who is not inside is called, and the other side is told."""

import datetime as dt

from booking.locks.meetings import lock_meeting
from booking.states import MeetingState
from checkin.queries.presence import people_inside
from fairday.models import PresenceLook
from kernel.errors import NotFound
from kernel.outbox import emit
from kernel.unit_of_work import unit_of_work


@unit_of_work
def look_before_meeting(*, meeting_id: int, sequence: int, now: dt.datetime) -> PresenceLook | None:
    """The look of this revision of the meeting, once; `meeting.side_missing` when a side is not inside.

    None when the meeting was moved, cancelled or started meanwhile, or when its time has come.
    """
    try:
        meeting = lock_meeting(meeting_id)
    except NotFound:
        return None
    if meeting.sequence != sequence or meeting.state != MeetingState.CONFIRMED or meeting.slot.starts_at <= now:
        return None
    if PresenceLook.objects.filter(meeting=meeting, sequence=sequence).exists():
        return None
    sides: dict[int, list[int]] = {}
    for company_id, person_id in meeting.participants.filter(live=True).values_list("company_id", "person_id"):
        sides.setdefault(company_id, []).append(person_id)
    inside = people_inside(meeting.fair, [person for people in sides.values() for person in people], now=now)
    missing = [company for company, people in sides.items() if not inside.intersection(people)]
    look = PresenceLook.objects.create(meeting=meeting, sequence=sequence, looked_at=now, missing=sorted(missing))
    if missing:
        emit("meeting.side_missing", meeting_id=meeting.pk, look_id=look.pk)
    return look
