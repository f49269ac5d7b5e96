"""The runner list: whom to fetch, from where, to which table, by when; taken by one runner, done with one tap."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from directory.models import Person
from fairday.access import fair_to_host, meeting_to_host
from fairday.queries.runners import people_to_fetch
from fairday.services.runners import claim_runner, finish_runner, release_runner
from kernel.clock import now as clock_now
from kernel.errors import DomainError, NotFound
from web.pages import FairRequest, fair_page


@require_GET
@login_required
@fair_page
def runners(request: FairRequest) -> HttpResponse:
    fair, now = fair_to_host(request.user, request.fair.slug), clock_now()
    rows = people_to_fetch(fair, now=now)
    context = {
        "nav": "runners",
        "now": now,
        "inside": [row for row in rows if row.sitter.is_inside],
        "outside": [row for row in rows if not row.sitter.is_inside],
    }
    return render(request, "day/runners.html", context)


@require_POST
@login_required
@fair_page
def act(request: FairRequest, meeting: str, person: str, runner_act: str) -> HttpResponse:
    """claim, done, release; then back to the list."""
    found = meeting_to_host(request.user, meeting)
    someone = Person.objects.filter(public_id=person).first()
    if found.fair_id != request.fair.pk or someone is None or runner_act not in {"claim", "done", "release"}:
        raise NotFound
    assert isinstance(request.user, User)
    actor_id = request.user.pk
    try:
        if runner_act == "claim":
            claim_runner(found, person_id=someone.pk, actor_id=actor_id, now=clock_now())
        elif runner_act == "done":
            finish_runner(found, person_id=someone.pk, actor_id=actor_id, now=clock_now())
        else:
            release_runner(found, person_id=someone.pk, actor_id=actor_id)
    except NotFound:
        raise
    except DomainError as refusal:
        messages.error(request, str(refusal.title))
    return redirect("web:runners", request.fair.slug)
