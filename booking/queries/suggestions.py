"""Whom a buyer should meet and which needs a maker could answer, with every criterion met and unmet.

Pairs that have an open wish or a meeting about the need are not suggested again, blocked pairs never.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet

from booking.models import Meeting, MeetingRequest
from booking.queries.blocks import blocked_pairs
from booking.queries.participants import buying_companies, exhibiting_companies
from booking.states import LIVE_MEETING_STATES, OPEN_REQUEST_STATES
from directory.models import Company, Need, NeedState
from directory.queries.fit import makers, wanted
from directory.queries.needs import visible_needs, with_need_parts
from fairs.models import Fair
from matching.scores import Score, score
from matching.suggestions import suggest

SUGGESTED_PER_NEED = 10
LISTS_PER_MAKER = 3
NEEDS_PER_MAKER = 30


@dataclass(frozen=True, slots=True)
class Suggested:
    """One pair worth meeting."""

    need: Need
    company: Company
    score: Score

    @property
    def met(self) -> int:
        """How many of the criteria asked for are met."""
        return len(self.score.met)

    @property
    def asked(self) -> int:
        return len(self.score.met) + len(self.score.unmet)


def makers_for_need(
    need: Need, among: QuerySet[Company], *, on: dt.date, fair: Fair | None = None, each: int = SUGGESTED_PER_NEED
) -> list[Suggested]:
    """The best makers of one need, best first; `need` comes from `with_need_parts`. At most nine queries."""
    return makers_for_needs([need], among, on=on, fair=fair, each=each)


def makers_for_needs(
    needs: Collection[Need],
    among: QuerySet[Company],
    *,
    on: dt.date,
    fair: Fair | None = None,
    each: int = SUGGESTED_PER_NEED,
) -> list[Suggested]:
    """For each need its best makers, in the order of the needs; no maker stands in more than three lists."""
    if not needs:
        return []
    processes = {need.process_id for need in needs}
    among = among.filter(pk__in=Company.objects.filter(capabilities__process__in=processes).values("pk"))
    among = among.exclude(pk__in={need.company_id for need in needs})
    blocked = _blocked_pairs(needs, fair)
    chosen = suggest(wanted(needs), makers(among, on=on), on=on, each=each, cap=LISTS_PER_MAKER, blocked=blocked)
    ids = {suggestion.maker for suggestions in chosen.values() for suggestion in suggestions}
    companies = Company.objects.in_bulk(list(ids))
    return [
        Suggested(need, companies[suggestion.maker], suggestion.score)
        for need in needs
        for suggestion in chosen[need.pk]
    ]


def needs_for_maker(company: Company, fair: Fair) -> list[Suggested]:
    """Open needs of the fair's buyers the firm has the process for and may read, best fit first. At most ten queries."""
    candidates = visible_needs([company]).filter(
        state=NeedState.OPEN,
        company__in=buying_companies(fair).values("pk"),
        process__in=company.capabilities.values("process"),
    )
    needs = list(with_need_parts(candidates.exclude(company=company), [company]).order_by("pk"))
    maker = makers(Company.objects.filter(pk=company.pk), on=fair.ends_on)[company.pk]
    facts = wanted(needs)
    blocked = _blocked_pairs(needs, fair)
    found = [
        Suggested(need, need.company, score(facts[need.pk], maker, on=fair.ends_on))
        for need in needs
        if (need.pk, company.pk) not in blocked
    ]
    return sorted(found, key=lambda each: (-each.score.percent, each.need.pk))[:NEEDS_PER_MAKER]


def suggestions_at(fair: Fair, company: Company) -> tuple[list[Suggested], list[Suggested]]:
    """(makers for the firm's own open needs, needs the firm could answer); a firm may be on both sides."""
    own = Need.objects.filter(company=company, state=NeedState.OPEN)
    needs = list(with_need_parts(own, [company]).order_by("pk"))
    to_meet = makers_for_needs(needs, exhibiting_companies(fair), on=fair.ends_on, fair=fair)
    shows = exhibiting_companies(fair).filter(pk=company.pk).exists()
    return to_meet, needs_for_maker(company, fair) if shows else []


def _blocked_pairs(needs: Collection[Need], fair: Fair | None) -> frozenset[tuple[int, int]]:
    """(need, other company) with an open wish or a live meeting at the fair, or not to meet there. Three queries."""
    if fair is None:
        return frozenset()
    owners = {need.pk: need.company_id for need in needs}
    apart: dict[int, set[int]] = defaultdict(set)
    for low, high in blocked_pairs(fair):
        apart[low].add(high)
        apart[high].add(low)
    rows = [
        *MeetingRequest.objects.filter(fair=fair, need__in=owners, state__in=OPEN_REQUEST_STATES).values_list(
            "need_id", "company_low_id", "company_high_id"
        ),
        *Meeting.objects.filter(fair=fair, need__in=owners, state__in=LIVE_MEETING_STATES).values_list(
            "need_id", "company_low_id", "company_high_id"
        ),
    ]
    asked = {(need_id, low if high == owners[need_id] else high) for need_id, low, high in rows if need_id is not None}
    return frozenset(asked | {(need.pk, other) for need in needs for other in apart[need.company_id]})
