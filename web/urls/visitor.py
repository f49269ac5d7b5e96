"""Addresses of the pages for visitors and buyers."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
