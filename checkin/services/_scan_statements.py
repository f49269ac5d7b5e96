"""What a scan asks of the database; `scans` says what for. `match` is one of BY_TOKEN and BY_CODE, `condition` proves the post."""

from functools import cache

# Do not split this statement: the admission, the verdict and the scan row become true together or not at all.
_SCAN = """
WITH looked AS (
    SELECT ruled.*,
           CASE WHEN role = 'crew' AND rule = 'wrong_zone' THEN 'crew_elsewhere'
                WHEN role = 'crew' AND rule = 'not_yet_valid' THEN 'crew_hours'
                WHEN role = 'crew' AND rule = 'expired' AND at <= not_after THEN 'crew_over'
                WHEN rule = 'wrong_zone' AND workshop_id IS NOT NULL THEN 'no_seat'
                WHEN rule = 'expired' AND at <= not_after AND at >= coalesce(ends_at, closes_at) THEN 'hours_over'
                WHEN rule = 'ok' AND direction = 'entry' AND exits AND re_entry AND {last_passage} = 'entry'
                THEN 'no_exit_seen' ELSE '' END AS note,
           CASE WHEN role = 'crew' AND rule = 'not_yet_valid' THEN {next_crew_hours}
                WHEN at >= opens_at AND at < begins_at THEN begins_at ELSE opens_at END AS valid_from
    FROM (
        SELECT given.*, b.id AS badge_id, b.ended_at, b.not_after, r.id AS registration_id, r.role, r.vehicle_plate,
               p.full_name,
               coalesce(nullif(c.short_name, ''), p.company_name, '') AS company,
               a.at AS entered_at, g.code AS entered_gate, l.re_entry, l.exits, l.opens_at, l.closes_at, l.workshop_id,
               l.capacity,
               CASE WHEN NOT r.role = ANY (l.early_roles) THEN l.public_from END AS begins_at,
               CASE WHEN NOT r.role = ANY (l.early_roles) THEN l.public_until END AS ends_at,
               CASE
                   WHEN given.refusal <> '' THEN given.refusal
                   WHEN b.id IS NULL THEN 'unknown'
                   WHEN given.direction = 'exit' THEN 'ok'
                   WHEN b.state = 'replaced' THEN 'replaced'
                   WHEN b.state = 'revoked' THEN 'revoked'
                   WHEN r.state IN ('withdrawn', 'erased') THEN 'cancelled'
                   WHEN r.state = 'rejected' THEN 'blocked'
                   WHEN r.state = 'pending' THEN 'unpaid'
                   WHEN given.at > b.not_after THEN 'expired'
                   WHEN r.role = 'crew' AND NOT (
                       'crew' = ANY (l.roles) AND given.at >= l.opens_at AND given.at < l.closes_at) THEN {crew_hours}
                   WHEN given.at >= l.closes_at THEN 'expired'
                   WHEN given.at < l.opens_at THEN 'not_yet_valid'
                   WHEN cardinality(l.roles) > 0 AND NOT r.role = ANY (l.roles) THEN 'wrong_zone'
                   WHEN l.workshop_id IS NOT NULL AND NOT EXISTS (
                       SELECT 1 FROM booking_workshopseat w WHERE w.workshop_id = l.workshop_id
                       AND w.registration_id = r.id AND w.released_at IS NULL) THEN 'wrong_zone'
                   WHEN given.at < l.public_from AND NOT r.role = ANY (l.early_roles) THEN 'not_yet_valid'
                   WHEN given.at >= l.public_until AND NOT r.role = ANY (l.early_roles) THEN 'expired'
                   WHEN cardinality(r.days) > 0 AND NOT given.day = ANY (r.days) THEN
                       CASE WHEN given.day < (SELECT min(d) FROM unnest(r.days) d) THEN 'not_yet_valid'
                            ELSE 'expired' END
                   ELSE 'ok' END AS rule
        FROM (
            SELECT %(fair)s::bigint AS fair_id, %(list)s::bigint AS list_id, %(gate)s::bigint AS gate_id,
                   %(user)s::bigint AS user_id, %(device)s::bigint AS device_id, %(seq)s::int AS device_seq,
                   %(public_id)s::text AS public_id, %(nonce)s::text AS nonce,
                   %(direction)s::text AS direction, %(offline)s::boolean AS offline, %(refusal)s::text AS refusal,
                   %(at)s::timestamptz AS at, %(day)s::date AS day{proved}
        ) given
        JOIN checkin_checkinlist l ON l.id = given.list_id
        LEFT JOIN (
            booking_badge b
            JOIN booking_registration r ON r.id = b.registration_id
            JOIN directory_person p ON p.id = r.person_id
            LEFT JOIN directory_company c ON c.id = r.company_id
        ) ON b.fair_id = given.fair_id AND {match}
        LEFT JOIN checkin_admission a ON a.checkin_list_id = given.list_id AND a.registration_id = r.id
        LEFT JOIN checkin_gate g ON g.id = a.gate_id
    ) AS ruled
){room}, admitted AS (
    INSERT INTO checkin_admission (checkin_list_id, registration_id, gate_id, nonce, at)
    SELECT list_id, registration_id, gate_id, nonce, at FROM looked
    WHERE rule = 'ok' AND direction = 'entry'{no_room_no_admission} AND {is_new}
    ON CONFLICT ON CONSTRAINT admission_once_per_list DO NOTHING
    RETURNING id
), written AS (
    INSERT INTO checkin_scan (public_id, fair_id, checkin_list_id, gate_id, badge_id, scanned_by_id, nonce, direction,
                              verdict, offline, scanned_at, first_entry_at, device_id, device_seq)
    SELECT public_id, fair_id, list_id, gate_id, badge_id, user_id, nonce, direction,
           CASE WHEN rule <> 'ok' OR direction <> 'entry' THEN rule{no_room_no_welcome}
                WHEN NOT re_entry AND NOT EXISTS (SELECT 1 FROM admitted) THEN 'already_in'
                ELSE 'ok' END,
           offline, at, entered_at, device_id, device_seq FROM looked
    ON CONFLICT ON CONSTRAINT scan_nonce_once DO NOTHING
    RETURNING public_id, verdict
)
SELECT written.public_id, written.verdict, full_name, company, role, entered_at, entered_gate, ended_at, valid_from,
       CASE WHEN written.verdict = rule THEN note ELSE '' END, vehicle_plate
FROM written, looked
"""

# The scan that most scans are: a good badge enters a list without a capacity, for the first time or again where that is
# allowed. It has a third of the other's parts, and a part costs by being there (docs/adr/0036). What it does not write it
# does not judge: then `statement` does, which says no and why. So it may be too strict, never too mild; nor may it be split.
_WELCOME = """
WITH looked AS (
    SELECT b.id AS badge_id, r.id AS registration_id, r.role, r.vehicle_plate, p.full_name,
           coalesce(nullif(c.short_name, ''), p.company_name, '') AS company,
           a.at AS entered_at, g.code AS entered_gate, b.ended_at, l.opens_at
    FROM checkin_checkinlist l
    JOIN booking_badge b ON b.fair_id = %(fair)s::bigint AND {match}
    JOIN booking_registration r ON r.id = b.registration_id
    JOIN directory_person p ON p.id = r.person_id
    LEFT JOIN directory_company c ON c.id = r.company_id
    LEFT JOIN checkin_admission a ON a.checkin_list_id = l.id AND a.registration_id = r.id
    LEFT JOIN checkin_gate g ON g.id = a.gate_id
    WHERE l.id = %(list)s::bigint AND l.workshop_id IS NULL
      AND (a.id IS NULL OR l.re_entry) AND NOT (l.re_entry AND l.exits)
      AND b.state NOT IN ('replaced', 'revoked') AND r.state NOT IN ('withdrawn', 'erased', 'rejected', 'pending')
      AND r.role <> 'crew' AND %(at)s::timestamptz <= b.not_after
      AND %(at)s::timestamptz >= l.opens_at AND %(at)s::timestamptz < l.closes_at
      AND (cardinality(l.roles) = 0 OR r.role = ANY (l.roles))
      AND ((%(at)s::timestamptz < l.public_from OR %(at)s::timestamptz >= l.public_until)
           AND NOT r.role = ANY (l.early_roles)) IS NOT TRUE
      AND (cardinality(r.days) = 0 OR %(day)s::date = ANY (r.days))
      AND {is_new}{proved}
), admitted AS (
    INSERT INTO checkin_admission (checkin_list_id, registration_id, gate_id, nonce, at)
    SELECT %(list)s::bigint, registration_id, %(gate)s::bigint, %(nonce)s::text, %(at)s::timestamptz FROM looked
    WHERE entered_at IS NULL
    ON CONFLICT ON CONSTRAINT admission_once_per_list DO NOTHING
    RETURNING id
), written AS (
    INSERT INTO checkin_scan (public_id, fair_id, checkin_list_id, gate_id, badge_id, scanned_by_id, nonce, direction,
                              verdict, offline, scanned_at, first_entry_at, device_id, device_seq)
    SELECT %(public_id)s::text, %(fair)s::bigint, %(list)s::bigint, %(gate)s::bigint, badge_id, %(user)s::bigint,
           %(nonce)s::text, 'entry', 'ok', %(offline)s::boolean, %(at)s::timestamptz, entered_at,
           %(device)s::bigint, %(seq)s::int
    FROM looked WHERE entered_at IS NOT NULL OR EXISTS (SELECT 1 FROM admitted)
    ON CONFLICT ON CONSTRAINT scan_nonce_once DO NOTHING
    RETURNING public_id, verdict
)
SELECT written.public_id, written.verdict, full_name, company, role, entered_at, entered_gate, ended_at, opens_at, '',
       vehicle_plate
FROM written, looked
"""
# Asked in the order of the nonces, as in REPEATED, so that their index alone will do: planned while the log is empty, a plain
# question was answered by the index of the latest scans, which reads all of the fair's.
_IS_NEW = """
          (SELECT nonce FROM checkin_scan WHERE fair_id = %(fair)s::bigint AND nonce >= %(nonce)s::text ORDER BY nonce LIMIT 1)
          IS DISTINCT FROM %(nonce)s::text
      AND NOT EXISTS (SELECT 1 FROM checkin_annulment a
                      WHERE a.device_id = %(device)s::bigint AND a.nonce = %(nonce)s::text AND a.cause = 'unheard')"""
# Contractors come in by the lists that name them, and only by these: where none is open now, the next one says from when.
_CREW_HOURS = """(
                       SELECT CASE WHEN bool_or(given.at >= w.opens_at AND given.at < w.closes_at) IS NOT FALSE THEN 'wrong_zone'
                                   WHEN max(w.opens_at) > given.at THEN 'not_yet_valid' ELSE 'expired' END
                       FROM checkin_checkinlist w WHERE w.fair_id = given.fair_id AND 'crew' = ANY (w.roles))"""
_NEXT_CREW_HOURS = """(
                    SELECT min(w.opens_at) FROM checkin_checkinlist w
                    WHERE w.fair_id = {fair} AND 'crew' = ANY (w.roles) AND w.opens_at > {at})"""
_LAST_PASSAGE = """(
                    SELECT s.direction FROM booking_badge own JOIN checkin_scan s ON s.badge_id = own.id
                    WHERE own.registration_id = ruled.registration_id AND s.checkin_list_id = list_id
                      AND s.verdict = 'ok' AND s.annulled_at IS NULL AND s.scanned_at <= at
                    ORDER BY s.scanned_at DESC, s.nonce COLLATE "C" DESC LIMIT 1)"""
# Only lists with a capacity have this part, and only they wait for each other. Do not look before `held` has the row:
# what it reads is what stands after the wait; and `own` is locked because who was inside before the wait may have gone.
# Somebody who is inside already needs no more room. The upsert meets rows that this statement is too old to see, and a
# trigger counts what it changed: an UPDATE here would be judged again, by PostgreSQL, without the rows it follows from.
_ROOM = """, held AS (
    SELECT m.inside >= looked.capacity AS is_full
    FROM looked JOIN checkin_room m ON m.checkin_list_id = looked.list_id
    WHERE rule = 'ok' AND NOT (direction = 'entry' AND NOT re_entry AND entered_at IS NOT NULL) AND {is_new}
    FOR NO KEY UPDATE OF m
), own AS (
    SELECT o.id FROM looked, held, checkin_occupant o
    WHERE direction = 'entry' AND o.checkin_list_id = looked.list_id AND o.registration_id = looked.registration_id
      AND o.is_inside
    FOR NO KEY UPDATE OF o
), moved AS (
    INSERT INTO checkin_occupant AS o (checkin_list_id, registration_id, is_inside)
    SELECT list_id, registration_id, direction = 'entry' FROM looked, held WHERE direction = 'exit' OR NOT is_full
    ON CONFLICT ON CONSTRAINT occupant_once_per_list
    DO UPDATE SET is_inside = excluded.is_inside WHERE o.is_inside <> excluded.is_inside
)"""
_NO_ROOM = "EXISTS (SELECT 1 FROM held WHERE is_full) AND NOT EXISTS (SELECT 1 FROM own)"


@cache
def statement(match: str, *, has_capacity: bool, condition: str) -> str:
    """Any scan. Answers nothing where the scan is not the first of its nonce, or `condition` does not hold."""
    return _SCAN.format(
        match=match,
        proved=f"\n            WHERE {condition}" if condition else "",
        last_passage=_LAST_PASSAGE,
        crew_hours=_CREW_HOURS,
        next_crew_hours=_NEXT_CREW_HOURS.format(fair="ruled.fair_id", at="ruled.at"),
        is_new=_IS_NEW,
        room=_ROOM.format(is_new=_IS_NEW) if has_capacity else "",
        no_room_no_admission=f" AND NOT ({_NO_ROOM})" if has_capacity else "",
        no_room_no_welcome=f"\n                WHEN {_NO_ROOM} THEN 'capacity'" if has_capacity else "",
    )


@cache
def welcome_statement(match: str, *, condition: str) -> str:
    """Answers a row where the scan is a plain welcome; nothing, with nothing written, where it is anything else."""
    return _WELCOME.format(match=match, proved=f"\n      AND {condition}" if condition else "", is_new=_IS_NEW.lstrip())


BY_TOKEN, BY_CODE = "b.token_bits = %(token_bits)s", "b.code = %(code)s"

REPEATED = """
SELECT s.public_id, s.verdict, s.direction, s.scanned_at, p.full_name,
       coalesce(nullif(c.short_name, ''), p.company_name, ''), r.role, a.at, g.code, b.ended_at,
       CASE WHEN r.role = 'crew' AND s.verdict = 'not_yet_valid'
            THEN NEXT_CREW_HOURS
            WHEN s.scanned_at >= l.opens_at AND s.scanned_at < until.begins_at THEN until.begins_at ELSE l.opens_at END,
       CASE WHEN r.role = 'crew' AND s.verdict = 'wrong_zone' THEN 'crew_elsewhere'
            WHEN r.role = 'crew' AND s.verdict = 'not_yet_valid' THEN 'crew_hours'
            WHEN r.role = 'crew' AND s.verdict = 'expired' AND s.scanned_at <= b.not_after THEN 'crew_over'
            WHEN s.verdict = 'wrong_zone' AND l.workshop_id IS NOT NULL THEN 'no_seat'
            WHEN s.verdict = 'expired' AND s.scanned_at <= b.not_after
                 AND s.scanned_at >= coalesce(until.ends_at, l.closes_at) THEN 'hours_over'
            WHEN s.verdict = 'ok' AND s.direction = 'entry' AND l.exits AND l.re_entry AND (
                     SELECT e.direction FROM booking_badge own JOIN checkin_scan e ON e.badge_id = own.id
                     WHERE own.registration_id = r.id AND e.checkin_list_id = l.id AND e.verdict = 'ok'
                       AND e.annulled_at IS NULL AND e.scanned_at < s.scanned_at
                     ORDER BY e.scanned_at DESC, e.nonce COLLATE "C" DESC LIMIT 1) = 'entry' THEN 'no_exit_seen'
            ELSE '' END,
       a.nonce, r.vehicle_plate
FROM (
    SELECT * FROM checkin_scan WHERE fair_id = %(fair)s AND nonce >= %(nonce)s ORDER BY nonce LIMIT 1
) AS s
JOIN checkin_checkinlist l ON l.id = s.checkin_list_id
LEFT JOIN booking_badge b ON b.id = s.badge_id
LEFT JOIN booking_registration r ON r.id = b.registration_id
LEFT JOIN directory_person p ON p.id = r.person_id
LEFT JOIN directory_company c ON c.id = r.company_id
LEFT JOIN checkin_admission a ON a.registration_id = r.id AND a.checkin_list_id = s.checkin_list_id
LEFT JOIN checkin_gate g ON g.id = a.gate_id
CROSS JOIN LATERAL (
    SELECT l.public_from AS begins_at, l.public_until AS ends_at WHERE NOT r.role = ANY (l.early_roles)
    UNION ALL SELECT NULL, NULL LIMIT 1
) AS until
WHERE s.nonce = %(nonce)s
""".replace("NEXT_CREW_HOURS", _NEXT_CREW_HOURS.format(fair="s.fair_id", at="s.scanned_at"))
