"""Addresses of the pages for organisers."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
