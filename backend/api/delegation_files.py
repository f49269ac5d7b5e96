"""A delegation's things to print: its poster, its QR as a picture, the badges made for its people."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.urls import path, reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from backend.api.badges import LANGUAGE
from backend.permissions import Anyone, has_scope
from badges import qr
from badges.designs import Paper
from badges.render import badges_pdf
from booking.access.delegations import delegation_for
from booking.delegation_links import join_key
from booking.delegation_papers import poster_of
from booking.models import Delegation
from booking.passes import face_to_print
from booking.queries.badge_designs import design_of
from booking.queries.delegations import badges_to_hand_out
from kernel.errors import Forbidden, NotFound
from papers.render import poster_pdf

TAGS = ["delegations"]
KEY = OpenApiParameter("key", OpenApiTypes.STR, description="The contact's key, from the mail.")
PART = OpenApiParameter("part", OpenApiTypes.INT, description="From 1: a file holds a hundred badges.")
A_FILE = 100


def delegation_seen(request: Request, public_id: str, *, to_change: bool = False) -> Delegation:
    """By log-in, or by the contact's key in `key`. Raises NotFound for a key of another delegation, too; Forbidden for a
    token that may not `manage`, or not even `read`."""
    key = request.query_params.get("key", "")[:160]
    found = delegation_for(request.user, key or public_id).delegation
    if found.public_id != public_id:
        raise NotFound
    if not key and not (has_scope(request, "manage") or (not to_change and has_scope(request, "read"))):
        raise Forbidden
    return found


def join_address(delegation: Delegation) -> str:
    """What the QR holds."""
    return f"{settings.SITE_URL}{reverse('web:delegation_join', args=[delegation.fair.slug, join_key(delegation)])}"


def _file(body: bytes | str, media_type: str, name: str) -> HttpResponse:
    headers = {"Cache-Control": "private, no-store", "Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(body, content_type=media_type, headers=headers)


class PosterView(APIView):
    permission_classes = (Anyone,)

    @extend_schema(
        operation_id="delegations_poster",
        tags=TAGS,
        parameters=[KEY, LANGUAGE],
        responses={(200, "application/pdf"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, delegation: str) -> HttpResponse:
        """An A4 sheet with the QR, for the wall."""
        found = delegation_seen(request, delegation)
        wanted = request.query_params.get("language", "")
        poster = poster_of(found, join_address(found), language=wanted if wanted in {"vi", "en", "ja"} else "")
        return _file(poster_pdf(poster), "application/pdf", "delegation-poster.pdf")


class QrSvgView(APIView):
    permission_classes = (Anyone,)

    @extend_schema(
        operation_id="delegations_qr_svg",
        tags=TAGS,
        parameters=[KEY],
        responses={(200, "image/svg+xml"): OpenApiTypes.STR},
    )
    def get(self, request: Request, delegation: str) -> HttpResponse:
        found = delegation_seen(request, delegation)
        return _file(qr.svg(join_address(found)), "image/svg+xml", "delegation-qr.svg")


class QrPngView(APIView):
    permission_classes = (Anyone,)

    @extend_schema(
        operation_id="delegations_qr_png",
        tags=TAGS,
        parameters=[KEY],
        responses={(200, "image/png"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, delegation: str) -> HttpResponse:
        found = delegation_seen(request, delegation)
        return _file(qr.png(join_address(found), module_px=16), "image/png", "delegation-qr.png")


class PassesView(APIView):
    permission_classes = (Anyone,)

    @extend_schema(
        operation_id="delegations_passes",
        tags=TAGS,
        parameters=[KEY, PART],
        responses={(200, "application/pdf"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, delegation: str) -> HttpResponse:
        """The badges made for its people, four on an A4 page; a person's own earlier pass is not among them."""
        badges = badges_to_hand_out(delegation_seen(request, delegation))
        part = _part(request.query_params.get("part", "1"))
        chosen = badges[(part - 1) * A_FILE : part * A_FILE]
        if not chosen:
            raise NotFound
        look = design_of(chosen[0].fair).on(Paper.A4)
        made = badges_pdf([face_to_print(badge, look) for badge in chosen], look.design)
        return _file(made, "application/pdf", f"delegation-passes-{part}.pdf")


def _part(text: Any) -> int:
    """1 for what is no number of a file."""
    return int(text) if str(text).isascii() and str(text).isdigit() and 1 <= int(text) <= 99 else 1


urlpatterns = [
    path("delegations/<str:delegation>/poster.pdf", PosterView.as_view(), name="api_delegation_poster"),
    path("delegations/<str:delegation>/qr.svg", QrSvgView.as_view(), name="api_delegation_qr_svg"),
    path("delegations/<str:delegation>/qr.png", QrPngView.as_view(), name="api_delegation_qr_png"),
    path("delegations/<str:delegation>/passes.pdf", PassesView.as_view(), name="api_delegation_passes"),
]
