"""The floor plan: the drawing, its list, the panel of a booth, and the hold that starts there."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from billing.queries.prices import price_list
from booking.access.bookings import company_to_book_for
from booking.errors.bookings import BoothAlreadyYours
from booking.queries.booths import free_by_hall, plan_booths, plan_states
from booking.services.booths import hold_booth
from fairs.access import booth_at
from fairs.models import Booth, Fair, Hall
from fairs.queries.fairs import halls_of
from kernel.clock import local, now
from kernel.errors import DomainError, NotFound
from kernel.text import fold
from web.limits import count_attempt
from web.pages import FairRequest, fair_page
from web.plans import hall_drawing, look_of
from web.views.exhibitor.panel import Panel, panel_of, sees_all

HOLDS_A_MINUTE = 60
LOOKS = ("free", "held", "resv", "sold", "mine", "blok")


@dataclass(frozen=True, slots=True)
class ListRow:
    """A booth in the list; `net` is its price before support and VAT."""

    row: Mapping[str, Any]
    look: str
    net: int | None


@require_safe
@never_cache
@fair_page
def plan(request: FairRequest) -> HttpResponse:
    """`?hall=N1`, `?booth=B12` (its hall wins), `?view=list`, `?look=free`, `?q=words`."""
    code = request.GET.get("booth", "")
    try:
        booth = booth_at(request.user, request.fair, code) if code else None
    except NotFound:
        booth = None
    return plan_page(request, booth, missing=code if code and booth is None else "")


def plan_page(
    request: FairRequest,
    booth: Booth | None,
    *,
    refusal: DomainError | None = None,
    missing: str = "",
    status: int = 200,
) -> HttpResponse:
    """The whole page, with the panel of `booth` open."""
    fair = request.fair
    halls = halls_of(fair)
    hall = _hall(halls, booth, request.GET.get("hall", ""))
    if hall is None:
        return render(request, "exhibitor/plan_empty.html", {"nav": "plan"})
    rows = plan_booths(hall, own_companies=request.viewer.company_ids, see_all=sees_all(request))
    looks = ["mine" if row["mine"] else look_of(str(row["state"])) for row in rows]
    free = free_by_hall(fair)
    look, words = request.GET.get("look", ""), request.GET.get("q", "")
    listed = _listed(fair, rows, looks)
    context = {
        "nav": "plan",
        "hall": hall,
        "tabs": [(one, free.get(one.pk, 0)) for one in halls],
        "drawing": hall_drawing(hall, rows, selected=booth.code if booth else ""),
        "looks": [(one, looks.count(one)) for one in LOOKS],
        "listed": [one for one in listed if _is_wanted(one, look, words)],
        "total": len(rows),
        "free_here": looks.count("free"),
        "lowest": min((one.net for one in listed if one.look == "free" and one.net is not None), default=None),
        "look": look,
        "words": words,
        "view": request.GET.get("view") or ("list" if look or words else "plan"),
        "panel": panel_of(request, booth, rows=rows, refusal=refusal) if booth else None,
        "missing": missing,
        "can_hold": bool(request.viewer.companies) and fair.state == "open",
        "viewer": request.viewer,
        "panel_url": reverse("web:booth_panel", kwargs={"fair": fair.slug, "code": "CODE"}),
    }
    return render(request, "exhibitor/plan.html", context, status=status)


@require_safe
@fair_page
def plan_state(request: FairRequest) -> HttpResponse:
    """What an open plan asks for each two seconds: `{"booths": {code: look}, "at": "10:13"}`; 304 while nothing changed."""
    states = plan_states(request.fair, own_companies=request.viewer.company_ids, see_all=sees_all(request))
    looks = {code: look_of(state) for code, state in states.items()}
    digest = hashlib.blake2b(json.dumps(looks).encode(), digest_size=12).hexdigest()
    tag = f'"{digest}"'
    answer: HttpResponse
    if request.headers.get("If-None-Match", "").removeprefix("W/") == tag:
        answer = HttpResponseNotModified()
    else:
        answer = JsonResponse({"booths": looks, "at": f"{local(now(), request.fair.timezone):%H:%M}"})
    answer["ETag"] = tag
    answer["Cache-Control"] = "private, no-cache"
    return answer


@require_safe
@never_cache
@fair_page
def booth_panel(request: FairRequest, code: str) -> HttpResponse:
    """The panel alone, for a plan that is open; its address without one is the plan with the booth picked."""
    booth = booth_at(request.user, request.fair, code)
    if not is_part(request):
        return redirect(plan_address(request.fair, booth))
    return panel_part(request, panel_of(request, booth))


@require_POST
@fair_page
def hold(request: FairRequest) -> HttpResponse:
    """Hold the posted booth. A refusal comes in the panel, with its status; a lost race names free booths near it."""
    booth = booth_at(request.user, request.fair, request.POST.get("booth", ""))
    if not request.user.is_authenticated:
        if is_part(request):
            return panel_part(request, panel_of(request, booth), status=403)
        return redirect(f"{reverse('web:log_in')}?{urlencode({'next': plan_address(request.fair, booth)})}")
    try:
        count_attempt("hold", str(request.user.pk), most=HOLDS_A_MINUTE, seconds=60)
        company = company_to_book_for(request.user, request.POST.get("company") or None)
        hold_booth(booth, company=company, actor_id=request.user.pk)
    except BoothAlreadyYours:
        pass
    except NotFound:
        raise
    except DomainError as refusal:
        return panel_answer(request, booth, refusal=refusal)
    return panel_answer(request, booth)


def panel_answer(request: FairRequest, booth: Booth, *, refusal: DomainError | None = None) -> HttpResponse:
    """After a move: the panel for an open plan, the whole page for a plain form (a redirect when it went well)."""
    status = 200 if refusal is None else refusal.status
    if is_part(request):
        return panel_part(request, panel_of(request, booth, refusal=refusal), status=status)
    if refusal is None:
        return redirect(plan_address(request.fair, booth))
    return plan_page(request, booth, refusal=refusal, status=status)


def panel_part(request: FairRequest, panel: Panel, *, status: int = 200) -> HttpResponse:
    context = {"panel": panel, "viewer": request.viewer}
    answer = render(request, "exhibitor/panel.html", context, status=status)
    if request.method == "POST":
        answer["HX-Trigger"] = "plan:ask"
    return answer


def plan_address(fair: Fair, booth: Booth) -> str:
    return f"{reverse('web:plan', kwargs={'fair': fair.slug})}?{urlencode({'booth': booth.code})}"


def is_part(request: FairRequest) -> bool:
    return bool(getattr(request, "htmx", False))


def _hall(halls: Sequence[Hall], booth: Booth | None, code: str) -> Hall | None:
    if booth is not None:
        return next((hall for hall in halls if hall.pk == booth.hall_id), None)
    return next((hall for hall in halls if hall.code == code), halls[0] if halls else None)


def _listed(fair: Fair, rows: Sequence[Mapping[str, Any]], looks: Sequence[str]) -> list[ListRow]:
    prices = price_list(fair)
    listed = []
    for row, look in zip(rows, looks, strict=True):
        price = prices.list_price(row["kind"], row["width_cm"] * row["depth_cm"], row["open_sides"])
        listed.append(ListRow(row, look, price.net if price else None))
    return listed


def _is_wanted(one: ListRow, look: str, words: str) -> bool:
    if look and one.look != look:
        return False
    return fold(words) in fold(f"{one.row['code']} {one.row['exhibitor']}") if words else True
