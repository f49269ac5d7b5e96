"""The site's first page, a fair's first page, its programme."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from booking.queries.booths import plan_booths
from booking.queries.fair_numbers import fair_numbers, zones_by_hall
from fairs.models import Hall
from fairs.queries.fairs import open_fairs
from fairs.queries.programme import programme as programme_of
from kernel.clock import now
from web.pages import FairRequest, fair_page
from web.plans import free_words, hall_drawing, look_of

PER_DAY = 4


def home(request: HttpRequest) -> HttpResponse:
    return render(request, "public/home.html", {"fairs": open_fairs()})


@fair_page
def fair(request: FairRequest) -> HttpResponse:
    the_fair = request.fair
    hall = Hall.objects.filter(fair=the_fair).first()
    rows = plan_booths(hall, own_companies=request.viewer.company_ids) if hall else []
    days = programme_of(the_fair)
    context = {
        "nav": "home",
        "hall": hall,
        "drawing": hall_drawing(hall, rows) if hall else None,
        "hall_free": free_words(sum(look_of(str(row["state"])) == "free" for row in rows)),
        "numbers": fair_numbers(the_fair, now=now()),
        "days": [(day, day.workshops[:PER_DAY]) for day in days],
        "workshops": sum(len(day.workshops) for day in days),
        "halls": zones_by_hall(the_fair),
        "asked_at": now(),
    }
    return render(request, "public/fair.html", context)


@fair_page
def programme(request: FairRequest) -> HttpResponse:
    return render(
        request, "public/programme.html", {"nav": "programme", "days": programme_of(request.fair), "now": now()}
    )
