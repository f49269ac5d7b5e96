"""The door's page for its staff: choose where you stand. What scans is the app (`checkin_app`)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from checkin.queries.door import checkin_lists_of, gates_of
from checkin.services.devices import add_device
from fairs.access import DOOR_STAFF, fair_to_run
from kernel.clock import local, now


@require_http_methods(["GET", "POST"])
@login_required
def choose_post(request: HttpRequest, fair: str) -> HttpResponse:
    """Which gate. The browser then becomes a device of the door, named by gate and time, and opens the app as that."""
    assert isinstance(request.user, User)
    the_fair = fair_to_run(request.user, fair, DOOR_STAFF)
    gates, lists, moment = gates_of(the_fair), list(checkin_lists_of(the_fair)), now()
    if request.method == "POST":
        gate = next((one for one in gates if one.public_id == request.POST.get("gate")), None)
        if gate is None or not lists:
            messages.error(request, _("Choose a gate of this fair."))
            return redirect("web:door", fair)
        name = f"{gate.code} · {local(moment, the_fair.timezone):%d/%m %H:%M:%S}"
        _device, code = add_device(
            the_fair, name=name, gate=gate, checkin_lists=lists, actor_id=request.user.pk, now=moment
        )
        return redirect(f"{reverse('web:door_app')}#enrol={code}")
    lists.sort(key=lambda one: (not one.opens_at <= moment < one.closes_at, one.opens_at))
    context = {"fair": the_fair, "role": "dor", "nav": "door", "gates": gates, "lists": lists, "now": moment}
    return render(request, "checkin/choose.html", context)
