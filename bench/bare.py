"""The floors to measure against: the same gunicorn, driver and pool, and nothing of ours above them.

`/`: one indexed SELECT in a WSGI function. `/looks/`: a Django REST view without users, middleware or rules, which runs one
statement with a common table expression: look a badge up by its code, note the look under its nonce, answer both.
"""

import os
from collections.abc import Callable, Iterable
from typing import Any

import django
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
settings.MIDDLEWARE = []
settings.ROOT_URLCONF = "bench.bare"
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402 -- app ready
from django.db import connection  # noqa: E402 -- app ready
from django.urls import path  # noqa: E402 -- app ready
from rest_framework.parsers import JSONParser  # noqa: E402 -- app ready
from rest_framework.renderers import JSONRenderer  # noqa: E402 -- app ready
from rest_framework.request import Request  # noqa: E402 -- app ready
from rest_framework.response import Response  # noqa: E402 -- app ready
from rest_framework.views import APIView  # noqa: E402 -- app ready

QUERY = "SELECT public_id, name_vi FROM fairs_hall WHERE id = %s"
LOOK = """
WITH looked AS (
    SELECT b.id, p.full_name FROM bench_badge b JOIN bench_person p ON p.id = b.person_id WHERE b.code = %s
), written AS (
    INSERT INTO bench_look (badge_id, nonce, at) SELECT id, %s, now() FROM looked
    ON CONFLICT (nonce) DO NOTHING RETURNING at
)
SELECT looked.full_name, written.at FROM looked, written
"""  # its tables: `bench.ground.bare`


class LookView(APIView):
    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()
    parser_classes = (JSONParser,)
    renderer_classes = (JSONRenderer,)

    def post(self, request: Request) -> Response:
        with connection.cursor() as cursor:
            cursor.execute(LOOK, [request.data["code"], request.data["nonce"]])
            name, at = cursor.fetchone()
        return Response({"full_name": name, "at": at})


urlpatterns = [path("looks/", LookView.as_view())]
_django = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """/looks/ goes through Django, any other path answers the row of hall 1; /healthz answers without it."""
    if environ["PATH_INFO"] == "/looks/":
        answer: Iterable[bytes] = _django(environ, start_response)
        return answer
    row = None
    if environ["PATH_INFO"] != "/healthz":
        with connection.cursor() as cursor:
            cursor.execute(QUERY, [1])
            row = cursor.fetchone()
        connection.close()  # back into the pool, as at the end of a Django request
    body = repr(row).encode()
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]
