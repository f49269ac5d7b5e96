"""Addresses of the pages, per audience."""

from django.urls import path

from web.views import public

app_name = "web"
urlpatterns = [path("", public.home, name="home"), path("log-in/", public.home, name="log_in")]
