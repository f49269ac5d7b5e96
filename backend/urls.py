"""All addresses: the API, the health routes, and the pages (by dotted name, so that doors stay siblings)."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from drf_spectacular.views import SpectacularSwaggerSplitView

import backend.schema  # noqa: F401 -- registers itself; not in the app's ready(), for the worker has no use for it
from backend.api import health, openapi

handler404 = "backend.problems.address_unknown"
handler500 = "backend.problems.failed"

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("api/v1/", include("backend.api.urls")),
    path("api/schema.yaml", openapi.SchemaView.as_view(), name="schema"),
    path("api/docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="api_docs"),
    *i18n_patterns(path("", include("web.urls")), prefix_default_language=False),
]
