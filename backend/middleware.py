"""What every request gets before a view: an id, the API's language, and an end for addresses nobody types.

And who gets what: a program (the API with a bearer token or a device's key) has no session, no form and no page around it, so what is
there for these lets it pass (`for_pages`). Whoever calls the API with a session gets everything, as a page does.
"""

import re
import uuid
from collections.abc import Callable
from functools import cache
from typing import Any

import structlog
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django_htmx.middleware import HtmxMiddleware
from whitenoise.middleware import WhiteNoiseMiddleware  # type: ignore[import-untyped]

from kernel.text import has_forbidden_characters

API = "/api/"
PROGRAMS = "/api/v1/"
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


def is_program(request: HttpRequest) -> bool:
    """The API with a token, a device's or a hall server's key: `backend.authentication` decides, whatever cookies come along."""
    scheme: str = request.META.get("HTTP_AUTHORIZATION", "")[:7].lower()
    return scheme.startswith(("bearer ", "device ", "hall ")) and request.path_info.startswith(PROGRAMS)


def for_pages(middleware: Any) -> Any:
    """The same middleware, which programs pass by."""

    class ForPages(middleware):  # type: ignore[misc]
        def __call__(self, request: HttpRequest) -> Any:
            return self.get_response(request) if is_program(request) else super().__call__(request)

    ForPages.__name__ = ForPages.__qualname__ = f"{middleware.__name__}ForPages"
    return ForPages


StaticFilesForPages = for_pages(WhiteNoiseMiddleware)
SessionsForPages = for_pages(SessionMiddleware)
LocaleForPages = for_pages(LocaleMiddleware)
UsersForPages = for_pages(AuthenticationMiddleware)
MessagesForPages = for_pages(MessageMiddleware)
HtmxForPages = for_pages(HtmxMiddleware)


class ContentPolicy(CSPMiddleware):
    """A program's answer carries the house's policy as it stands; only pages can widen theirs."""

    def __call__(self, request: HttpRequest) -> Any:
        if not is_program(request):
            return super().__call__(request)
        response: Any = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", _house_policy())
        return response


@cache
def _house_policy() -> str:
    return build_policy()


class ApiLanguageMiddleware:
    """The API speaks the language of Accept-Language and says so. (The pages' language stands in their address.)"""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(API):
            language = translation.get_language_from_request(request)
            translation.activate(language)
            request.LANGUAGE_CODE = language
        response = self.get_response(request)
        if is_program(request):  # else the pages' middleware says it
            patch_vary_headers(response, ("Accept-Language",))
            response.headers.setdefault("Content-Language", translation.get_language() or "")
        return response


class PlausibleAddressMiddleware:
    """An address with a control or invisible character, or a NUL in its query, names nothing: 404 before the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if has_forbidden_characters(request.path_info) or "%00" in request.META.get("QUERY_STRING", ""):
            raise Http404
        return self.get_response(request)
