"""Addresses of the pages for the door."""

from django.urls import URLPattern, path

from web.views import checkin

urlpatterns: list[URLPattern] = [
    path("<slug:fair>/door/", checkin.choose_post, name="door"),
    path("<slug:fair>/door/<str:gate>/<str:checkin_list>/", checkin.scanner, name="scanner"),
]
