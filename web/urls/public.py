"""Addresses of the pages everybody may see."""

from django.conf import settings
from django.urls import URLPattern, path

from web.views import kit, public, public_makers, public_needs

urlpatterns: list[URLPattern] = [
    path("", public.home, name="home"),
    path("<slug:fair>/", public.fair, name="fair"),
    path("<slug:fair>/companies/", public_makers.directory, name="directory"),
    path("<slug:fair>/companies/<slug:company>/", public_makers.company, name="company"),
    path("<slug:fair>/needs/", public_needs.needs, name="needs"),
    path("<slug:fair>/programme/", public.programme, name="programme"),
]
if settings.DEBUG:
    urlpatterns.insert(0, path("kit/", kit.kit, name="kit"))
