"""How the server at the venue stands, for whoever sits before it: no names, no log-in, nothing to press."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from checkin.queries.hall_servers import minutes_wrong
from checkin.queries.hall_standing import standing_here
from kernel.clock import now
from web.views.organiser_devices import STATES

# why it is out of step: what is the matter, what to do
TROUBLES: dict[str, tuple[Promise, Promise]] = {
    "no_answer": (
        _("The fair's server does not answer."),
        _("The gates go on; everything is kept here. Check the cable or the SIM card of this computer."),
    ),
    "hall_server_revoked": (
        _("The organiser has shut this hall server out."),
        _("Everything is kept here. Ask the organiser for a new code and join again."),
    ),
    "hall_server_unknown": (
        _("The fair's server does not know this hall server any more."),
        _("Everything is kept here. Ask the organiser for a new code and join again."),
    ),
    "another_version": (
        _("The fair's server runs another version of the program."),
        _("The gates go on; everything is kept here. Install the same version on this computer and start it again."),
    ),
    "not_ours": (
        _("Something else answers instead of the fair's server."),
        _("Open a browser on this computer: the network may want a log-in first."),
    ),
    "database": (
        _("This computer cannot keep what the fair's server sends."),
        _("The gates go on with what is known here. Is its disk full? Tell whoever looks after the server."),
    ),
}
OTHER_TROUBLE = (
    _("The fair's server refuses what this hall server sends."),
    _("The gates go on; everything is kept here. Tell whoever looks after the server."),
)


@require_GET
def standing(request: HttpRequest) -> HttpResponse:
    here = standing_here(now=now())
    upstream = here.upstream
    context = {
        "here": here,
        "upstream": upstream,
        "trouble": TROUBLES.get(upstream.trouble, OTHER_TROUBLE) if upstream and upstream.trouble else None,
        "clock_minutes": minutes_wrong(upstream.clock_offset_ms if upstream else None),
        "devices": [(one, *STATES[one.state]) for one in here.devices],
        "scanner": request.build_absolute_uri(reverse("web:door_app")),
    }
    page = render_to_string("checkin/hall.html", context)
    return HttpResponse(page, headers={"Cache-Control": "no-store"})
