"""Routes of /api/v1; each subject's file lists its own."""

from django.urls import include, path

urlpatterns = [
    path("", include("backend.api.tokens")),
]
