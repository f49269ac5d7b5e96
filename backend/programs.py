"""The way of a program through the house: the API with a bearer token or a device's or hall server's key (docs/adr/0023).

A program has no session, no form and no page around it, so it passes by the middleware that is there for these. What it
gets is what they give to everybody: an id, its count, its language, the guarding headers, and a 404 for what nobody types.
Whoever calls the API with a session goes through all of it, as a page does.
"""

from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any, cast

from csp.utils import build_policy
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest, HttpResponse
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.common import CommonMiddleware
from django.middleware.security import SecurityMiddleware
from django.urls import ResolverMatch, get_resolver, get_urlconf
from django.utils import translation
from django.utils.cache import patch_vary_headers

from backend.metrics import RequestMetrics
from backend.middleware import PlausibleAddressMiddleware, RequestIdMiddleware

PROGRAMS = "/api/v1/"
Answers = Callable[[HttpRequest], HttpResponse]


def is_program(request: HttpRequest) -> bool:
    """The API with a token, a device's or a hall server's key: `backend.authentication` decides, whatever cookies come along."""
    scheme: str = request.META.get("HTTP_AUTHORIZATION", "")[:7].lower()
    return scheme.startswith(("bearer ", "device ", "hall ")) and request.path_info.startswith(PROGRAMS)


class Programs:
    """The first middleware: answers a program by itself, in one step, and lets everybody else go on."""

    def __init__(self, get_response: Answers) -> None:
        self.get_response = get_response
        self._program: Answers = RequestIdMiddleware(RequestMetrics(self._guarded))
        self._answered: Any = convert_exception_to_response(PlausibleAddressMiddleware(self._view))
        self._security: Any = SecurityMiddleware(get_response)
        self._common: Any = CommonMiddleware(get_response)
        self._frames: Any = XFrameOptionsMiddleware(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._program(request) if is_program(request) else self.get_response(request)

    def _guarded(self, request: HttpRequest) -> HttpResponse:
        response: HttpResponse = self._security.process_request(request) or self._spoken(request)
        response.headers.setdefault("Content-Security-Policy", _house_policy())
        self._security.process_response(request, response)
        return response

    def _spoken(self, request: HttpRequest) -> HttpResponse:
        language = translation.get_language_from_request(request)
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response: HttpResponse = self._frames.process_response(
            request, self._common.process_response(request, self._answered(request))
        )
        patch_vary_headers(response, ("Accept-Language",))
        response.headers.setdefault("Content-Language", translation.get_language() or "")
        return response

    def _view(self, request: HttpRequest) -> HttpResponse:
        redirected: HttpResponse | None = self._common.process_request(request)
        if redirected is not None:
            return redirected
        match = request.resolver_match = _matched(get_urlconf(), request.path_info)
        response: Any = match.func(request, *match.args, **match.kwargs)
        if not hasattr(response, "render"):
            return cast("HttpResponse", response)
        answer: HttpResponse = response.render()
        _unwind(response)
        return answer


def _unwind(response: Any) -> None:
    """View, request and answer name each other. Left so, all that a call had waits for the collector, and a thousand calls
    later a process stops for a tenth of a second to clear away fifty thousand things."""
    context: dict[str, Any] = getattr(response, "renderer_context", {})
    view = context.get("view")
    if view is not None:
        view.request.parser_context = {}
        vars(view).pop("head", None)  # Django's name for the view's own `get`
        context.clear()


@lru_cache(maxsize=256)
def _matched(urlconf: str | None, path: str) -> ResolverMatch:
    """What a device asks it asks all day. An address that names nothing is not kept."""
    return get_resolver(urlconf).resolve(path)


@cache
def _house_policy() -> str:
    """As it stands; only pages can widen theirs."""
    return build_policy()
