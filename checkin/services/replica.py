"""A server at the venue takes what its fair's server sent: rows as they are there, and what was scanned elsewhere.

Scans and words come together with its own by the rule of all devices. A page and how far the pull has come are written in
one transaction, so a pull that was cut off goes on where it stopped, and a page that comes twice changes nothing.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Field

from booking.models import Badge
from checkin.locks import lock_lists
from checkin.models import Annulment, Device, HallEnrolment, Scan, Upstream
from checkin.queries.replica import Page, Piece
from checkin.queries.unsent import Bundle
from checkin.replica import FIRST_OWN_ID, PARTS, Part, part_of, references
from checkin.services._codes import settle_codes
from checkin.services._strangers import StandIns
from checkin.services._together import admit, settle_annulments, unadmit
from kernel.statements import planned, run
from kernel.unit_of_work import unit_of_work


@unit_of_work
def take_page(upstream: Upstream, page: Page, *, now: dt.datetime) -> None:
    """Write the page's rows and note the place, or that the pull is at its end."""
    parts = {piece.table: part_of(piece.table) for piece in page.pieces}
    lock_lists(_lists())
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for piece in reversed(page.pieces):
        if piece.is_whole:
            _forget_the_rest(parts[piece.table], piece, upstream)
    for piece in page.pieces:
        _write(parts[piece.table], piece)
    following = page.following
    upstream.pulling = following and {"upto": following.upto, "table": following.table, "after": following.after}
    if following is None:
        upstream.pulled_cursor, upstream.pulled_at = page.upto, now
    upstream.save(update_fields=["pulling", "pulled_cursor", "pulled_at"])


def begin_own_ids() -> None:
    """From now on this database gives its own rows ids that the fair's server does not give."""
    for table in (*(part.table for part in PARTS), HallEnrolment._meta.db_table):
        planned(_BEGIN, {"table": table, "first": FIRST_OWN_ID})


_BEGIN = "SELECT setval(pg_get_serial_sequence(%(table)s, 'id'), greatest(%(first)s, nextval(pg_get_serial_sequence(%(table)s, 'id'))))"


def _lists() -> list[int]:
    return [row[0] for row in planned("SELECT id FROM checkin_checkinlist", {})]


def _write(part: Part, piece: Piece) -> None:
    if part.model is Scan:
        _write_scans(piece.rows)
    elif part.model is Annulment:
        planned(_ANNUL, {"rows": piece.rows})
        _admit_again(piece.rows, set())
    else:
        known = StandIns(piece.rows if part.model is Badge else "[]")
        known.step_aside()
        change, add = _statements(part)
        run(change, {"rows": piece.rows})
        run(add, {"rows": piece.rows} | _filling(part))
        known.hand_over()
        if part.model is Device:
            settle_codes()


# --- rows as they are there ------------------------------------------------------------------------------------------------
# Two statements and no upsert: that locks every row it meets, changed or not, against those who only point at it, and so a
# guard's scan would wait for the pull, or die with it in a ring.
_CHANGE = """
UPDATE {table} t SET {changes} FROM ({given}) new WHERE t.id = new.id AND ({old}) IS DISTINCT FROM ({new})
"""
_ADD = """
INSERT INTO {table} ({columns}) SELECT {made} FROM ({given}) new
WHERE NOT EXISTS (SELECT 1 FROM {table} t WHERE t.id = new.id) ORDER BY new.id
"""


@cache
def _statements(part: Part) -> tuple[str, str]:
    """Which change the rows that are here, and add the others."""
    changing = [str(one.column) for one in part.fields if one.name != "id" and one.name not in part.own]
    filled = list(part.filled)
    change = _CHANGE.format(
        table=part.table, given=_given(part), changes=_taken("new", changing), **_sides(changing, "new")
    )
    add = _ADD.format(
        table=part.table,
        given=_given(part),
        columns=_named("", [*part.columns, *(str(one.column) for one in filled)]),
        made=", ".join([_named("new.", part.columns), *(_made_here(one) for one in filled)]),
    )
    return change, add


@cache
def _given(part: Part) -> str:
    """The rows told. One that speaks of a row which is not here yet waits for the next pull, or speaks of none where it may."""
    pointing = dict(references(part))
    values, conditions = [], []
    for one in part.fields:
        target = pointing.get(one)
        is_here = f'EXISTS (SELECT 1 FROM {target} r WHERE r.id = x."{one.column}")'  # noqa: S608 -- names of our models
        values.append(f'CASE WHEN {is_here} THEN x."{one.column}" END' if target and one.null else f'x."{one.column}"')
        if target and not one.null:
            conditions.append(is_here)
    told = ", ".join(f'{value} AS "{column}"' for value, column in zip(values, part.columns, strict=True))
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    return f"SELECT {told} FROM json_populate_recordset(NULL::{part.table}, %(rows)s::json) x{where}"  # noqa: S608 -- as above


def _named(prefix: str, columns: Iterable[str]) -> str:
    return ", ".join(f'{prefix}"{column}"' for column in columns)


def _taken(source: str, columns: Iterable[str]) -> str:
    return ", ".join(f'"{column}" = {source}."{column}"' for column in columns)


def _sides(columns: Sequence[str], new: str) -> dict[str, str]:
    return {"old": _named("t.", columns), "new": _named(f"{new}.", columns)}


def _made_here(one: Field) -> str:
    """What a row gets here for a field that stays behind: its default, or something nobody else has."""
    return "md5(random()::text || new.id)" if one.unique else f"%({one.name})s::{one.db_type(connection)}"


def _filling(part: Part) -> dict[str, Any]:
    return {one.name: one.get_db_prep_save(one.get_default(), connection) for one in part.filled if not one.unique}


def _forget_the_rest(part: Part, piece: Piece, upstream: Upstream) -> None:
    """What the fair's server has no more. Where something here still rests on such a row, it stays."""
    values = {"fair": upstream.fair_number, "first_own": FIRST_OWN_ID, "rows": piece.rows}
    try:
        with transaction.atomic():
            run(_FORGET.format(table=part.table, of_fair=part.of_fair), values)
    except IntegrityError:
        return


_FORGET = """
DELETE FROM {table} t WHERE ({of_fair}) AND t.id < %(first_own)s
AND NOT EXISTS (SELECT 1 FROM json_populate_recordset(NULL::{table}, %(rows)s::json) x WHERE x.id = t.id)
"""

# --- what was scanned elsewhere --------------------------------------------------------------------------------------------
_ANNUL = """
INSERT INTO checkin_annulment (id, fair_id, device_id, nonce, cause, at, received_at)
SELECT x.id, x.fair_id, x.device_id, x.nonce, x.cause, x.at, x.received_at
FROM json_populate_recordset(NULL::checkin_annulment, %(rows)s::json) x JOIN checkin_device d ON d.id = x.device_id
ON CONFLICT ON CONSTRAINT annulment_once DO UPDATE SET at = excluded.at WHERE checkin_annulment.at <> excluded.at
"""
_GIVEN = "FROM json_populate_recordset(NULL::checkin_scan, %(rows)s::json) x"
# Two telephones with one device's name, one here and one there, may have used a number twice: the one here gives way.
_GIVE_WAY = """
UPDATE checkin_scan s SET device_seq = fresh.seq FROM (
    SELECT own.id, (SELECT max(n.device_seq) FROM (
        SELECT o.device_seq FROM checkin_scan o WHERE o.device_id = own.device_id UNION ALL
        SELECT x.device_seq {given} WHERE x.device_id = own.device_id) n)
        + row_number() OVER (PARTITION BY own.device_id ORDER BY own.device_seq) AS seq
    FROM checkin_scan own
    WHERE EXISTS (SELECT 1 {given}
                  WHERE x.device_id = own.device_id AND x.device_seq = own.device_seq AND x.nonce <> own.nonce)
) fresh WHERE s.id = fresh.id
"""
_MOVED = """
SELECT s.nonce, s.checkin_list_id, b.registration_id {given}
JOIN checkin_scan s ON s.fair_id = x.fair_id AND s.nonce = x.nonce JOIN booking_badge b ON b.id = s.badge_id
WHERE (s.scanned_at, s.badge_id, s.gate_id, s.verdict) IS DISTINCT FROM (x.scanned_at, x.badge_id, x.gate_id, x.verdict)
"""
_TOUCHED = """
SELECT DISTINCT s.checkin_list_id, b.registration_id {given}
JOIN checkin_scan s ON s.fair_id = x.fair_id AND s.nonce = x.nonce JOIN booking_badge b ON b.id = s.badge_id
"""


def _write_scans(rows: str) -> None:
    values = {"rows": rows}
    run(_GIVE_WAY.format(given=_GIVEN), values)
    moved = unadmit(planned(_MOVED.format(given=_GIVEN), values))
    planned(_scan_statement(), values)
    _admit_again(rows, moved | {tuple(row) for row in planned(_TOUCHED.format(given=_GIVEN), values)})


# A scan is the same by its nonce, and its own id stays. An upsert here: the same nonce may come to the door just now, and
# nothing points at scans.
_PUT_SCANS = """
INSERT INTO checkin_scan AS t ({columns}) SELECT {columns} FROM ({given}) new ORDER BY id
ON CONFLICT ON CONSTRAINT scan_nonce_once DO UPDATE SET {changes} WHERE ({old}) IS DISTINCT FROM ({new})
"""


@cache
def _scan_statement() -> str:
    part = part_of(Scan._meta.db_table)
    kept = [str(one.column) for one in part.fields if one.name not in {"id", "fair", "nonce"}]
    return _PUT_SCANS.format(
        columns=_named("", part.columns),
        given=_given(part),
        changes=_taken("excluded", kept),
        **_sides(kept, "excluded"),
    )


def _admit_again(rows: str, touched: set[Any]) -> None:
    devices = planned(
        "SELECT DISTINCT x.device_id FROM json_populate_recordset(NULL::checkin_scan, %(rows)s::json) x "
        "WHERE x.device_id IS NOT NULL",
        {"rows": rows},
    )
    admit(touched | settle_annulments([row[0] for row in devices]))


# --- what was told ---------------------------------------------------------------------------------------------------------
@unit_of_work
def note_told(
    bundle: Bundle, *, refused: dict[str, str], keys: list[dict[str, Any]], clock_offset_ms: int, now: dt.datetime
) -> None:
    """The fair's server has answered for the bundle: the round goes on behind it, or is at its end."""
    upstream = Upstream.objects.select_for_update().get()
    upstream.pushing = bundle.place
    if bundle.place is None:
        upstream.pushed_cursor, upstream.pushed_at = bundle.upto, now
    told = {word["nonce"] for word in bundle.words.get("scans", ())}
    upstream.refused = {nonce: why for nonce, why in upstream.refused.items() if nonce not in told} | refused
    upstream.badge_keys, upstream.clock_offset_ms = keys, clock_offset_ms
    upstream.trouble, upstream.trouble_since = "", None
    upstream.save()


@unit_of_work
def note_trouble(code: str, *, now: dt.datetime) -> None:
    """Why no round came to its end, and since when: a problem's code, or `no_answer`."""
    upstream = Upstream.objects.select_for_update().get()
    upstream.trouble_since = upstream.trouble_since or now
    upstream.trouble = code[:200]
    upstream.save(update_fields=["trouble", "trouble_since"])
