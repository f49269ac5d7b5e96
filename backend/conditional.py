"""Answers that are cheap to ask for again: an ETag made of the content, 304 without a body when it is still that."""

import hashlib
from typing import Any

import orjson
from django.http import HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from rest_framework.request import Request


def conditional_json(request: Request, data: Any) -> HttpResponse:
    """200 with the data, or 304. Private: what a plan shows depends on who looks."""
    body = orjson.dumps(data)
    tag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    response: HttpResponse
    if _matches(request.headers.get("If-None-Match", ""), tag):
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(body, content_type="application/json")
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ("Authorization", "Cookie"))
    return response


def _matches(header: str, tag: str) -> bool:
    """Weak comparison, as RFC 9110 asks for If-None-Match."""
    return header.strip() == "*" or any(given.removeprefix("W/") == tag for given in parse_etags(header))
