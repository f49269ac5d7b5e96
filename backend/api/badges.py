"""A registration's badge as PDF, PNG and SVG, for whoever may see the registration."""

from typing import ClassVar

from django.http import HttpResponse
from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from backend.api.registrations import KEY
from backend.permissions import Anyone
from badges.render import BadgeFace, badge_pdf, badge_png, badge_svg
from booking.access.registrations import registration_for
from booking.passes import badge_face
from booking.queries.registrations import live_badge
from kernel.errors import NotFound

LANGUAGE = OpenApiParameter("language", OpenApiTypes.STR, enum=["vi", "en", "ja"])


class _BadgeView(APIView):
    """Never kept by a shared cache: a badge can be replaced at any moment."""

    permission_classes = (Anyone,)
    media_type: ClassVar[str]

    @staticmethod
    def draw(face: BadgeFace) -> bytes:
        raise NotImplementedError

    def _answer(self, request: Request, registration: str) -> HttpResponse:
        key = request.query_params.get("key", "")[:64]
        badge = live_badge(registration_for(request.user, registration, key=key))
        if badge is None:
            raise NotFound
        wanted = request.query_params.get("language", "")
        face = badge_face(badge, language=wanted if wanted in {"vi", "en", "ja"} else "")
        response = HttpResponse(self.draw(face), content_type=self.media_type)
        response["Cache-Control"] = "private, no-store"
        return response


class PdfView(_BadgeView):
    media_type = "application/pdf"
    draw = staticmethod(badge_pdf)

    @extend_schema(
        operation_id="badges_pdf",
        tags=["badges"],
        parameters=[KEY, LANGUAGE],
        responses={(200, "application/pdf"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, registration: str) -> HttpResponse:
        return self._answer(request, registration)


class PngView(_BadgeView):
    media_type = "image/png"
    draw = staticmethod(badge_png)

    @extend_schema(
        operation_id="badges_png",
        tags=["badges"],
        parameters=[KEY, LANGUAGE],
        responses={(200, "image/png"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, registration: str) -> HttpResponse:
        return self._answer(request, registration)


class SvgView(_BadgeView):
    media_type = "image/svg+xml"

    @staticmethod
    def draw(face: BadgeFace) -> bytes:
        return badge_svg(face).encode()

    @extend_schema(
        operation_id="badges_svg",
        tags=["badges"],
        parameters=[KEY, LANGUAGE],
        responses={(200, "image/svg+xml"): OpenApiTypes.STR},
    )
    def get(self, request: Request, registration: str) -> HttpResponse:
        return self._answer(request, registration)


urlpatterns = [
    path("registrations/<str:registration>/badge.pdf", PdfView.as_view(), name="api_badge_pdf"),
    path("registrations/<str:registration>/badge.png", PngView.as_view(), name="api_badge_png"),
    path("registrations/<str:registration>/badge.svg", SvgView.as_view(), name="api_badge_svg"),
]
