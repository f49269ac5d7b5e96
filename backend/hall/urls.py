"""All addresses of a server at the venue: what the door needs, and how it stands. Nobody registers, books or logs in here."""

from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.utils.translation import gettext as _

from backend import problems
from backend.api import door_app, door_people, health
from backend.hall.passing import pass_on


def handler404(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Under the API a problem; elsewhere a sentence, for the house's own page leads to places that are not here."""
    if request.path.startswith(problems.API):
        return problems.address_unknown(request, exception)
    text = _("This is a hall server: it serves the gates, and nothing else. Open /hall/ or the scanner.")
    return HttpResponse(text, status=404, content_type="text/plain; charset=utf-8")


handler500 = "backend.problems.failed"

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("api/v1/", include([*door_app.urlpatterns, *door_people.urlpatterns])),
    path("api/v1/door/<path:rest>", pass_on, name="api_door_passed_on"),
    *i18n_patterns(path("", include("web.urls.hall")), prefix_default_language=False),
]
