"""The list for an evacuation: everybody inside now by hall, to read from a phone or to print. Personal data: three roles."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from checkin.queries.evacuation import everybody_inside
from fairs.access import DOOR_STAFF, MANAGERS, fair_to_run, is_organiser
from kernel.clock import now
from web.evacuation_rows import rows_by_hall
from web.pages import FairRequest, fair_page


@require_GET
@never_cache
@login_required
@fair_page
def evacuation(request: FairRequest) -> HttpResponse:
    fair, moment = fair_to_run(request.user, request.fair.slug, DOOR_STAFF), now()
    has_phones = is_organiser(request.user, fair, MANAGERS)
    halls = everybody_inside(fair, now=moment, has_phones=has_phones)
    context = {
        "nav": "desk",
        "tab": "evacuation",
        "halls": rows_by_hall(halls, fair, has_phones=has_phones),
        "inside": sum(one.number for one in halls),
        "now": moment,
        "has_phones": has_phones,
        "file": reverse("api_evacuation_csv", args=[fair.slug]),
        "workbook": reverse("api_evacuation_workbook", args=[fair.slug]),
    }
    return render(request, "organiser/evacuation.html", context)
