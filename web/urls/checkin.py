"""Addresses of the pages for the door."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
