"""`Idempotency-Key` on POSTs that book: the same key and body replay the first answer, whatever happened in between."""

import hashlib
import json
from collections.abc import Callable
from functools import wraps
from typing import Any

import orjson
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.problems import handle
from backend.renderers import OrjsonRenderer
from kernel.errors import DomainError, Rejected
from kernel.idempotency import Answer, Claim, answer_afterwards, claim, holding, release

NOT_KEPT = frozenset({409, 429, 503})
Render = Callable[[Any, Request], Any]


class BadKey(Rejected):
    code = "idempotency_key_malformed"
    title = _("An Idempotency-Key has 8 to 255 visible ASCII characters.")


def idempotent(render: Render, *, status: int = 201) -> Callable[[Callable[..., Any]], Callable[..., HttpResponse]]:
    """For a view method that calls one public service and returns its result; `render(result, request)` makes the body.

    The result is rendered inside the service's transaction when a key is given, after it otherwise.
    """

    def decorate(method: Callable[..., Any]) -> Callable[..., HttpResponse]:
        @wraps(method)
        def run(view: APIView, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
            key = request.headers.get("Idempotency-Key")
            if key is None:
                return Response(render(method(view, request, *args, **kwargs), request), status=status)
            if not (8 <= len(key) <= 255 and key.isascii() and key.isprintable()):
                raise BadKey
            renderer = OrjsonRenderer()
            held = claim(
                _credential(request),
                key,
                _fingerprint(request),
                lambda result: Answer(status, renderer.render(render(result, request))),
            )
            if isinstance(held, Answer):
                return _replay(held, replayed=True)
            return _work(held, lambda: method(view, request, *args, **kwargs), view, request)

        return run

    return decorate


def _work(held: Claim, call: Callable[[], Any], view: APIView, request: Request) -> HttpResponse:
    try:
        with holding(held):
            result = call()
    except DomainError as refusal:
        if refusal.status in NOT_KEPT:
            release(held)
            raise
        response = handle(refusal, {"request": request, "view": view})
        if response is None:
            raise
        answer = Answer(response.status_code, orjson.dumps(response.data, default=str))
        answer_afterwards(held, answer)
        return _replay(answer, replayed=False)
    except BaseException:
        release(held)
        raise
    if held.answer is None:
        held.answer = held.render(result)
        answer_afterwards(held, held.answer)
    return _replay(held.answer, replayed=False)


def _replay(answer: Answer, *, replayed: bool) -> HttpResponse:
    kind = "application/problem+json" if answer.status >= 400 else "application/json"
    response = HttpResponse(answer.body, status=answer.status, content_type=kind)
    if replayed:
        response["Idempotency-Replayed"] = "true"
    return response


def _credential(request: Request) -> str:
    if request.auth is not None and hasattr(request.auth, "public_id"):
        return f"token:{request.auth.public_id}"
    if request.user.is_authenticated:
        return f"user:{request.user.public_id}"
    caller = f"{request.META.get('REMOTE_ADDR', '')}|{request.headers.get('User-Agent', '')}"
    return f"anon:{hashlib.sha256(caller.encode()).hexdigest()[:32]}"


def _fingerprint(request: Request) -> str:
    body = json.dumps(request.data, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(f"{request.method} {request.path}\n{body}".encode()).hexdigest()
