"""The statement that accepts a wish: who may, where they meet, all that is written, and the answer (docs/adr/0030).

It comes behind the locks of `lock_party_of_wish` and `lock_times_of_wish` and takes nobody and no time that they did not
lock. It says what `told`, `best_place` and `settle` say; `tests/booking/meetings/test_one_trip.py` compares the two ways.
Each part is written so that there is one index to take: a plan may be made while the tables are empty. `OFFSET 0` keeps a
part in one place: merged into another, the seven questions about a hindrance stood in the plan twice.
"""

from collections.abc import Iterable
from functools import cache

from accounts.roles import COMPANY_ROLES
from booking.services.meeting_moves import LOOK_BEFORE, OVER_AFTER, REMIND_BEFORE
from booking.states import LIVE_MEETING_STATES, OPEN_REQUEST_STATES, MeetingState, RequestState, TurnKind
from kernel.due import INTO_DUE
from kernel.history import INTO_HISTORY
from kernel.outbox import INTO_OUTBOX


def _words(values: Iterable[str]) -> str:
    return ", ".join(f"'{value}'" for value in values)


_ROLES = _words(sorted(role.value for role in COMPANY_ROLES))
_OPEN = _words(OPEN_REQUEST_STATES)
_OVER = _words(sorted(set(MeetingState.values) - set(LIVE_MEETING_STATES)))
_NEED = """
        SELECT n.public_id, n.code, n.title_vi, n.title_en, n.title_ja FROM directory_need n
        WHERE n.id = wish.need_id OFFSET 0"""
_SIDE = """
        SELECT p.public_id, p.full_name, p.job_title, c.public_id, c.short_name, c.slug, c.country
        FROM side s JOIN directory_person p ON p.id = s.person_id JOIN directory_company c ON c.id = s.company_id
        WHERE s.person_id = {}(wish.from_person_id, wish.asked_id) OFFSET 0"""


@cache
def accept_statement(proof: str) -> str:
    """Nothing when the wish is not the caller's to accept as it is; else a row: the meeting, or what stood in its way."""
    return f"""
WITH wish AS MATERIALIZED (
    SELECT w.*, f.timezone, me.company_id AS by_company, me.person_id AS by_person,
           coalesce(w.to_person_id, me.person_id) AS asked_id
    FROM booking_meetingrequest w
    JOIN fairs_fair f ON f.id = w.fair_id
    CROSS JOIN LATERAL (
        SELECT c.id AS company_id, p.id AS person_id
        FROM accounts_membership m
        JOIN directory_company c ON c.organisation_id = m.organisation_id
        JOIN directory_person p ON p.user_id = m.user_id
        WHERE m.user_id = %(user)s AND m.role IN ({_ROLES}) AND c.id IN (w.from_company_id, w.to_company_id)
        ORDER BY (c.id = p.company_id) DESC NULLS LAST, c.id LIMIT 1
    ) AS me
    WHERE w.public_id = %(wish)s AND f.slug = %(fair)s AND {proof or "true"}
      AND (f.state <> 'draft' OR EXISTS (
          SELECT FROM accounts_membership o WHERE o.user_id = %(user)s AND o.organisation_id = f.organisation_id))
      AND EXISTS (SELECT FROM booking_registration r
                  WHERE r.person_id = me.person_id AND r.fair_id = f.id AND r.state = 'complete')
      AND coalesce(
          (SELECT true FROM fairs_exhibitor e WHERE e.fair_id = f.id AND e.company_id = me.company_id),
          (SELECT true FROM fairs_hostedbuyer b WHERE b.fair_id = f.id AND b.company_id = me.company_id), false)
      AND w.state IN ({_OPEN}) AND coalesce(w.expires_at > %(now)s, true) AND w.awaiting_company_id = me.company_id
      AND (w.to_person_id IS NOT NULL OR me.company_id = w.to_company_id)
      AND w.revision = coalesce(%(revision)s::bigint, w.revision)
      AND ARRAY[w.from_person_id, coalesce(w.to_person_id, me.person_id)]
          <@ string_to_array(current_setting('house.people'), ',')::bigint[]
), side AS MATERIALIZED (
    SELECT one.person_id, one.company_id, r.id IS NOT NULL AS is_there, r.days,
           ARRAY(SELECT x.id FROM booking_registration x WHERE x.person_id = one.person_id) AS registrations
    FROM wish CROSS JOIN LATERAL (
        VALUES (wish.from_person_id, wish.from_company_id), (wish.asked_id, wish.to_company_id)
    ) AS one (person_id, company_id)
    LEFT JOIN booking_registration r
        ON r.person_id = one.person_id AND r.fair_id = wish.fair_id AND r.state = 'complete'
), at AS MATERIALIZED (
    SELECT s.id, s.public_id, s.index, s.starts_at, s.ends_at, wish.fair_id, wish.from_person_id, wish.asked_id, (
        SELECT hindrance FROM (
            SELECT side.person_id, CASE
                WHEN s.starts_at <= %(now)s THEN 'past'
                WHEN NOT side.is_there OR cardinality(side.days) > 0
                     AND NOT (s.starts_at AT TIME ZONE wish.timezone)::date = ANY (side.days) THEN 'away'
                WHEN (SELECT true FROM booking_meetingparticipant b
                             WHERE b.live AND b.person_id = side.person_id AND b.slot_id = s.id LIMIT 1) THEN 'meeting'
                WHEN (SELECT true FROM booking_workshopseat seat JOIN fairs_workshop k ON k.id = seat.workshop_id
                             WHERE seat.registration_id = ANY (side.registrations) AND seat.released_at IS NULL
                               AND k.fair_id = wish.fair_id AND k.starts_at < s.ends_at AND s.starts_at < k.ends_at LIMIT 1)
                     THEN 'workshop'
                WHEN (SELECT true FROM booking_duty d WHERE d.fair_id = wish.fair_id AND d.person_id = side.person_id
                               AND d.starts_at < s.ends_at AND s.starts_at < d.ends_at LIMIT 1) THEN 'duty'
                WHEN (SELECT true FROM booking_unavailableslot u
                             WHERE u.person_id = side.person_id AND u.slot_id = s.id LIMIT 1) THEN 'unavailable' END AS hindrance
            FROM side OFFSET 0
        ) AS each WHERE hindrance IS NOT NULL ORDER BY person_id LIMIT 1
    ) AS hindrance
    FROM wish CROSS JOIN booking_requestedslot q JOIN fairs_meetingslot s ON s.id = q.slot_id
    WHERE q.request_id = wish.id AND s.public_id = coalesce(%(slot)s, s.public_id)
), place AS MATERIALIZED (
    SELECT open.id, open.starts_at, open.ends_at, open.index, open.public_id, free.* FROM (
        SELECT * FROM at WHERE hindrance IS NULL
            AND id = ANY ((SELECT string_to_array(current_setting('house.times'), ','))::bigint[]) ORDER BY index OFFSET 0
    ) AS open CROSS JOIN LATERAL (
        SELECT coalesce(array_agg(seat.table_id), '{{}}') AS tables, array_agg(seat.hall_id) AS halls FROM (
            SELECT m.table_id, (SELECT t.hall_id FROM fairs_meetingtable t WHERE t.id = m.table_id)
            FROM booking_meetingparticipant b CROSS JOIN LATERAL (
                SELECT x.table_id FROM booking_meeting x WHERE x.id = b.meeting_id OFFSET 0
            ) AS m
            WHERE b.live AND b.person_id IN (open.from_person_id, open.asked_id) AND b.slot_id = ANY (ARRAY(
                SELECT i.id FROM fairs_meetingslot i
                WHERE i.fair_id = open.fair_id AND i.index IN (open.index - 1, open.index + 1)))
        ) AS seat
    ) AS near CROSS JOIN LATERAL (
        SELECT t.id AS table_id, t.public_id AS table_public_id, t.number, t.zone, t.hall_id FROM fairs_meetingtable t
        WHERE t.fair_id = open.fair_id AND t.public_id = coalesce(%(table)s, t.public_id) AND t.id <> ALL (ARRAY(
            SELECT b.table_id FROM booking_meeting b
            WHERE b.fair_id = open.fair_id AND b.slot_id = open.id AND b.state NOT IN ({_OVER})))
        ORDER BY (t.id = ANY (near.tables)) DESC, coalesce(t.hall_id = ANY (near.halls), false) DESC, t.number LIMIT 1
    ) AS free
    ORDER BY open.index LIMIT 1
), decided AS (
    UPDATE booking_meetingrequest w
    SET state = '{RequestState.ACCEPTED.value}', revision = w.revision + 1, decided_at = %(now)s
    FROM wish, place WHERE w.id = wish.id AND w.revision = wish.revision AND w.state = wish.state
    RETURNING w.id, wish.state
), m AS (
    INSERT INTO booking_meeting (public_id, fair_id, request_id, company_low_id, company_high_id, need_id,
                                 slot_id, table_id, is_locked, state, sequence, cancel_reason)
    SELECT %(id)s, wish.fair_id, wish.id, wish.company_low_id, wish.company_high_id, wish.need_id, place.id, place.table_id,
           false, '{MeetingState.CONFIRMED.value}', 0, ''
    FROM wish, place, decided RETURNING id, slot_id, created_at
), seated AS (
    INSERT INTO booking_meetingparticipant (meeting_id, person_id, company_id, slot_id, live)
    SELECT m.id, side.person_id, side.company_id, m.slot_id, true FROM m, side ORDER BY side.person_id
), turn AS (
    INSERT INTO booking_requestturn (request_id, kind, company_id, person_id, words, times)
    SELECT wish.id, '{TurnKind.ACCEPTED.value}', wish.by_company, wish.by_person, '', ARRAY[place.starts_at]
    FROM wish, place, m
), history AS (
    {INTO_HISTORY}
    SELECT line.* FROM decided, m CROSS JOIN LATERAL (VALUES
        ('booking.meetingrequest', decided.id, %(user)s::bigint, 'meeting_request.moved', decided.state,
         '{RequestState.ACCEPTED.value}', jsonb_build_object('meeting_id', m.id)),
        ('booking.meeting', m.id, %(user)s::bigint, 'meeting.confirmed', '',
         '{MeetingState.CONFIRMED.value}', jsonb_build_object('slot_id', m.slot_id))) AS line
), stopped AS (
    DELETE FROM kernel_dueitem WHERE coalesce(done_at, 'infinity') = 'infinity'
        AND key = ANY (ARRAY(SELECT 'meeting_request:' || decided.id || ':expiry' FROM decided))
), clocks AS (
    {INTO_DUE}
    SELECT 'meeting:' || m.id || clock.word, clock.event,
           jsonb_build_object('meeting_id', m.id, 'sequence', 0), clock.at
    FROM m, place CROSS JOIN LATERAL (VALUES
        (':reminder', 'meeting.reminder', place.starts_at - interval '{REMIND_BEFORE.total_seconds()} s', false),
        (':soon', 'meeting.soon', place.starts_at - interval '{LOOK_BEFORE.total_seconds()} s', false),
        (':over', 'meeting.over', place.ends_at + interval '{OVER_AFTER.total_seconds()} s', true)
    ) AS clock (word, event, at, must_come) WHERE clock.must_come OR clock.at > %(now)s
), told AS (
    {INTO_OUTBOX}
    SELECT 'meeting.confirmed', jsonb_build_object('meeting_id', m.id, 'sequence', 0), 0, '' FROM m
), shown AS MATERIALIZED (
    SELECT m.id, m.created_at, place.index, place.starts_at, place.ends_at, place.table_public_id, place.number, place.zone,
           (SELECT h.code FROM fairs_hall h WHERE h.id = place.hall_id), wish.public_id, wish.agenda_line, wish.language,
           need.*, a.*, b.*, place.id AS slot_id
    FROM m CROSS JOIN place CROSS JOIN wish
    LEFT JOIN LATERAL ({_NEED}) AS need ON true
    CROSS JOIN LATERAL ({_SIDE.format("least")}) AS a
    CROSS JOIN LATERAL ({_SIDE.format("greatest")}) AS b
)
SELECT shown.id, at.public_id, CASE WHEN at.hindrance IS NOT NULL THEN at.hindrance
           WHEN at.id = ANY ((SELECT string_to_array(current_setting('house.times'), ','))::bigint[])
                AND NOT EXISTS (SELECT FROM place) THEN 'table' END, shown.*
FROM at LEFT JOIN shown ON true
WHERE shown.id IS NULL OR at.id = shown.slot_id ORDER BY at.index
"""  # noqa: S608 -- words of our states and roles
