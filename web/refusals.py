"""A refusal of the domain as a page: its own words, its own status, a way out. Middleware, so that no view repeats it.

So is an address that takes only a form's answer, opened without one (405): typed, or loaded anew after a log-in.

Views let `kernel.errors.DomainError` rise. A view that has something better to show (the form with its error, the
three nearest free booths) catches its own refusal first. Answers to htmx are a notice to swap in, not a page.
"""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve

from kernel.errors import Busy, DomainError, Forbidden, NotFound

API = "/api/"


class RefusalPages:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or request.path.startswith(API):
            return response
        page = render(request, "405.html", {"way_back": _nearest(request)}, status=response.status_code)
        page["Allow"] = response["Allow"]
        return page

    def process_exception(self, request: HttpRequest, refusal: Exception) -> HttpResponse | None:
        if not isinstance(refusal, DomainError) or request.path.startswith(API):
            return None
        answer = render(request, _template(request, refusal), {"refusal": refusal}, status=refusal.status)
        if isinstance(refusal, Busy):
            answer["Retry-After"] = str(refusal.retry_after)
        return answer


def _nearest(request: HttpRequest) -> str:
    """The page that has this one's form, as far as addresses tell: the next one above that there is."""
    steps = request.path.strip("/").split("/")
    for length in range(len(steps) - 1, 0, -1):
        above = f"/{'/'.join(steps[:length])}/"
        try:
            resolve(above)
        except Resolver404:
            continue
        return above
    return "/"


def _template(request: HttpRequest, refusal: DomainError) -> str:
    if getattr(request, "htmx", False):
        return "shared/refusal_part.html"
    if isinstance(refusal, NotFound):
        return "404.html"
    if isinstance(refusal, Forbidden):
        return "403.html"
    return "shared/refusal.html"
