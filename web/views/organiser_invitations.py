"""The league of invitations: which exhibitors bring the visitors."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from booking.queries.passes import rules_of
from checkin.queries.invitations import league_of
from fairs.access import MANAGERS, fair_to_run
from web.pages import FairRequest, fair_page


@require_GET
@login_required
@fair_page
def league(request: FairRequest) -> HttpResponse:
    fair = fair_to_run(request.user, request.fair.slug, MANAGERS)
    context = {"nav": "desk", "tab": "league", "owners": league_of(fair), "rules": rules_of(fair)}
    return render(request, "organiser/league.html", context)
