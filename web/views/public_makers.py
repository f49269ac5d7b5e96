"""The directory of makers and the page of one of them."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from booking.queries.booths import plan_booths
from booking.queries.exhibitors import shown_companies
from booking.queries.openings import open_slots
from booking.queries.stands import booths_of_companies
from directory.models import Capability, Certificate, CertificateState, Company
from directory.queries import makers as maker_queries
from directory.queries.makers import MakerSearch
from directory.queries.profile import listed_company
from fairs.models import Booth, MeetingSlot
from kernel.clock import now
from web import finder
from web.pages import FairRequest, fair_page
from web.plan import Drawing
from web.plans import area_words, hall_drawing

PAGE = 20
CHIPS = 4
NEAR = 5
NEXT_SLOTS = 5


@dataclass(frozen=True, slots=True)
class Card:
    """A maker in the list. `capabilities` are pairs of capability and whether the search asked for it."""

    company: Company
    capabilities: list[tuple[Capability, bool]]
    tolerance_um: int | None
    is_tolerance_asked: bool
    certificates: list[Certificate]
    machines: int
    booths: list[Booth]
    slots: int | None


@fair_page
def directory(request: FairRequest) -> HttpResponse:
    """Shareable: the whole search stands in the address."""
    fair = request.fair
    search, sort = finder.search_of(request.GET), finder.sort_of(request.GET)
    here = bool(request.GET.get("here"))
    exhibiting = shown_companies(fair)
    among = exhibiting if here else None
    rows = maker_queries.makers(search, on=fair.ends_on, among=among)
    ordered = maker_queries.with_card_parts(maker_queries.in_order(rows, search, sort, first=exhibiting))
    page = Paginator(ordered, PAGE).get_page(request.GET.get("page"))
    near = []
    if search.text and not page.paginator.count:
        near = list(
            maker_queries.with_card_parts(maker_queries.alike(search.text, Company.objects.filter(is_listed=True)))[
                :NEAR
            ]
        )
    groups = finder.groups_of(maker_queries.facets(search, on=fair.ends_on, among=among), search)
    understood = maker_queries.understood(search.text)
    chips = finder.chips_of(groups, request.GET)
    context = {
        "nav": "directory",
        "search": search,
        "sort": sort,
        "here": here,
        "page": page,
        "cards": _cards(request, list(page.object_list), search, {term.code for term in understood}),
        "near": _cards(request, near, search, set()),
        "groups": groups,
        "chips": chips,
        "understood": [finder.term_words(term) for term in understood],
    }
    return render(request, "public/directory.html", context)


def _cards(request: FairRequest, companies: list[Company], search: MakerSearch, meant: set[str]) -> list[Card]:
    fair = request.fair
    ids = [company.pk for company in companies]
    booths = booths_of_companies(fair, ids)
    slots = open_slots(fair, ids, now=now())
    asked = set(search.processes) | meant
    cards = []
    for company in companies:
        pairs = [(c, c.process.code in asked) for c in company.capabilities.all()]
        pairs.sort(key=lambda pair: (not pair[1], pair[0].tolerance_um or 10**9, pair[0].pk))
        finest = min((c.tolerance_um for c, hit in pairs if c.tolerance_um and (hit or not asked)), default=None)
        cards.append(
            Card(
                company=company,
                capabilities=pairs[:CHIPS],
                tolerance_um=finest,
                is_tolerance_asked=bool(search.tolerance_um and finest and finest <= search.tolerance_um),
                certificates=_shown(company.certificates.all(), search),
                machines=sum(machine.count for machine in company.machines.all()),
                booths=booths.get(company.pk, []),
                slots=len(slots[company.pk]) if company.pk in slots else None,
            )
        )
    return cards


def _shown(certificates: object, search: MakerSearch) -> list[Certificate]:
    """The latest of each standard, those asked for first, at most three; rejected ones never."""
    latest: dict[str, Certificate] = {}
    for certificate in certificates:  # type: ignore[attr-defined]
        code = certificate.standard.code
        known = latest.get(code)
        if certificate.state != CertificateState.REJECTED and (not known or known.expires_on < certificate.expires_on):
            latest[code] = certificate
    order = sorted(latest.values(), key=lambda c: (c.standard.code not in search.standards, c.standard.code))
    return order[:3]


@fair_page
def company(request: FairRequest, company: str) -> HttpResponse:
    """One maker: what it can do, its proofs, when and where to meet it."""
    fair = request.fair
    firm = listed_company(company)
    booths = booths_of_companies(fair, [firm.pk]).get(firm.pk, [])
    slots = open_slots(fair, [firm.pk], now=now()).get(firm.pk)
    context = {
        "nav": "directory",
        "firm": firm,
        "booths": booths,
        "area": [area_words(booth.width_cm, booth.depth_cm) for booth in booths],
        "drawing": _place_of(booths[0]) if booths else None,
        "slots": _next(slots),
        "slots_open": None if slots is None else len(slots),
        "is_exhibitor": bool(booths) or shown_companies(fair).filter(pk=firm.pk).exists(),
    }
    return render(request, "public/company.html", context)


def _next(slots: list[MeetingSlot] | None) -> list[MeetingSlot]:
    """Five of them, spread over the days rather than the first five of the first morning."""
    if not slots:
        return []
    step = max(1, len(slots) // NEXT_SLOTS)
    return slots[::step][:NEXT_SLOTS]


def _place_of(booth: Booth) -> Drawing:
    rows = plan_booths(booth.hall)
    for row in rows:
        row["mine"] = row["code"] == booth.code
    return hall_drawing(booth.hall, rows, around=booth.code)
