"""The door's pages: choose where you stand, then scan."""

from csp.constants import SELF
from csp.decorators import csp_update
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from booking.models import RegistrationRole
from checkin.models import Direction, Verdict
from checkin.queries.door import checkin_lists_of, gates_of
from fairs.access import DOOR_STAFF, fair_to_run
from kernel.clock import now
from kernel.errors import NotFound
from web.doorwords import VERDICTS


@require_GET
@login_required
def choose_post(request: HttpRequest, fair: str) -> HttpResponse:
    """Which gate, which list: the list that is open now stands first."""
    the_fair = fair_to_run(request.user, fair, DOOR_STAFF)
    moment = now()
    lists = sorted(
        checkin_lists_of(the_fair), key=lambda one: (not one.opens_at <= moment < one.closes_at, one.opens_at)
    )
    context = {"fair": the_fair, "role": "dor", "nav": "door", "gates": gates_of(the_fair), "lists": lists, "now": moment}
    return render(request, "checkin/choose.html", context)


@csp_update({"script-src": [SELF, "'wasm-unsafe-eval'"], "worker-src": [SELF]})
@require_GET
@login_required
def scanner(request: HttpRequest, fair: str, gate: str, checkin_list: str) -> HttpResponse:
    """The scanner: camera, hand scanner and keyboard at once. `?exit` counts people out."""
    the_fair = fair_to_run(request.user, fair, DOOR_STAFF)
    the_gate = next((one for one in gates_of(the_fair) if one.public_id == gate), None)
    the_list = next((one for one in checkin_lists_of(the_fair) if one.public_id == checkin_list), None)
    if the_gate is None or the_list is None:
        raise NotFound
    direction = Direction.EXIT if "exit" in request.GET else Direction.ENTRY
    context = {
        "fair": the_fair,
        "role": "dor",
        "roles": RegistrationRole.choices,
        "gate": the_gate,
        "list": the_list,
        "direction": direction,
        "verdicts": [(verdict, *VERDICTS[verdict]) for verdict in Verdict.values],
    }
    return render(request, "checkin/scanner.html", context)
