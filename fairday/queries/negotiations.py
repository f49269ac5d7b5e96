"""The organiser's report of negotiations: the rows of a fair's meetings with both cards, and what became of them since."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from booking.models import Meeting
from booking.states import MeetingState
from directory.models import Company
from fairday.models import Became, FollowUp, FollowUpStep, MeetingOutcome
from fairday.negotiation_sums import (
    AT_LEAST,
    BandSums,
    Group,
    KindSums,
    Rating,
    Row,
    Standing,
    Sums,
    Told,
    bands_of,
    groups_of,
    kinds_of,
    rating_of,
    sums_of,
)
from fairs import wording
from fairs.models import Fair, HostedBuyer

_STANDINGS = {
    MeetingState.RUNNING: Standing.HELD,
    MeetingState.DONE: Standing.HELD,
    MeetingState.NO_SHOW: Standing.NO_SHOW,
    MeetingState.CANCELLED: Standing.CANCELLED,
}


@dataclass(frozen=True, slots=True)
class SinceSums:
    """Sides (not meetings) by their newest answer; `at_least` of orders and contracts in dong a year."""

    became: str
    sides: int
    at_least: int


@dataclass(frozen=True, slots=True)
class Negotiations:
    """Every list adds up to `sums`, the kinds excepted: a meeting may have several."""

    rows: list[Row]
    sums: Sums
    by_day: list[Group]
    by_hall: list[Group]
    by_process: list[Group]
    by_province: list[Group]
    kinds: list[KindSums]
    bands: list[BandSums]
    rating: Rating
    since: list[SinceSums]
    asked_since: int


def negotiations_of(fair: Fair, *, language: str, now: dt.datetime) -> Negotiations:
    """Five queries whatever the size. Labels are in `language`."""
    with override(language):
        rows = _rows(fair, language, now)
    since, asked = _since(fair)
    return Negotiations(
        rows=rows,
        sums=sums_of(rows),
        by_day=groups_of(rows, lambda row: row.day),
        by_hall=_largest_first(groups_of(rows, lambda row: row.hall)),
        by_process=_largest_first(groups_of(rows, lambda row: row.process)),
        by_province=_largest_first(groups_of(rows, lambda row: row.province)),
        kinds=kinds_of(rows),
        bands=bands_of(rows),
        rating=rating_of(rows),
        since=since,
        asked_since=asked,
    )


def _rows(fair: Fair, language: str, now: dt.datetime) -> list[Row]:
    buyers = set(HostedBuyer.objects.filter(fair=fair).values_list("company_id", flat=True))
    meetings = (
        Meeting.objects.filter(fair=fair)
        .exclude(state=MeetingState.PROVISIONAL)
        .select_related("slot", "table__hall", "need__process", "request", "company_low", "company_high")
        .prefetch_related(Prefetch("outcomes", queryset=MeetingOutcome.objects.order_by("pk")))
        .order_by("slot__starts_at", "table__number", "pk")
    )
    return [_row(meeting, fair, buyers, language, now) for meeting in meetings]


def _row(meeting: Meeting, fair: Fair, buyers: set[int], language: str, now: dt.datetime) -> Row:
    supplier, buyer = _sides(meeting, buyers)
    cards = {one.company_id: Told(tuple(one.kinds), one.value_band, one.rating) for one in meeting.outcomes.all()}
    hall, need = meeting.table.hall, meeting.need
    return Row(
        id=meeting.public_id,
        starts_at=meeting.slot.starts_at,
        ends_at=meeting.slot.ends_at,
        day=wording.local_day(meeting.slot.starts_at, fair.timezone, language),
        hall=wording.said(hall, "name", language) if hall else _("No hall"),
        table=meeting.table.number,
        process=wording.said(need.process, "name", language) if need else _("No wanted part named"),
        province=supplier.province or pgettext("of a company", "Province not known"),
        supplier=supplier.short_name,
        buyer=buyer.short_name,
        standing=_standing(meeting, now),
        by_supplier=cards.get(supplier.pk),
        by_buyer=cards.get(buyer.pk),
    )


def _sides(meeting: Meeting, buyers: set[int]) -> tuple[Company, Company]:
    """(supplier, buyer): the need's owner buys; else the hosted buyer; else who asked."""
    low, high = meeting.company_low, meeting.company_high
    if meeting.need is not None:
        return (high, low) if meeting.need.company_id == low.pk else (low, high)
    hosted = [company for company in (low, high) if company.pk in buyers]
    buyer_id = hosted[0].pk if len(hosted) == 1 else meeting.request.from_company_id
    return (high, low) if buyer_id == low.pk else (low, high)


def _standing(meeting: Meeting, now: dt.datetime) -> Standing:
    found = _STANDINGS.get(MeetingState(meeting.state))
    if found is not None:
        return found
    return Standing.UNKNOWN if meeting.slot.ends_at <= now else Standing.AHEAD


def _largest_first(groups: list[Group]) -> list[Group]:
    return sorted(groups, key=lambda group: (-group.sums.planned, group.label))


def _since(fair: Fair) -> tuple[list[SinceSums], int]:
    """The newest answer of each side, and how many sides were asked."""
    steps = FollowUpStep.objects.filter(follow_up__outcome__meeting__fair=fair)
    newest = steps.filter(answered_at__isnull=False).order_by("follow_up_id", "-months").distinct("follow_up_id")
    sides: Counter[str] = Counter()
    at_least: Counter[str] = Counter()
    for became, band in newest.values_list("became", "value_band"):
        sides[became] += 1
        at_least[became] += AT_LEAST[band]
    asked = FollowUp.objects.filter(outcome__meeting__fair=fair, steps__isnull=False).distinct().count()
    return [SinceSums(became, sides[became], at_least[became]) for became in Became.values], asked
