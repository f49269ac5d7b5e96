"""Addresses of a server at the venue; they stand instead of all others (`HALL_SERVER`)."""

from django.urls import path
from django.views.generic import RedirectView

from web.views import checkin_app, hall

app_name = "web"
urlpatterns = [
    path("", RedirectView.as_view(pattern_name="web:hall")),
    path("hall/", hall.standing, name="hall"),
    path("door/app/", checkin_app.app, name="door_app"),
    path("door/app/worker.js", checkin_app.worker, name="door_app_worker"),
    path("door/app/manifest.json", checkin_app.manifest, name="door_app_manifest"),
]
