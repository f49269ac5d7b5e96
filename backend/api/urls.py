"""Routes of /api/v1; one file of routes per subject, included here."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
