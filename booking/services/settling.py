"""The meeting of an open wish, written where it was placed. Inner step of accepting, of refills and of a simulated day."""

import datetime as dt
from collections.abc import Mapping

from booking.access.meetings import Party
from booking.models import Meeting, MeetingRequest
from booking.services.meeting_moves import expiry_key, publish_meeting, start_clocks
from booking.services.placement import Place
from booking.states import REQUEST_MOVES, MeetingState, RequestState, TurnKind
from kernel.due import unschedule
from kernel.history import Entry, record_all
from kernel.ids import new_public_id
from kernel.lookups import Instances
from kernel.statements import rows
from kernel.states import check_move


def settle(
    request: MeetingRequest,
    place: Place,
    seats: Mapping[int, int],
    *,
    actor_id: int | None,
    now: dt.datetime,
    by: Party | None = None,
) -> Meeting:
    """People, slot and wish locked: the wish becomes a meeting at a free place. `seats`: person -> company, in person order.

    `by` is who accepted, for the thread; nobody when the house placed it. Raises IllegalMove when the wish is decided.
    """
    check_move(REQUEST_MOVES, request.state, RequestState.ACCEPTED)
    before = request.state
    found = rows(
        _settle_statement(),
        {
            "wish": request.pk,
            "id": new_public_id(),
            "slot": place.slot.pk,
            "table": place.table.pk,
            "confirmed": MeetingState.CONFIRMED.value,
            "people": list(seats),
            "companies": list(seats.values()),
            "accepted": RequestState.ACCEPTED.value,
            "now": now,
            "turn": TurnKind.ACCEPTED.value,
            "by_company": by.company.pk if by else None,
            "by_person": by.person.pk if by else None,
            "times": [place.slot.starts_at],
        },
    )
    meeting: Meeting = next(_MEETING.of(found[0]))
    request.state, request.decided_at = RequestState.ACCEPTED, now
    request.revision += 1
    meeting.request, meeting.slot, meeting.table = request, place.slot, place.table
    unschedule(expiry_key(request))
    record_all(
        [
            Entry(request, "meeting_request.moved", before, request.state, {"meeting_id": meeting.pk}),
            Entry(meeting, "meeting.confirmed", "", meeting.state, {"slot_id": place.slot.pk}),
        ],
        actor_id=actor_id,
    )
    start_clocks(meeting, place.slot, now=now)
    publish_meeting("confirmed", meeting)
    return meeting


_MEETING = Instances(m=Meeting)


def _settle_statement() -> str:
    """Meeting, its two seats, the wish's end and the turn of its thread: together or not at all."""
    return f"""
        WITH m AS (
            INSERT INTO booking_meeting (public_id, fair_id, request_id, company_low_id, company_high_id, need_id,
                                         slot_id, table_id, is_locked, state, sequence, cancel_reason)
            SELECT %(id)s, fair_id, id, company_low_id, company_high_id, need_id,
                   %(slot)s, %(table)s, false, %(confirmed)s, 0, ''
            FROM booking_meetingrequest WHERE id = %(wish)s RETURNING *
        ), seated AS (
            INSERT INTO booking_meetingparticipant (meeting_id, person_id, company_id, slot_id, live)
            SELECT m.id, seat.person, seat.company, %(slot)s, true
            FROM m, unnest(%(people)s::bigint[], %(companies)s::bigint[]) WITH ORDINALITY AS seat (person, company, place)
            ORDER BY seat.place
        ), decided AS (
            UPDATE booking_meetingrequest SET state = %(accepted)s, revision = revision + 1, decided_at = %(now)s
            WHERE id = %(wish)s
        ), turn AS (
            INSERT INTO booking_requestturn (request_id, kind, company_id, person_id, words, times)
            VALUES (%(wish)s, %(turn)s, %(by_company)s::bigint, %(by_person)s::bigint, '', %(times)s::timestamptz[])
        )
        SELECT {_MEETING.columns} FROM m"""  # noqa: S608 -- columns of our models
