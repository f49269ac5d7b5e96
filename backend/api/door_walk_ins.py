"""Somebody who comes to the desk unannounced, told by an enrolled device; and the badge to print there."""

from typing import Any

from django.http import HttpResponse
from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.api.door_app import MOST_OFFSET_MS, OUTCOMES, DeviceView, NonceField, item_of, nonce_of
from backend.serializers import LineField, MomentField, StrictSerializer, read
from backend.throttles import DeviceThrottle
from badges.codes import normalise
from badges.designs import Design, Paper
from badges.faces import Shown
from badges.render import BadgeFace, badge_pdf, badge_svg
from booking.models import Badge
from booking.passes import badge_face
from booking.queries.badge_designs import design_of
from booking.queries.registrations import live_badge_at
from booking.services.badge_prints import note_print
from booking.states import PrintCause
from checkin.queries.door import badge_let_in
from checkin.services.sync import Outcome
from checkin.services.walk_ins import KeptWalkIn, TakenIn, Told, register_walk_in, take_walk_ins
from kernel.clock import now
from kernel.errors import NotFound

MOST_PER_REQUEST = 100


class StockCodeField(serializers.CharField):
    """A printed code as somebody typed it; empty where there is none."""

    default_error_messages = {"no_code": "This is no printed code."}

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        code = normalise(text) if text else ""
        if code is None:
            self.fail("no_code")
        return code


class WalkInIn(StrictSerializer):
    nonce = NonceField()
    full_name = LineField(max_length=200)
    phone = LineField(max_length=20)
    company_name = LineField(max_length=250, allow_blank=True, default="")
    language = serializers.ChoiceField(choices=["vi", "en", "ja"], default="vi")
    consent = serializers.BooleanField(help_text="The person said yes to the sentence of the form.")
    code = StockCodeField(
        max_length=64, allow_blank=True, default="", help_text="Of a blank badge; empty: one is printed."
    )


class KeptWalkInIn(WalkInIn):
    at = MomentField(help_text="The device's clock.")
    clock_offset_ms = serializers.IntegerField(min_value=-MOST_OFFSET_MS, max_value=MOST_OFFSET_MS)


class KeptWalkInsIn(StrictSerializer):
    """Read one by one: a bad one is answered at its place and stops no other."""

    walk_ins = serializers.ListField(max_length=MOST_PER_REQUEST)


class KeptWalkInsShape(serializers.Serializer):
    walk_ins = KeptWalkInIn(many=True)


class WalkInOut(serializers.Serializer):
    nonce = serializers.CharField()
    outcome = serializers.ChoiceField(choices=OUTCOMES)
    registration = serializers.CharField()
    code = serializers.CharField(help_text="Printed on the badge; scanning it lets the person in.")
    problem = serializers.CharField(help_text="Why it was refused: invalid, or the code of a refusal.")


class KeptWalkInsOut(serializers.Serializer):
    results = WalkInOut(many=True)


def _answer(one: TakenIn) -> dict[str, str]:
    return {
        "nonce": one.nonce,
        "outcome": one.outcome,
        "registration": one.registration,
        "code": one.code,
        "problem": one.problem,
    }


def _as(shape: type[Any]) -> Any:
    return lambda consent, **rest: shape(has_consented=consent, **rest)


class DoorWalkInsView(DeviceView):
    """One, at once: registered, and the badge to print. The same phone and name is the person who is there already."""

    throttle_classes = (DeviceThrottle,)
    throttle_scope = "door_walk_ins"

    @extend_schema(operation_id="door_walk_in", request=WalkInIn, responses={201: WalkInOut}, tags=["door app"])
    def post(self, request: Request) -> Response:
        told = _as(Told)(**read(WalkInIn, request.data))
        return Response(_answer(register_walk_in(self.post_here, told, now=now())), status=201)


class DoorKeptWalkInsView(DeviceView):
    """What a device kept without the network, before its scans: in any order, as often as it likes."""

    @extend_schema(
        operation_id="door_kept_walk_ins", request=KeptWalkInsShape, responses=KeptWalkInsOut, tags=["door app"]
    )
    def post(self, request: Request) -> Response:
        items = read(KeptWalkInsIn, request.data)["walk_ins"]
        told = [item_of(KeptWalkInIn, _as(KeptWalkIn), each) for each in items]
        taken = iter(take_walk_ins(self.post_here, [one for one in told if one is not None], now=now()))
        results = [
            next(taken) if one is not None else TakenIn(nonce_of(raw), Outcome.REFUSED, problem="invalid")
            for one, raw in zip(told, items, strict=True)
        ]
        return Response({"results": [_answer(one) for one in results]})


def on_desk_paper(badge: Badge, *, cause: PrintCause) -> tuple[BadgeFace, Design]:
    """As the fair's design has it, on the A6 that the desk's printer holds, by its printed code; noted as printed."""
    note_print(badge, cause=cause, actor_id=None)
    look = design_of(badge.fair).on(Paper.A6)
    return badge_face(badge, shown=Shown.CODE, look=look), look.design


class _DoorBadgeView(DeviceView):
    """The valid badge of a registration of the device's fair, to print at the desk."""

    throttle_classes = (DeviceThrottle,)
    throttle_scope = "door_print"

    def _printed(self, registration: str) -> tuple[BadgeFace, Design]:
        badge = live_badge_at(self.post_here.fair_id, registration)
        if badge is None:
            raise NotFound
        return on_desk_paper(badge, cause=PrintCause.SINGLE)

    def _sent(self, content: bytes, media_type: str) -> HttpResponse:
        answer = HttpResponse(content, content_type=media_type)
        answer["Cache-Control"] = "private, no-store"
        return answer


class DoorBadgeSvgView(_DoorBadgeView):
    @extend_schema(
        operation_id="door_badge_svg", tags=["door app"], responses={(200, "image/svg+xml"): OpenApiTypes.STR}
    )
    def get(self, request: Request, registration: str) -> HttpResponse:  # noqa: ARG002
        return self._sent(badge_svg(*self._printed(registration)).encode(), "image/svg+xml")


class DoorBadgePdfView(_DoorBadgeView):
    @extend_schema(
        operation_id="door_badge_pdf", tags=["door app"], responses={(200, "application/pdf"): OpenApiTypes.BINARY}
    )
    def get(self, request: Request, registration: str) -> HttpResponse:  # noqa: ARG002
        return self._sent(badge_pdf(*self._printed(registration)), "application/pdf")


class DoorPrintView(_DoorBadgeView):
    """The badge of whoever this device has just let in, by the nonce of its own scan: for a kiosk, which may print no other."""

    @extend_schema(
        operation_id="door_print_svg", tags=["door app"], responses={(200, "image/svg+xml"): OpenApiTypes.STR}
    )
    def get(self, request: Request, nonce: str) -> HttpResponse:  # noqa: ARG002
        badge = badge_let_in(self.post_here, nonce)
        if badge is None:
            raise NotFound
        return self._sent(badge_svg(*on_desk_paper(badge, cause=PrintCause.KIOSK)).encode(), "image/svg+xml")


urlpatterns = [
    path("door/prints/<str:nonce>.svg", DoorPrintView.as_view(), name="api_door_print"),
    path("door/walk-ins/", DoorWalkInsView.as_view(), name="api_door_walk_ins"),
    path("door/walk-ins/kept/", DoorKeptWalkInsView.as_view(), name="api_door_kept_walk_ins"),
    path("door/badges/<str:registration>.svg", DoorBadgeSvgView.as_view(), name="api_door_badge_svg"),
    path("door/badges/<str:registration>.pdf", DoorBadgePdfView.as_view(), name="api_door_badge_pdf"),
]
