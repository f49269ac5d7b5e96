"""What a device asks that this hall server cannot answer by itself goes on to the fair's server, in the device's own name.

The device's key holds there too. With the line down the answer is 503, and the device keeps what it has, as it does
without any network.
"""

import re

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from backend import problems
from backend.hall.link import Link, LinkBroken
from checkin.errors import FairServerAway
from checkin.keys import KEY_PREFIX
from checkin.models import Upstream
from kernel.errors import NotFound

_PLAIN = re.compile(r"(?:[A-Za-z0-9_-]+/)*[A-Za-z0-9_-]+(?:\.[a-z]+|/)")
RETRY_SECONDS = 5


@csrf_exempt
def pass_on(request: HttpRequest, rest: str) -> HttpResponse:
    """`rest` is what stands behind `door/`. Only for a device that shows its key; nobody else has anything to ask there."""
    key = request.headers.get("Authorization", "")
    upstream = Upstream.objects.first()
    if upstream is None or not key.startswith(f"Device {KEY_PREFIX}") or not _PLAIN.fullmatch(rest):
        return problems.address_unknown(request, NotFound())
    query = request.META.get("QUERY_STRING", "")
    address = f"door/{rest}" + (f"?{query}" if query else "")
    try:
        status, kind, content = Link(upstream.site).pass_on(
            request.method or "GET", address, request.body, key, request.headers.get("Accept-Language", "")
        )
    except LinkBroken:
        away = FairServerAway
        answer = problems.plain(request, status=away.status, code=away.code, title=str(away.title))
        answer["Retry-After"] = str(RETRY_SECONDS)
        return answer
    return HttpResponse(content, status=status, content_type=kind, headers={"Cache-Control": "no-store"})
