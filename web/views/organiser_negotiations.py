"""The organiser's report of negotiations: figures, groups with bars, where the two sides differ, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from fairday.access import fair_to_report
from fairday.models import Became, OutcomeKind, ValueBand
from fairday.negotiation_sums import Group, Told
from fairday.queries.negotiations import negotiations_of
from kernel.clock import now
from web.pages import FairRequest, fair_page

MOST_DIFFERING = 20
WIDTH = 100


@dataclass(frozen=True, slots=True)
class Bar:
    """A line of a table with its bar: two parts of the longest line, in hundredths of the width, as text."""

    label: str
    figures: Sequence[int]
    first: str
    second: str
    money: int = 0


@dataclass(frozen=True, slots=True)
class Card:
    """One side's words, as they stand beside the other's."""

    kinds: str
    value: str


@never_cache
@require_GET
@login_required
@fair_page
def negotiations(request: FairRequest) -> HttpResponse:
    fair = fair_to_report(request.user, request.fair.slug)
    language = (get_language() or "vi")[:2]
    found = negotiations_of(fair, language=language, now=now())
    cards = reverse("api_table_cards", args=[fair.slug])
    context = {
        "nav": "desk",
        "tab": "negotiations",
        "found": found,
        "groups": [
            (_("By day"), "day", _group_bars(found.by_day)),
            (_("By hall"), "hall", _group_bars(found.by_hall)),
            (_("By process"), "process", _group_bars(found.by_process)),
            (_("By province"), "province", _group_bars(found.by_province)),
        ],
        "kinds": _bars([(OutcomeKind(one.kind).label, one.both, one.meetings - one.both, 0) for one in found.kinds]),
        "bands": _bars(
            [(ValueBand(one.band).label, one.agreed, one.meetings - one.agreed, one.at_least) for one in found.bands]
        ),
        "since": [(Became(one.became).label, one) for one in found.since],
        "differing": [(row, _card(row.by_supplier), _card(row.by_buyer)) for row in found.rows if row.differs][
            :MOST_DIFFERING
        ],
        "workbook": f"{reverse('api_negotiations_workbook', args=[fair.slug])}?language={language}",
        "cards": [(day, f"{cards}?date={day.date}&language={language}") for day in fair.days.all()],
        "has_tables": fair.tables.exists(),
    }
    return render(request, "organiser/negotiations.html", context)


def _group_bars(groups: Sequence[Group]) -> list[Bar]:
    """Held is the first part, all else that was planned the second."""
    longest = max((group.sums.planned for group in groups), default=0)
    return [
        Bar(
            group.label,
            (group.sums.planned, group.sums.held, group.sums.no_show, group.sums.cancelled, group.sums.told),
            *_parts(group.sums.held, group.sums.planned - group.sums.held, longest),
            group.sums.at_least,
        )
        for group in groups
    ]


def _bars(lines: Sequence[tuple[object, int, int, int]]) -> list[Bar]:
    longest = max((first + second for _label, first, second, _money in lines), default=0)
    return [
        Bar(str(label), (first + second, first, second), *_parts(first, second, longest), money)
        for label, first, second, money in lines
    ]


def _parts(first: int, second: int, longest: int) -> tuple[str, str]:
    """Text, so that no locale writes a comma into a coordinate."""
    whole = longest or 1
    return f"{first * WIDTH / whole:.2f}", f"{second * WIDTH / whole:.2f}"


def _card(told: Told | None) -> Card:
    if told is None:
        return Card("", "")
    return Card(", ".join(str(OutcomeKind(kind).label) for kind in told.kinds), str(ValueBand(told.band).label))
