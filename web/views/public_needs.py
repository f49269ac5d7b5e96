"""The board of wanted parts."""

from collections import Counter
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from booking.queries.participants import buying_companies
from booking.queries.stands import booths_of_companies
from directory.models import Need, Term
from directory.queries.needs_board import NeedSearch, processes_wanted, wanted_parts, with_board_parts
from fairs.models import Booth
from matching.scores import Code, Score
from web import fits
from web.pages import FairRequest, fair_page
from web.partsketch import Sketch, sketch

PAGE = 12
GROUPS = 8


@dataclass(frozen=True, slots=True)
class Card:
    """A wanted part on the board; `fit` is there for a maker who is logged in."""

    need: Need
    sketch: Sketch | None
    booths: list[Booth]
    fit: Score | None
    lines: list[fits.Line]


@fair_page
def needs(request: FairRequest) -> HttpResponse:
    """Everybody sees the board; a maker sees with each part what it meets and what it lacks."""
    fair, viewer = request.fair, request.viewer
    buyers = buying_companies(fair)
    search = NeedSearch(
        text=request.GET.get("q", "").strip()[:200], processes=tuple(request.GET.getlist("process")[:20])
    )
    everything = wanted_parts(NeedSearch(), buyers=buyers, readers=viewer.companies)
    found = with_board_parts(wanted_parts(search, buyers=buyers, readers=viewer.companies))
    maker = fits.maker_of(viewer.company) if viewer.company and viewer.role == "exh" else None
    scores: dict[int, Score] = {}
    if maker is not None:
        scores = {need.pk: fits.fit(need, maker, on=fair.ends_on) for need in found}
    only_mine = maker is not None and request.GET.get("show") != "all" and not search.text and not search.processes
    rows = list(found)
    if scores:
        rows.sort(key=lambda need: -scores[need.pk].percent)
    mine = [need for need in rows if need.pk in scores and scores[need.pk].can_make]
    page = Paginator(mine if only_mine else rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "nav": "needs",
        "search": search,
        "page": page,
        "cards": _cards(request, list(page.object_list), scores),
        "all": everything.count(),
        "buyers": buyers.count(),
        "mine": len(mine),
        "knows_me": maker is not None,
        "only_mine": only_mine,
        "groups": processes_wanted(everything)[:GROUPS],
        "opener": _opener(rows, scores),
    }
    return render(request, "public/needs.html", context)


def _cards(request: FairRequest, rows: list[Need], scores: dict[int, Score]) -> list[Card]:
    booths = booths_of_companies(request.fair, [need.company_id for need in rows])
    return [
        Card(
            need=need,
            sketch=sketch(need.length_mm, need.width_mm, need.height_mm),
            booths=booths.get(need.company_id, []),
            fit=scores.get(need.pk),
            lines=fits.lines(scores[need.pk], need) if need.pk in scores else [],
        )
        for need in rows
    ]


def _opener(rows: list[Need], scores: dict[int, Score]) -> tuple[Term, int, int] | None:
    """The one certificate that would make most of the nearly fitting parts fit: standard, how many, of how many."""
    missing: Counter[str] = Counter()
    terms: dict[str, Term] = {}
    able = 0
    for need in rows:
        score = scores.get(need.pk)
        if score is None or not score.can_make:
            continue
        able += 1
        lacking = [criterion for criterion in score.unmet if criterion.code is not Code.DISTANCE]
        if len(lacking) == 1 and lacking[0].code is Code.CERTIFICATE:
            gone = set(lacking[0].asked) - set(lacking[0].offered)
            if len(gone) == 1:
                code = str(gone.pop())
                missing[code] += 1
                terms |= {term.code: term for term in need.standards.all()}
    if not missing:
        return None
    code, number = missing.most_common(1)[0]
    return terms[code], number, able
