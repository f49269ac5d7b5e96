"""Addresses of the pages everybody may see."""

from django.conf import settings
from django.urls import URLPattern, path

from web.views import kit, public

urlpatterns: list[URLPattern] = [
    path("", public.home, name="home"),
]
if settings.DEBUG:
    urlpatterns.append(path("kit/", kit.kit, name="kit"))
