"""The meeting of an open wish, written where it was placed. Inner step of accepting, of refills and of a simulated day."""

import datetime as dt
from collections.abc import Mapping
from typing import NoReturn

from booking.access.meetings import Seat
from booking.errors.meetings import RequestChanged
from booking.locks.meetings import lock_request
from booking.models import Meeting, MeetingRequest
from booking.queries.meetings import ask_meeting, meeting_told
from booking.services.meeting_moves import expiry_key, publish_meeting, start_clocks
from booking.services.placement import Place
from booking.states import REQUEST_MOVES, MeetingState, RequestState, TurnKind
from kernel.due import unschedule
from kernel.history import Entry, record_all
from kernel.locks import Rank, step_to
from kernel.statements import Gathered, Rows, gathered, rows
from kernel.states import check_move


def settle(
    request: MeetingRequest,
    place: Place,
    seats: Mapping[int, int],
    *,
    actor_id: int | None,
    now: dt.datetime,
    by: Seat | None = None,
    meeting_id: int | None = None,
) -> Meeting:
    """People and slot locked: the wish becomes a meeting at a free place. `seats`: person -> company, in person order.

    The wish is locked and decided by one statement, if it is still as `request` says; so `request` may have been read
    without its lock. `by` is who accepted, for the thread; nobody when the house placed it. `meeting_id` is the key it
    shall have, where the caller has drawn one (`draw_meeting_id`): all that is written names it, so that all travels
    together. The meeting comes with its parts, as `meeting_with_parts` reads them. Raises IllegalMove when the wish is
    decided, RequestChanged when it was changed meanwhile: what was written then has to be rolled back.
    """
    check_move(REQUEST_MOVES, request.state, RequestState.ACCEPTED)
    before = request.state
    step_to(Rank.CLAIM)
    meeting = Meeting(pk=meeting_id or rows(_DRAW, [])[0][0], state=MeetingState.CONFIRMED)
    with gathered() as together:
        decided = together.rows(
            _SETTLE,
            {
                "wish": request.pk,
                "revision": request.revision,
                "before": before,
                "meeting": meeting.pk,
                "id": meeting.public_id,
                "slot": place.slot.pk,
                "table": place.table.pk,
                "confirmed": meeting.state,
                "people": list(seats),
                "companies": list(seats.values()),
                "accepted": RequestState.ACCEPTED.value,
                "now": now,
                "turn": TurnKind.ACCEPTED.value,
                "by_company": by.company_id if by else None,
                "by_person": by.person_id if by else None,
                "times": [place.slot.starts_at],
            },
        )
        unschedule(expiry_key(request))
        record_all(
            [
                Entry(request, "meeting_request.moved", before, RequestState.ACCEPTED, {"meeting_id": meeting.pk}),
                Entry(meeting, "meeting.confirmed", "", meeting.state, {"slot_id": place.slot.pk}),
            ],
            actor_id=actor_id,
        )
        start_clocks(meeting, place.slot, now=now)
        publish_meeting("confirmed", meeting)
        told = ask_meeting(together, meeting.pk)
    if not decided:
        _refuse(request.pk)
    return meeting_told(told)


def draw_meeting_id(together: Gathered) -> Rows:
    """The key of a meeting to be; one that is never used leaves a gap."""
    return together.rows(_DRAW, [])


_DRAW = "SELECT nextval(pg_get_serial_sequence('booking_meeting', 'id'))"


def _refuse(request_id: int) -> NoReturn:
    """The wish is not what it was read as."""
    state = lock_request(request_id).state
    check_move(REQUEST_MOVES, state, RequestState.ACCEPTED)
    raise RequestChanged


# The wish's end, its meeting with two seats and the turn of its thread: together or not at all.
_SETTLE = """
WITH decided AS (
    UPDATE booking_meetingrequest SET state = %(accepted)s, revision = revision + 1, decided_at = %(now)s
    WHERE id = %(wish)s AND revision = %(revision)s AND state = %(before)s
    RETURNING id, fair_id, company_low_id, company_high_id, need_id
), m AS (
    INSERT INTO booking_meeting (id, public_id, fair_id, request_id, company_low_id, company_high_id, need_id,
                                 slot_id, table_id, is_locked, state, sequence, cancel_reason)
    SELECT %(meeting)s, %(id)s, fair_id, id, company_low_id, company_high_id, need_id,
           %(slot)s::bigint, %(table)s::bigint, false, %(confirmed)s, 0, '' FROM decided RETURNING id, slot_id
), seated AS (
    INSERT INTO booking_meetingparticipant (meeting_id, person_id, company_id, slot_id, live)
    SELECT m.id, seat.person, seat.company, m.slot_id, true
    FROM m, unnest(%(people)s::bigint[], %(companies)s::bigint[]) WITH ORDINALITY AS seat (person, company, place)
    ORDER BY seat.place
), turn AS (
    INSERT INTO booking_requestturn (request_id, kind, company_id, person_id, words, times)
    SELECT id, %(turn)s, %(by_company)s::bigint, %(by_person)s::bigint, '', %(times)s::timestamptz[] FROM decided
)
SELECT id FROM m
"""
