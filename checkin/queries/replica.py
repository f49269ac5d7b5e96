"""The rows of a fair as a server at the venue takes them: whole at first, then what changed, page by page.

A page is JSON lines: a head, one line for each piece of a table, a foot. The cursor is the oldest transaction that was
still open when the first page was made, as in the snapshot of a device (ADR 0020): whatever a later page shows that the
first could not, comes again with the next pull. So a row may be there before the one it speaks of, never without end.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from checkin.replica import PARTS, Part, part_of
from kernel.statements import planned

MOST_ROWS = 2_000


@dataclass(frozen=True, slots=True)
class Place:
    """How far a pull has come: `upto` is the cursor it will end with, next is what follows `after` in `table`."""

    upto: int
    table: str
    after: int


@dataclass(frozen=True, slots=True)
class Piece:
    """Some rows of a table as JSON text. `is_whole`: these are all it has."""

    table: str
    is_whole: bool
    rows: str


@dataclass(frozen=True, slots=True)
class Page:
    upto: int
    pieces: list[Piece]
    following: Place | None


_CURSOR = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
_PIECE = """
SELECT translate(coalesce(json_agg(x ORDER BY x.id), '[]')::text, E'\\n', ''), count(*), coalesce(max(x.id), 0)
FROM (SELECT {columns} FROM {table} t WHERE t.id > %(after)s AND ({of_fair}) AND ({changed}) ORDER BY t.id LIMIT %(most)s) x
"""


def page(fair_id: int, *, since: int | None, place: Place | None = None, most: int = MOST_ROWS) -> Page:
    """What follows `place`, at most `most` rows. A cursor this database cannot have given is answered as none at all."""
    ((cursor,),) = planned(_CURSOR, {})
    if since is not None and not cursor - 2**31 < since <= cursor:
        since = None
    upto = place.upto if place else cursor
    pieces: list[Piece] = []
    left = most
    for part, after in _parts_from(place):
        values = {"fair": fair_id, "after": after, "most": left, "since": str((since or 0) % 2**32)}
        ((rows, count, last),) = planned(_statement(part, is_delta=since is not None), values)
        is_end = count < left
        if count or not part.changed:
            pieces.append(Piece(part.table, is_whole=not part.changed and after == 0 and is_end, rows=rows))
        left -= count
        if not is_end:
            return Page(upto, pieces, Place(upto, part.table, last))
    return Page(upto, pieces, None)


def _parts_from(place: Place | None) -> Iterator[tuple[Part, int]]:
    """Raises KeyError for a table that does not travel."""
    first = PARTS.index(part_of(place.table)) if place else 0
    for number, part in enumerate(PARTS[first:]):
        yield part, place.after if place and number == 0 else 0


def _statement(part: Part, *, is_delta: bool) -> str:
    return _PIECE.format(
        columns=", ".join(_shown(part, column) for column in part.columns),
        table=part.table,
        of_fair=part.of_fair,
        changed=part.changed if is_delta and part.changed else "true",
    )


def _shown(part: Part, column: str) -> str:
    return f'{part.shown_as[column]} AS "{column}"' if column in part.shown_as else f't."{column}"'
