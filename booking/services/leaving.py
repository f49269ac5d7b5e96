"""What becomes of a person's wishes and meetings when the person no longer comes. Inner steps, the person locked."""

import datetime as dt

from booking.locks.meetings import lock_meetings_of, lock_requests
from booking.models import MeetingRequest, Registration
from booking.services.meeting_moves import move_request, publish_request
from booking.services.meetings import MOVABLE, call_off
from booking.services.threads import add_turn
from booking.states import OPEN_REQUEST_STATES, RequestState, TurnKind


def end_meetings_of(registration: Registration, *, actor_id: int | None, now: dt.datetime) -> None:
    """Their open wishes are withdrawn, wishes that named them are anybody's at their firm, meetings ahead are cancelled."""
    open_wishes = MeetingRequest.objects.filter(fair_id=registration.fair_id, state__in=OPEN_REQUEST_STATES)
    for wish in lock_requests(open_wishes.filter(from_person_id=registration.person_id)):
        move_request(wish, RequestState.WITHDRAWN, actor_id=actor_id, now=now)
        add_turn(wish.pk, TurnKind.WITHDRAWN, by=None)
        publish_request("withdrawn", wish)
    open_wishes.filter(to_person_id=registration.person_id).update(to_person=None)
    for meeting in lock_meetings_of(registration.person_id, registration.fair_id):
        if meeting.state in MOVABLE and meeting.slot.starts_at > now:
            seat = meeting.participants.get(person_id=registration.person_id)
            call_off(
                meeting,
                company_id=seat.company_id,
                reason="",
                actor_id=actor_id,
                now=now,
                person_id=registration.person_id,
            )
