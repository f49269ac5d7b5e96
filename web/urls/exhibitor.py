"""Addresses of the pages for exhibitors."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
