"""The floor to measure against: the same gunicorn, driver and pool, one indexed SELECT, and nothing of ours above it."""

import os
from collections.abc import Callable, Iterable
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
django.setup()

from django.db import connection  # noqa: E402 -- app ready

QUERY = "SELECT public_id, name_vi FROM fairs_hall WHERE id = %s"


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Any path answers the row of hall 1; /healthz answers without it."""
    row = None
    if environ["PATH_INFO"] != "/healthz":
        with connection.cursor() as cursor:
            cursor.execute(QUERY, [1])
            row = cursor.fetchone()
        connection.close()  # back into the pool, as at the end of a Django request
    body = repr(row).encode()
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]
