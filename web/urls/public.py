"""Addresses of the pages everybody may see."""

from django.conf import settings
from django.urls import URLPattern, path

from web.views import kit, public

urlpatterns: list[URLPattern] = [
    path("", public.home, name="home"),
    path("log-in/", public.home, name="log_in"),
]
if settings.DEBUG:
    urlpatterns.append(path("kit/", kit.kit, name="kit"))
