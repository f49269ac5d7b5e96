"""Addresses of logging in and out."""

from django.urls import URLPattern, path

from web.views import account

urlpatterns: list[URLPattern] = [
    path("log-in/", account.log_in, name="log_in"),
    path("log-in/code/", account.log_in_by_code, name="log_in_code"),
    path("log-out/", account.log_out, name="log_out"),
    path("start/", account.start, name="start"),
]
