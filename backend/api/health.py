"""Is the process alive, is the service ready, what does it count."""

import hmac
from functools import cache

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from backend.metrics import registry
from kernel.queries import promise_counts

LAG_SECONDS = 60
_LOOPBACK = frozenset({"127.0.0.1", "::1"})


def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """200 while the process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """200 when this process can serve; 503 without the database or its migrations.

    A dead broker and a late outbox are told and do not refuse traffic: the rows keep the promises meanwhile.
    """
    parts: dict[str, str | int] = {"database": "ok", "migrations": "ok", "broker": _broker(), "outbox": "ok"}
    try:
        if not _migrated():
            parts["migrations"] = "waiting"
        lag = int(promise_counts().outbox_lag)
        parts["outbox_lag_seconds"] = lag
        if lag > LAG_SECONDS:
            parts["outbox"] = "late"
    except DatabaseError:
        parts |= {"database": "down", "migrations": "unknown", "outbox": "unknown"}
    ready = parts["database"] == "ok" and parts["migrations"] == "ok"
    return JsonResponse(parts, status=200 if ready else 503)


def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus' text form, for who carries METRICS_TOKEN; without a token set, for this machine only."""
    if not _may_read(request):
        return HttpResponse("not for you\n", status=403, content_type="text/plain")
    return HttpResponse(generate_latest(registry()), content_type=CONTENT_TYPE_LATEST)


def _may_read(request: HttpRequest) -> bool:
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), settings.METRICS_TOKEN.encode())
    return request.META.get("REMOTE_ADDR", "") in _LOOPBACK and "X-Forwarded-For" not in request.headers


_migrated_once = False


def _migrated() -> bool:
    """Looked up until it is true once: a running process is never un-migrated under its feet."""
    global _migrated_once  # noqa: PLW0603 -- one answer per process
    if not _migrated_once:
        executor = MigrationExecutor(connection)
        _migrated_once = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    if _migrated_once:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    return _migrated_once


@cache
def _client() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=0.5, socket_connect_timeout=0.5)


def _broker() -> str:
    try:
        _client().ping()
    except (redis.RedisError, OSError):
        return "down"
    return "ok"
