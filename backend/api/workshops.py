"""The programme and its seats."""

from typing import Any

from django.http import HttpResponse
from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.api.callers import user_of
from backend.idempotency import idempotent
from backend.permissions import Anyone, Scoped
from booking.access.registrations import own_registration, workshop_for
from booking.models import Registration, WorkshopSeat
from booking.queries.registrations import workshops_of
from booking.services.seats import release_seat, take_seat
from fairs.access import fair_for
from fairs.models import Workshop
from kernel.errors import NotFound

TAGS = ["workshops"]


class WorkshopOut(serializers.ModelSerializer):
    id = serializers.CharField(source="public_id")

    class Meta:
        model = Workshop
        fields = (
            "id",
            "code",
            "title_vi",
            "title_en",
            "title_ja",
            "speaker",
            "room",
            "starts_at",
            "ends_at",
            "seats",
            "seats_taken",
        )


class WorkshopSeatOut(serializers.Serializer):
    id = serializers.CharField(source="public_id")
    workshop = serializers.CharField(source="workshop.public_id")
    registration = serializers.CharField(source="registration.public_id")
    created_at = serializers.DateTimeField()


def render_seat(seat: WorkshopSeat, request: Request) -> Any:  # noqa: ARG001
    return WorkshopSeatOut(seat).data


class WorkshopsView(generics.ListAPIView):
    permission_classes = (Anyone,)
    serializer_class = WorkshopOut
    queryset = Workshop.objects.none()

    def get_queryset(self) -> Any:
        return workshops_of(fair_for(self.request.user, self.kwargs["fair"]))

    @extend_schema(operation_id="workshops_list", tags=TAGS)
    def get(self, request: Request, fair: str) -> Response:
        """In the order of the programme."""
        return super().get(request, fair=fair)


class SeatsView(APIView):
    """The caller's own seat."""

    permission_classes = (Scoped,)
    required_scope = "book"

    @extend_schema(
        operation_id="seats_take",
        tags=TAGS,
        request=None,
        responses={201: WorkshopSeatOut},
        parameters=[OpenApiParameter("Idempotency-Key", OpenApiTypes.STR, OpenApiParameter.HEADER)],
    )
    @idempotent(render_seat)
    def post(self, request: Request, workshop: str) -> WorkshopSeat:
        """Refused with `workshop_full` and alternatives when every seat is taken."""
        found = workshop_for(request.user, workshop)
        return take_seat(found, _own(request, found))

    @extend_schema(operation_id="seats_release", tags=TAGS, request=None, responses={204: None})
    def delete(self, request: Request, workshop: str) -> HttpResponse:
        found = workshop_for(request.user, workshop)
        release_seat(found, _own(request, found))
        return Response(status=204)


def _own(request: Request, workshop: Workshop) -> Registration:
    registration = own_registration(user_of(request), workshop.fair)
    if registration is None:
        raise NotFound
    return registration


urlpatterns = [
    path("fairs/<slug:fair>/workshops/", WorkshopsView.as_view(), name="api_workshops"),
    path("workshops/<str:workshop>/seats/", SeatsView.as_view(), name="api_seats"),
]
