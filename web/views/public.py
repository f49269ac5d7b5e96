"""Pages everybody may see."""

from django.http import HttpRequest, HttpResponse


def home(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    return HttpResponse("Phiên", content_type="text/plain; charset=utf-8")
