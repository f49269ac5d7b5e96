"""The board of wanted parts."""

import datetime as dt
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
from matching import scores
from matching.scores import Code
from web import fits
from web.finder import codes_of, text_of
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
    fit: scores.Score | None
    lines: list[fits.Line]

    @property
    def met(self) -> int:
        return sum(line.is_met for line in self.lines)


@fair_page
def needs(request: FairRequest) -> HttpResponse:
    """Everybody sees the board; a maker sees with each part what it meets and what it lacks."""
    fair, viewer = request.fair, request.viewer
    buyers = buying_companies(fair)
    search = NeedSearch(text=text_of(request.GET), processes=codes_of(request.GET, "process"))
    everything = wanted_parts(NeedSearch(), buyers=buyers, readers=viewer.companies)
    found = with_board_parts(wanted_parts(search, buyers=buyers, readers=viewer.companies))
    maker = fits.maker_of(viewer.company) if viewer.company and viewer.role == "exh" else None
    ranked = _ranked(list(found), maker, fair.ends_on) if maker else []
    mine = [(need, score) for need, score in ranked if score.can_make]
    only_mine = bool(maker) and request.GET.get("show") != "all" and search == NeedSearch()
    rows = [need for need, _ in (mine if only_mine else ranked)] if maker else found
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "nav": "needs",
        "search": search,
        "page": page,
        "cards": _cards(request, list(page.object_list), {need.pk: score for need, score in ranked}),
        "all": everything.count(),
        "buyers": buyers.count(),
        "mine": len(mine),
        "knows_me": maker is not None,
        "only_mine": only_mine,
        "groups": processes_wanted(everything)[:GROUPS],
        "opener": _opener(mine),
    }
    return render(request, "public/needs.html", context)


def _cards(request: FairRequest, rows: list[Need], found: dict[int, scores.Score]) -> list[Card]:
    booths = booths_of_companies(request.fair, [need.company_id for need in rows])
    return [
        Card(
            need=need,
            sketch=sketch(need.length_mm, need.width_mm, need.height_mm),
            booths=booths.get(need.company_id, []),
            fit=found.get(need.pk),
            lines=_lines(need, found.get(need.pk)),
        )
        for need in rows
    ]


def _lines(need: Need, score: scores.Score | None) -> list[fits.Line]:
    return fits.lines(score, need, is_readable=bool(getattr(need, "readable", False))) if score else []


def _ranked(rows: list[Need], maker: scores.Maker, on: dt.date) -> list[tuple[Need, scores.Score]]:
    """The best fit first; equal ones stay in the order of their start."""
    pairs = [(need, fits.fit(need, maker, on=on)) for need in rows]
    return sorted(pairs, key=lambda pair: -pair[1].percent)


def _opener(able: list[tuple[Need, scores.Score]]) -> tuple[Term, int, int] | None:
    """The certificate that alone keeps most of the parts from fitting: standard, how many, of how many one can make."""
    missing: Counter[str] = Counter()
    terms: dict[str, Term] = {}
    for need, score in able:
        lacking = [criterion for criterion in score.unmet if criterion.code is not Code.DISTANCE]
        if len(lacking) == 1 and lacking[0].code is Code.CERTIFICATE:
            gone = set(lacking[0].asked) - set(lacking[0].offered)
            if len(gone) == 1:
                missing[str(gone.pop())] += 1
                terms |= {term.code: term for term in need.standards.all()}
    if not missing:
        return None
    code, number = missing.most_common(1)[0]
    return terms[code], number, len(able)
