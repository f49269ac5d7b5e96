"""The one door through which errors leave the API: RFC 9457 `application/problem+json`."""

import logging
from typing import Any

import orjson
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views import defaults
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from kernel.errors import Busy, DomainError, Forbidden, NotFound

log = logging.getLogger(__name__)
CONTENT_TYPE = "application/problem+json"
API = "/api/"


def problem(
    *,
    status: int,
    code: str,
    title: str,
    detail: str = "",
    errors: list[dict[str, str]] | None = None,
    **extra: Any,
) -> Response:
    """One problem document; `type` is a stable relative reference into docs/api/problems.md."""
    body: dict[str, Any] = {"type": f"/problems/{code}", "title": title, "status": status, "code": code}
    if detail:
        body["detail"] = detail
    if errors:
        body["errors"] = errors
    body.update(extra)
    response = Response(body, status=status, content_type=CONTENT_TYPE)
    response["Cache-Control"] = "no-store"
    return response


def handle(exc: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler. Anything it does not know becomes Django's 500, logged with the request's id."""
    if isinstance(exc, Http404):
        exc = NotFound()
    elif isinstance(exc, PermissionDenied):
        exc = Forbidden()
    if isinstance(exc, DomainError):
        response = _of_domain(exc)
    elif isinstance(exc, exceptions.APIException):
        response = _of_rest(exc)
    else:
        return None
    set_rollback()
    response.data["instance"] = context["request"].path
    return response


def address_unknown(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler404: a problem under /api/, the page elsewhere."""
    if not request.path.startswith(API):
        return defaults.page_not_found(request, exception)
    return _outside_views(request, problem(status=404, code=NotFound.code, title=str(NotFound.title)))


def failed(request: HttpRequest) -> HttpResponse:
    """Django's handler500. Says nothing of the cause; the log has it under the request's id."""
    if not request.path.startswith(API):
        return defaults.server_error(request)
    title = _("Something broke on our side. The answer carries the id to ask about.")
    return _outside_views(request, problem(status=500, code="server_error", title=title))


def plain(request: HttpRequest, *, status: int, code: str, title: str) -> HttpResponse:
    """A problem from a view that is none of the library's."""
    return _outside_views(request, problem(status=status, code=code, title=title))


def _outside_views(request: HttpRequest, answer: Response) -> HttpResponse:
    body = orjson.dumps(answer.data | {"instance": request.path})
    response = HttpResponse(body, status=answer.status_code, content_type=CONTENT_TYPE)
    response["Cache-Control"] = "no-store"
    return response


def _of_domain(exc: DomainError) -> Response:
    errors = (
        [{"pointer": exc.pointer, "code": exc.code, "detail": str(exc.detail or exc.title)}] if exc.pointer else None
    )
    response = problem(
        status=exc.status,
        code=exc.code,
        title=str(exc.title),
        detail=str(exc.detail),
        errors=errors,
        **exc.extra,
    )
    if isinstance(exc, Busy):
        response["Retry-After"] = str(exc.retry_after)
    return response


def _of_rest(exc: exceptions.APIException) -> Response:
    if isinstance(exc, exceptions.ValidationError):
        return problem(
            status=400,
            code="invalid",
            title=_("The request is not well formed."),
            errors=list(_pointers(exc.detail, "")),
        )
    codes = exc.get_codes()
    response = problem(
        status=exc.status_code,
        code=codes if isinstance(codes, str) else "invalid",
        title=str(exc.default_detail),
        detail=str(exc.detail),
    )
    if header := getattr(exc, "auth_header", None):
        response["WWW-Authenticate"] = header
    if wait := getattr(exc, "wait", None):
        response["Retry-After"] = str(int(wait) + 1)
    return response


def _pointers(detail: Any, path: str) -> Any:
    if isinstance(detail, dict):
        for key, inner in detail.items():
            yield from _pointers(inner, path if key == "non_field_errors" else f"{path}/{key}")
    elif isinstance(detail, list):
        for position, inner in enumerate(detail):
            nested = isinstance(inner, dict | list)
            yield from _pointers(inner, f"{path}/{position}" if nested else path)
    else:
        yield {"pointer": path or "/", "code": getattr(detail, "code", "invalid"), "detail": str(detail)}
