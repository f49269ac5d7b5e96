"""A refusal of the domain as a page: its own words, its own status, a way out. Middleware, so that no view repeats it.

Views let `kernel.errors.DomainError` rise. A view that has something better to show (the form with its error, the
three nearest free booths) catches its own refusal first. Answers to htmx are a notice to swap in, not a page.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kernel.errors import Busy, DomainError, Forbidden, NotFound

API = "/api/"


class RefusalPages:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, refusal: Exception) -> HttpResponse | None:
        if not isinstance(refusal, DomainError) or request.path.startswith(API):
            return None
        answer = render(request, _template(request, refusal), {"refusal": refusal}, status=refusal.status)
        if isinstance(refusal, Busy):
            answer["Retry-After"] = str(refusal.retry_after)
        return answer


def _template(request: HttpRequest, refusal: DomainError) -> str:
    if getattr(request, "htmx", False):
        return "shared/refusal_part.html"
    if isinstance(refusal, NotFound):
        return "404.html"
    if isinstance(refusal, Forbidden):
        return "403.html"
    return "shared/refusal.html"
