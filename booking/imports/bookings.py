"""Booths that are taken already: a booking with its frozen quote for each exhibitor that names a booth."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from billing.errors import NoPrice
from billing.models import Quote, QuoteLine
from billing.queries.prices import price_list, schemes_of
from billing.rules import GRANTED_SUPPORT, Firm, Price
from billing.transfer_codes import new_transfer_code
from booking.models import Booking
from booking.services._booking_moves import start_clock
from booking.states import LIVE_BOOKING_STATES, BookingState
from directory.imports.firms import Firms
from directory.models import Company
from fairs.imports.participation import ExhibitorRow
from fairs.models import Booth, BoothStatus, Fair
from kernel.history import record
from kernel.sheets import Known, Table
from kernel.upsert import Upserted

STATES = {
    "held": BookingState.DRAFT,
    "submitted": BookingState.SUBMITTED,
    "approved": BookingState.APPROVED,
    "awaiting_deposit": BookingState.AWAITING_DEPOSIT,
    "confirmed": BookingState.CONFIRMED,
    "paid": BookingState.PAID,
}
SAMPLE_HOLD = dt.timedelta(hours=24)  # a sample's holds outlive the walk through it


@dataclass(slots=True)
class _Claim:
    row: ExhibitorRow
    booth: Booth
    company: Company
    price: Price
    quote: Quote | None = field(default=None)


def bring_bookings(
    table: Table[ExhibitorRow],
    fair: Fair,
    booths: Known[str, Booth],
    firms: Firms,
    *,
    has_all_prices: bool,
    now: dt.datetime,
) -> Upserted[Booking]:
    """Bookings are only made, never changed: a company that ever booked the booth at this fair is left alone.

    Without `has_all_prices` a missing price is not held against the row: the one it needs was refused itself.
    """
    _refuse_shared(table)
    live = dict(
        Booking.objects.filter(fair=fair, state__in=LIVE_BOOKING_STATES).values_list("booth_id", "company__tax_code")
    )
    past = {(b.booth_id, b.company_id): b for b in Booking.objects.filter(fair=fair)}
    used = _used_schemes(fair)
    prices, schemes = price_list(fair), schemes_of(fair)
    done: Upserted[Booking] = Upserted()
    claims = []
    for row in table.rows:
        company = firms.known.found.get(row.company)
        if not row.booth:
            continue
        booth = booths.resolve(table, row, "booth", row.booth, _("There is no booth “%(value)s”."))
        if booth is None or company is None:
            continue
        if (booth.pk, company.pk) in past:
            done.rows[booth.pk,] = past[booth.pk, company.pk]
            done.unchanged.add((booth.pk,))
        elif booth.pk in live:
            table.bad(row, "booth", "booth_taken", _("Booth %(code)s is booked by another firm.") % {"code": row.booth})
        elif booth.status != BoothStatus.AVAILABLE:
            table.bad(row, "booth", "booth_not_for_sale", _("Booth %(code)s is not for sale.") % {"code": row.booth})
        else:
            try:
                firm = Firm(province=company.province, used_schemes=frozenset(used[company.pk]))
                claims.append(_Claim(row, booth, company, prices.price(booth, schemes, firm)))
            except NoPrice:
                if has_all_prices:
                    table.bad(row, "booth", "no_price", _("The fair has no price for a booth of this kind."))
    _write(claims, fair, now, done)
    return done


def _write(claims: list[_Claim], fair: Fair, now: dt.datetime, done: Upserted[Booking]) -> None:
    priced = [claim for claim in claims if claim.row.booking != "held"]
    quotes = Quote.objects.bulk_create(
        Quote(
            fair=fair,
            company=claim.company,
            booth=claim.booth,
            currency=claim.price.currency,
            net=claim.price.net,
            vat_percent=claim.price.vat_percent,
            vat=claim.price.vat,
            total=claim.price.total,
        )
        for claim in priced
    )
    for claim, quote in zip(priced, quotes, strict=True):
        claim.quote = quote
    QuoteLine.objects.bulk_create(
        QuoteLine(quote=claim.quote, position=position, reason=line.reason, facts=line.facts, amount=line.amount)
        for claim in priced
        for position, line in enumerate(claim.price.lines, 1)
    )
    for booking in Booking.objects.bulk_create([_booking(claim, fair, now) for claim in claims]):
        record(booking, "imported", actor_id=None, after=booking.state)
        if booking.state == BookingState.DRAFT:
            start_clock(booking)
        done.rows[booking.booth_id,] = booking
        done.created.add((booking.booth_id,))


def _booking(claim: _Claim, fair: Fair, now: dt.datetime) -> Booking:
    state = STATES[claim.row.booking]
    booking = Booking(fair=fair, booth=claim.booth, company=claim.company, state=state, created_at=now)
    if state == BookingState.DRAFT:
        minutes = dt.timedelta(minutes=fair.hold_minutes)
        booking.hold_expires_at = now + (SAMPLE_HOLD if fair.is_sample else minutes)
        return booking
    booking.fascia_name = claim.row.fascia_name
    booking.quote = claim.quote
    booking.transfer_code = new_transfer_code()
    booking.submitted_at = now
    if state != BookingState.SUBMITTED:
        booking.decided_at = now
        booking.pay_until = now + dt.timedelta(days=fair.deposit_days)
    return booking


def _refuse_shared(table: Table[ExhibitorRow]) -> None:
    first: dict[str, int] = {}

    def is_first(row: ExhibitorRow) -> bool:
        if not row.booth or first.setdefault(row.booth, row.at) == row.at:
            return True
        reason = _("Booth %(code)s is given away in row %(row)s already.")
        table.bad(row, "booth", "doubled_row", reason % {"code": row.booth, "row": first[row.booth]})
        return False

    table.keep(is_first)


def _used_schemes(fair: Fair) -> dict[int, set[str]]:
    """Company -> schemes that pay for a live booking of it at this fair; one query."""
    used: dict[int, set[str]] = defaultdict(set)
    lines = QuoteLine.objects.filter(
        reason__in=GRANTED_SUPPORT, quote__booking__fair=fair, quote__booking__state__in=LIVE_BOOKING_STATES
    )
    for company_id, scheme in lines.values_list("quote__booking__company_id", "facts__scheme"):
        used[company_id].add(scheme)
    return used
