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
    response = _answer(request, f'"{_digest(body)}"', body, "application/json")
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ("Authorization", "Cookie"))
    return response


def conditional_file(request: Request, body: bytes, *, says: str, content_type: str) -> HttpResponse:
    """200 with the file, or 304 while it says the same. The tag is weak: files that say the same may differ in stamps."""
    return _answer(request, f'W/"{_digest(says.encode())}"', body, content_type)


def _answer(request: Request, tag: str, body: bytes, content_type: str) -> HttpResponse:
    response: HttpResponse
    if _matches(request.headers.get("If-None-Match", ""), tag):
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(body, content_type=content_type)
    response["ETag"] = tag
    return response


def _digest(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=12).hexdigest()


def _matches(header: str, tag: str) -> bool:
    """Weak comparison, as RFC 9110 asks for If-None-Match."""
    wanted = tag.removeprefix("W/")
    return header.strip() == "*" or any(given.removeprefix("W/") == wanted for given in parse_etags(header))
