"""A registration's badge as PDF, PNG and SVG, for whoever may see the registration; printed by the organiser's desks."""

from typing import ClassVar

from django.http import HttpResponse
from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.views import APIView

from backend.api.callers import user_of
from backend.api.registrations import KEY
from backend.permissions import Anyone, Scoped
from backend.serializers import StrictSerializer
from badges.designs import Design, Paper
from badges.render import BadgeFace, badge_pdf, badge_png, badge_svg
from booking.access.registrations import registration_for, registration_to_print
from booking.passes import badge_face, face_to_print
from booking.queries.badge_designs import design_of
from booking.queries.registrations import live_badge
from booking.services.badge_prints import print_badge
from booking.states import PrintCause
from kernel.errors import NotFound

LANGUAGE = OpenApiParameter("language", OpenApiTypes.STR, enum=["vi", "en", "ja"])
PAPERS = [paper.value for paper in Paper]
PAPER = OpenApiParameter(
    "paper",
    OpenApiTypes.STR,
    enum=PAPERS,
    description="A paper to print on; else an A6 with both codes, for the phone.",
)


class _BadgeView(APIView):
    """Never kept by a shared cache: a badge can be replaced at any moment."""

    permission_classes = (Anyone,)
    media_type: ClassVar[str]

    @staticmethod
    def draw(face: BadgeFace, design: Design) -> bytes:
        raise NotImplementedError

    def _answer(self, request: Request, registration: str) -> HttpResponse:
        key = request.query_params.get("key", "")[:64]
        badge = live_badge(registration_for(request.user, registration, key=key))
        if badge is None:
            raise NotFound
        wanted, paper = request.query_params.get("language", ""), request.query_params.get("paper", "")
        language = wanted if wanted in {"vi", "en", "ja"} else ""
        look = design_of(badge.fair)
        if paper in PAPERS:
            look = look.on(Paper(paper))
            face = face_to_print(badge, look, language=language)
        else:
            look = look.on(Paper.A6)
            face = badge_face(badge, language=language, look=look)
        response = HttpResponse(self.draw(face, look.design), content_type=self.media_type)
        response["Cache-Control"] = "private, no-store"
        return response


class PdfView(_BadgeView):
    media_type = "application/pdf"
    draw = staticmethod(badge_pdf)

    @extend_schema(
        operation_id="badges_pdf",
        tags=["badges"],
        parameters=[KEY, LANGUAGE, PAPER],
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
        parameters=[KEY, LANGUAGE, PAPER],
        responses={(200, "image/png"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, registration: str) -> HttpResponse:
        return self._answer(request, registration)


class SvgView(_BadgeView):
    media_type = "image/svg+xml"

    @staticmethod
    def draw(face: BadgeFace, design: Design) -> bytes:
        return badge_svg(face, design).encode()

    @extend_schema(
        operation_id="badges_svg",
        tags=["badges"],
        parameters=[KEY, LANGUAGE, PAPER],
        responses={(200, "image/svg+xml"): OpenApiTypes.STR},
    )
    def get(self, request: Request, registration: str) -> HttpResponse:
        return self._answer(request, registration)


class BadgePrintIn(StrictSerializer):
    """Without `paper` the design's own, without `language` the person's."""

    paper = serializers.ChoiceField([(paper, paper) for paper in PAPERS], required=False)
    language = serializers.ChoiceField([("vi", "vi"), ("en", "en"), ("ja", "ja")], required=False)


class PrintView(APIView):
    permission_classes = (Scoped,)
    required_scope = "scan"

    @extend_schema(
        operation_id="badges_print",
        tags=["badges"],
        request=BadgePrintIn,
        responses={(200, "application/pdf"): OpenApiTypes.BINARY},
    )
    def post(self, request: Request, registration: str) -> HttpResponse:
        """The badge as the fair's design prints it; it counts as printed. For managers and the door."""
        found = registration_to_print(request.user, registration)
        form = BadgePrintIn(data=request.data)
        form.is_valid(raise_exception=True)
        paper = form.validated_data.get("paper")
        printed = print_badge(
            found,
            cause=PrintCause.SINGLE,
            paper=Paper(paper) if paper else None,
            language=form.validated_data.get("language", ""),
            actor_id=user_of(request).pk,
        )
        return HttpResponse(printed, content_type="application/pdf", headers={"Cache-Control": "private, no-store"})


urlpatterns = [
    path("registrations/<str:registration>/prints/", PrintView.as_view(), name="api_badge_print"),
    path("registrations/<str:registration>/badge.pdf", PdfView.as_view(), name="api_badge_pdf"),
    path("registrations/<str:registration>/badge.png", PngView.as_view(), name="api_badge_png"),
    path("registrations/<str:registration>/badge.svg", SvgView.as_view(), name="api_badge_svg"),
]
