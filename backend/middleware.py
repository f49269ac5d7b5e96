"""What every request gets before a view: an id, the API's language, and an end for addresses nobody types.

A program goes a way of its own: `backend.programs`.
"""

import re
import uuid
from collections.abc import Callable

import structlog
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation

from kernel.text import has_forbidden_characters

API = "/api/"
_WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}")


class RequestIdMiddleware:
    """Taken from X-Request-ID when well formed, else made; answered and bound to every log line."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        request_id = given if _WELL_FORMED.fullmatch(given) else uuid.uuid4().hex
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = self.get_response(request)
        response["X-Request-ID"] = request_id
        return response


class ApiLanguageMiddleware:
    """The API speaks the language of Accept-Language and says so. (The pages' language stands in their address.)"""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(API):
            language = translation.get_language_from_request(request)
            translation.activate(language)
            request.LANGUAGE_CODE = language
        return self.get_response(request)


class PlausibleAddressMiddleware:
    """An address with a control or invisible character, or a NUL in its query, names nothing: 404 before the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if has_forbidden_characters(request.path_info) or "%00" in request.META.get("QUERY_STRING", ""):
            raise Http404
        return self.get_response(request)
