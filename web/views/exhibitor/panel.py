"""What the panel beside the plan says of a booth, and what one can do with it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from billing.errors import NoPrice
from billing.queries.prices import price_list, schemes_of
from booking.errors.bookings import BoothTaken
from booking.models import Booking
from booking.queries.bookings import latest_own_booking
from booking.queries.booths import live_booking_of, plan_booths
from booking.queries.prices import price_for
from booking.states import LIVE_BOOKING_STATES, BookingState
from directory.models import Company
from fairs.models import Booth, FairState
from kernel.clock import now
from kernel.errors import DomainError
from web.neighbours import Neighbour, neighbours
from web.pages import FairRequest
from web.plans import look_of
from web.views.exhibitor.clock import HoldClock, clock_of
from web.views.exhibitor.money import Bill, bill_of

RECENT = dt.timedelta(hours=2)


class Way(StrEnum):
    """What stands under a free booth: the button, or why there is none."""

    HOLD = "hold"
    LOG_IN = "log_in"
    ORGANISER = "organiser"
    NO_COMPANY = "no_company"
    CLOSED = "closed"
    NONE = ""


@dataclass(frozen=True, slots=True)
class Alternative:
    """A free booth near the one that was lost."""

    code: str
    hall: str
    area_cm2: int
    open_sides: int
    distance_m: float | None
    net: int | None


@dataclass(slots=True)
class Panel:
    booth: Booth
    look: str
    way: Way
    exhibitor: Company | None = None
    exhibitor_name: str = ""
    bill: Bill | None = None
    has_support: bool = False
    beside: Sequence[Neighbour] = ()
    own: Booking | None = None
    clock: HoldClock | None = None
    ended_at: dt.datetime | None = None
    refusal: DomainError | None = None
    alternatives: list[Alternative] = field(default_factory=list)

    @property
    def is_taken(self) -> bool:
        return isinstance(self.refusal, BoothTaken)


def panel_of(
    request: FairRequest,
    booth: Booth,
    *,
    rows: Sequence[Mapping[str, Any]] | None = None,
    refusal: DomainError | None = None,
) -> Panel:
    """`rows` are those of the booth's hall when the page has them already."""
    viewer = request.viewer
    if rows is None:
        rows = plan_booths(booth.hall, own_companies=viewer.company_ids, see_all=sees_all(request))
    row = next(row for row in rows if row["code"] == booth.code)
    look = "mine" if row["mine"] else look_of(str(row["state"]))
    panel = Panel(booth=booth, look=look, way=_way(request, look), refusal=refusal)
    panel.beside = neighbours(rows, booth.code)
    panel.exhibitor_name = row["exhibitor"]
    if look == "sold":
        panel.exhibitor = _exhibitor(booth)
    _add_own(panel, request)
    _add_price(panel, request)
    if isinstance(refusal, BoothTaken):
        panel.alternatives = _alternatives(booth, refusal)
    return panel


def sees_all(request: FairRequest) -> bool:
    """The organiser's people also see drafts and withdrawn booths."""
    return request.viewer.staff_role is not None


def _way(request: FairRequest, look: str) -> Way:
    viewer = request.viewer
    if look != "free":
        return Way.NONE
    if viewer.staff_role is not None:
        return Way.ORGANISER
    if request.fair.state != FairState.OPEN:
        return Way.CLOSED
    if not viewer.user.is_authenticated:
        return Way.LOG_IN
    return Way.HOLD if viewer.companies else Way.NO_COMPANY


def _exhibitor(booth: Booth) -> Company | None:
    """Who shows there, where the directory lists the firm."""
    live = live_booking_of(booth)
    return None if live is None else Company.objects.filter(pk=live.company_id, is_listed=True).first()


def _add_own(panel: Panel, request: FairRequest) -> None:
    booking = latest_own_booking(panel.booth, request.viewer.company_ids)
    if booking is None:
        return
    moment = now()
    panel.clock = clock_of(booking, moment)
    if panel.look == "mine" and booking.state in LIVE_BOOKING_STATES:
        panel.own = booking
        return
    ended = booking.hold_expires_at
    is_expired = booking.state in {BookingState.DRAFT, BookingState.EXPIRED}
    if panel.look == "free" and is_expired and ended is not None and ended > moment - RECENT:
        panel.ended_at = ended


def _add_price(panel: Panel, request: FairRequest) -> None:
    if panel.look not in {"free", "mine"} or (panel.own is not None and panel.own.quote_id):
        return
    company = panel.own.company if panel.own is not None else request.viewer.company
    try:
        panel.bill = bill_of(price_for(panel.booth, company))
    except NoPrice:
        return
    panel.has_support = company is None and bool(schemes_of(request.fair))


def _alternatives(booth: Booth, refusal: BoothTaken) -> list[Alternative]:
    prices = price_list(booth.fair)
    found = []
    for row in refusal.extra.get("alternatives", ()):
        price = prices.list_price(row["kind"], row["area_cm2"], row["open_sides"])
        found.append(
            Alternative(
                code=row["code"],
                hall=row["hall"],
                area_cm2=row["area_cm2"],
                open_sides=row["open_sides"],
                distance_m=row["distance_m"],
                net=price.net if price else None,
            )
        )
    return found
