"""Addresses of the pages for the door."""

from django.urls import URLPattern, path

from web.views import checkin, checkin_app, checkin_kiosk

urlpatterns: list[URLPattern] = [
    path("door/app/", checkin_app.app, name="door_app"),
    path("door/app/worker.js", checkin_app.worker, name="door_app_worker"),
    path("door/app/manifest.json", checkin_app.manifest, name="door_app_manifest"),
    path("door/kiosk/", checkin_kiosk.kiosk, name="door_kiosk"),
    path("<slug:fair>/door/", checkin.choose_post, name="door"),
]
