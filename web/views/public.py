"""The site's first page, a fair's first page, its programme."""

from collections.abc import Collection
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from booking.queries.booths import plan_booths
from booking.queries.fair_numbers import fair_numbers, zones_by_hall
from fairs.models import Fair, FairState, Hall
from fairs.queries.fairs import open_fairs
from fairs.queries.programme import programme as programme_of
from kernel.clock import now
from web.pages import FairRequest, fair_page
from web.plans import free_words, hall_drawing, look_of

PER_DAY = 4


def home(request: HttpRequest) -> HttpResponse:
    """The fair that comes next, with its first hall; below it the others."""
    fairs = list(open_fairs())
    first = fairs.pop(0) if fairs and fairs[0].state != FairState.CLOSED else None
    return render(
        request, "public/home.html", {"first": first, "others": fairs} | (_first_hall(first) if first else {})
    )


@fair_page
def fair(request: FairRequest) -> HttpResponse:
    the_fair = request.fair
    days = programme_of(the_fair)
    context = _first_hall(the_fair, own_companies=request.viewer.company_ids) | {
        "nav": "home",
        "numbers": fair_numbers(the_fair, now=now()),
        "days": [(day, day.workshops[:PER_DAY]) for day in days],
        "workshops": sum(len(day.workshops) for day in days),
        "halls": zones_by_hall(the_fair),
        "asked_at": now(),
    }
    return render(request, "public/fair.html", context)


def _first_hall(the_fair: Fair, *, own_companies: Collection[int] = ()) -> dict[str, Any]:
    """What the picture beside a fair's name needs; two queries."""
    hall = Hall.objects.filter(fair=the_fair).first()
    rows = plan_booths(hall, own_companies=own_companies) if hall else []
    return {
        "hall": hall,
        "drawing": hall_drawing(hall, rows) if hall else None,
        "hall_free": free_words(sum(look_of(str(row["state"])) == "free" for row in rows)),
    }


@fair_page
def programme(request: FairRequest) -> HttpResponse:
    return render(
        request, "public/programme.html", {"nav": "programme", "days": programme_of(request.fair), "now": now()}
    )
