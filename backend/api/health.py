"""Is the process alive, is the service ready, what does it count."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest


def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """200 while the process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """200 when the database answers and is migrated; 503 with the parts otherwise."""
    parts = {"database": "ok", "migrations": "ok"}
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            parts["migrations"] = "waiting"
    except DatabaseError:
        parts = {"database": "down", "migrations": "unknown"}
    return JsonResponse(parts, status=200 if set(parts.values()) == {"ok"} else 503)


def metrics(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)
