"""The floor as people see it: each booth with its state now, expired holds read as free by the database's clock.

The lists run a constant number of queries. The two hot reads (the plan and its states) go by SQL straight into rows.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count, F, FilteredRelation, Q, QuerySet
from django.db.models.functions import Now

from booking.models import Booking
from booking.rules.bookings import CONTRACTED_STATES, RESERVED_STATES, BoothState, booth_state
from booking.states import LIVE_BOOKING_STATES
from fairs.models import Booth, BoothStatus, Fair, Hall

SHOWN_STATUSES = (BoothStatus.AVAILABLE, BoothStatus.BLOCKED)
_BUSY = ~Q(bookings__state="draft") | Q(bookings__hold_expires_at__gt=Now())
_HAS_STATE = {
    BoothState.HELD: Q(live__state="draft"),
    BoothState.RESERVED: Q(live__state__in=RESERVED_STATES),
    BoothState.CONTRACTED: Q(live__state__in=CONTRACTED_STATES),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a list of booths is narrowed to; None asks for nothing. Lengths in cm."""

    states: Collection[str] | None = None
    hall: str | None = None
    kind: str | None = None
    pavilion: str | None = None
    code: str | None = None
    min_area_cm2: int | None = None


def booths(
    fair: Fair, *, own_companies: Collection[int] = (), see_all: bool = False, wanted: Wanted | None = None
) -> list[dict[str, Any]]:
    """The fair's booths by code, each with `state` and `mine`; one query. Drafts and withdrawn ones only for `see_all`."""
    rows = Booth.objects.filter(fair_id=fair.pk)
    if not see_all:
        rows = rows.filter(status__in=SHOWN_STATUSES)
    rows = _with_live_booking(rows)
    if wanted is not None:
        rows = _narrowed(rows, wanted)
    fields = rows.order_by("row", "number", "code").values(
        *("public_id", "code", "row", "number", "x_cm", "y_cm", "width_cm", "depth_cm", "open_sides", "kind"),
        *("zone_vi", "zone_en", "zone_ja", "approval", "status"),
        hall_id_=F("hall__public_id"),
        hall_code=F("hall__code"),
        pavilion_code=F("pavilion__code"),
        live_state=F("live__state"),
        live_company=F("live__company_id"),
        live_name=F("live__fascia_name"),
        live_until=F("live__hold_expires_at"),
    )
    return [_seen(row, own_companies) for row in fields]


def booth_seen(booth: Booth, *, own_companies: Collection[int] = ()) -> dict[str, Any]:
    """One booth as in the list; one query."""
    return next(
        row
        for row in booths(booth.fair, own_companies=own_companies, see_all=True, wanted=Wanted(code=booth.code))
        if row["public_id"] == booth.public_id
    )


def live_booking_of(booth: Booth) -> Booking | None:
    """The booking that makes the booth busy now, or None; one query, no lock: a look, not a decision."""
    return Booking.objects.filter(
        Q(hold_expires_at__gt=Now()) | ~Q(state="draft"), booth_id=booth.pk, state__in=LIVE_BOOKING_STATES
    ).first()


# Only constant text is joined below; every value is a parameter.
_LIVE = """
LEFT JOIN booking_booking k ON k.booth_id = b.id AND k.state = ANY(%(live)s)
    AND (k.state <> 'draft' OR k.hold_expires_at > now())
"""

_STATES = f"""
SELECT b.code, b.status, k.state, k.company_id
FROM fairs_booth b {_LIVE}
WHERE b.fair_id = %(fair)s AND (%(see_all)s OR b.status = ANY(%(shown)s))
ORDER BY b.code
"""  # noqa: S608 -- constant text

_PLAN = f"""
SELECT b.code, b.status, k.state, k.company_id, b.public_id, b.x_cm, b.y_cm, b.width_cm, b.depth_cm, b.open_sides,
       b.kind, p.code, b.zone_vi, b.zone_en, b.zone_ja, k.fascia_name
FROM fairs_booth b LEFT JOIN fairs_pavilion p ON p.id = b.pavilion_id {_LIVE}
WHERE b.hall_id = %(hall)s AND (%(see_all)s OR b.status = ANY(%(shown)s))
ORDER BY b.code
"""  # noqa: S608 -- constant text


def plan_states(fair: Fair, *, own_companies: Collection[int] = (), see_all: bool = False) -> dict[str, str]:
    """Code -> state, `mine` for the user's own companies; one query."""
    rows = _rows(_STATES, fair=fair.pk, see_all=see_all)
    return {
        code: "mine" if company in own_companies else booth_state(status, state)
        for code, status, state, company in rows
    }


def plan_booths(hall: Hall, *, own_companies: Collection[int] = (), see_all: bool = False) -> list[dict[str, Any]]:
    """A hall's booths as its plan draws them; one query. A name stands on a booth once it is contracted, or yours."""
    plan = []
    for row in _rows(_PLAN, hall=hall.pk, see_all=see_all):
        code, status, live, company, public_id, x, y, width, depth, sides, kind, pavilion, vi, en, ja, name = row
        state, mine = booth_state(status, live), company in own_companies
        plan.append(
            {
                "id": public_id,
                "code": code,
                "x_cm": x,
                "y_cm": y,
                "width_cm": width,
                "depth_cm": depth,
                "open_sides": sides,
                "kind": kind,
                "pavilion": pavilion,
                "zone": {"vi": vi, "en": en, "ja": ja},
                "state": state,
                "mine": mine,
                "exhibitor": name if _names(state, mine) else "",
            }
        )
    return plan


def free_by_hall(fair: Fair) -> dict[int, int]:
    """How many booths of each hall (by primary key) can be held now; one query."""
    rows = _with_live_booking(Booth.objects.filter(fair_id=fair.pk, status=BoothStatus.AVAILABLE))
    free = rows.filter(Q(live__id=None)).values("hall_id").annotate(number=Count("pk"))
    return dict(free.values_list("hall_id", "number"))


def count_states(fair: Fair) -> dict[str, int]:
    """How many of the shown booths are in which state; one query."""
    counts = dict.fromkeys((BoothState.AVAILABLE, BoothState.HELD, BoothState.RESERVED, BoothState.CONTRACTED), 0)
    for state in plan_states(fair).values():
        counts[BoothState(state)] = counts.get(BoothState(state), 0) + 1
    return {state.value: number for state, number in counts.items()}


_NEAREST = f"""
SELECT b.public_id, b.code, h.code, b.width_cm * b.depth_cm, b.kind, b.open_sides,
       CASE WHEN b.hall_id = o.hall_id THEN
           round(sqrt(power((b.x_cm + b.width_cm / 2.0) - (o.x_cm + o.width_cm / 2.0), 2)
                    + power((b.y_cm + b.depth_cm / 2.0) - (o.y_cm + o.depth_cm / 2.0), 2))::numeric / 100, 1)::float8
       END AS distance
FROM fairs_booth o
JOIN fairs_booth b ON b.fair_id = o.fair_id AND b.id <> o.id AND b.status = 'available'
JOIN fairs_hall h ON h.id = b.hall_id {_LIVE}
WHERE o.id = %(booth)s AND k.id IS NULL
ORDER BY b.width_cm * b.depth_cm <> o.width_cm * o.depth_cm, b.kind <> o.kind, distance NULLS LAST, b.code
LIMIT %(number)s
"""  # noqa: S608 -- constant text


def nearest_free(booth: Booth, number: int = 3) -> list[dict[str, Any]]:
    """The nearest free booths, those of the same size first, then of the same kind; one query.

    `distance_m` is between the centres, None in another hall.
    """
    return [
        {
            "id": public_id,
            "code": code,
            "hall": hall,
            "area_cm2": area,
            "kind": kind,
            "open_sides": sides,
            "distance_m": distance,
        }
        for public_id, code, hall, area, kind, sides, distance in _rows(_NEAREST, booth=booth.pk, number=number)
    ]


def _rows(sql: str, **params: Any) -> Iterable[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params | {"live": list(LIVE_BOOKING_STATES), "shown": list(SHOWN_STATUSES)})
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _with_live_booking(rows: QuerySet[Booth]) -> QuerySet[Booth]:
    """At most one row joins each booth: the law of one live booking."""
    return rows.annotate(
        live=FilteredRelation("bookings", condition=Q(bookings__state__in=LIVE_BOOKING_STATES) & _BUSY)
    )


def _narrowed(rows: QuerySet[Booth], wanted: Wanted) -> QuerySet[Booth]:
    if wanted.states is not None:
        condition = Q(pk__in=())
        for state in wanted.states:
            condition |= _HAS_STATE.get(BoothState(state), Q(status=state, live__id=None))
        rows = rows.filter(condition)
    if wanted.hall is not None:
        rows = rows.filter(hall__code=wanted.hall)
    if wanted.kind is not None:
        rows = rows.filter(kind=wanted.kind)
    if wanted.pavilion is not None:
        rows = rows.filter(pavilion__code=wanted.pavilion)
    if wanted.code is not None:
        rows = rows.filter(code__istartswith=wanted.code)
    if wanted.min_area_cm2 is not None:
        rows = rows.annotate(area=F("width_cm") * F("depth_cm")).filter(area__gte=wanted.min_area_cm2)
    return rows


def _seen(row: dict[str, Any], own_companies: Collection[int]) -> dict[str, Any]:
    state = booth_state(row["status"], row["live_state"])
    mine = row["live_company"] in own_companies
    return row | {"state": state, "mine": mine, "exhibitor": row["live_name"] if _names(state, mine) else ""}


def _names(state: BoothState, mine: bool) -> bool:
    return mine or state is BoothState.CONTRACTED
